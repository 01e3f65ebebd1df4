"""What is told about a file before any rule looks at it: code -> one sentence for the reference. Holds no check."""

from __future__ import annotations

CODES = {
    "encoding": "The file is not UTF-8.",
    "invisible-character": "A control character, a lone surrogate or a direction override stands in the text.",
    "empty-file": "Nothing is written in the file.",
    "too-large": "The file is larger than 256 KiB, or its aliases spell out to more than 10,000 values.",
    "too-deep": "Values are nested deeper than 30 levels.",
    "yaml-syntax": "The text is no YAML, or reads as something else than what was meant: a colon or a `#` inside a "
    "value, a tab, `@`, curly quotes, a lost space, `{views, reach}` for `[views, reach]`.",
    "yaml-comment": "A text such as `Weekly #launch` ends before its `#`, because there a comment begins. A warning.",
    "second-document": "A second document begins with `---`.",
    "tag": "A value carries a YAML tag such as `!!python/object`.",
    "alias": "An alias has no anchor, or stands inside its own.",
    "duplicate-key": "A key stands twice in one mapping.",
    "wrong-key": "A key is a list or a mapping, not text.",
    "unknown-key": "A key is not part of the language.",
    "missing-key": "A key that is needed is not there.",
    "wrong-type": "A value has another shape than its key takes: text for a list, a list for a mapping.",
    "wrong-value": "A value has the right shape but is none of those its key takes.",
}

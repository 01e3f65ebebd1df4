"""The codes of the text and the shape of a file: code -> one sentence for the reference. Holds no check."""

from __future__ import annotations

CODES = {
    "encoding": "The file is not UTF-8.",
    "invisible-character": "The text contains a control character, a lone surrogate or a direction override.",
    "empty-file": "The file is empty.",
    "too-large": "The file is larger than 256 KiB, or has more than 10,000 values with its aliases expanded.",
    "too-deep": "Values are nested deeper than 30 levels.",
    "yaml-syntax": "The text is not valid YAML, or YAML reads it differently from what you mean: a colon or a `#` "
    "inside a value, a tab, `@`, curly quotes, a missing space, `{views, reach}` for `[views, reach]`.",
    "yaml-comment": "A text such as `Weekly #launch` ends before its `#`, which starts a comment. A warning.",
    "second-document": "The file contains a second document, after `---`.",
    "tag": "A value has a YAML tag such as `!!python/object`.",
    "alias": "An alias has no anchor, or refers to itself.",
    "duplicate-key": "A mapping contains the same key twice.",
    "wrong-key": "A key is a list or a mapping, not text.",
    "unknown-key": "A key is not valid here.",
    "missing-key": "A required key is missing.",
    "wrong-type": "A value has the wrong shape for its key, such as text for a list or a list for a mapping.",
    "wrong-value": "A value has the right shape but is not valid for its key.",
}

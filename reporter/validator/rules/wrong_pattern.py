r"""A pattern for captions that cannot be read.

```yaml
media: {caption: {matches: "(launch"}}
```

Patterns know the usual `. * + ? | ( ) [ ] ^ $`, `(?i)` for any case, and `\w`, `\d`, `\s` and `\b` for the letters,
digits, white space and word boundaries of every alphabet: `\bÖsterreich\b` finds the word in "in Österreich!". There
is no look-around and there are no back-references, so every search takes linear time. Plain words are better looked
for with `contains`:

```yaml
media: {caption: {matches: '(?i)\blaunch\b|new in'}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import media_rules

CODE = "wrong-pattern"
_HELP = r'write a pattern such as "(?i)launch|new in", or use contains'
# What the engine says -> what to do.
_REMEDIES = {
    "look-around": "write what the caption must hold, and use a second filter or label for what it must not hold",
    "backreferences": "write the text itself a second time",
    "unclosed group": 'add a ")", or write "\\(" for a bracket in the caption',
    "unopened group": 'add a "(", or write "\\)" for a bracket in the caption',
    "unclosed character class": 'add a "]", or write "\\[" for a bracket in the caption',
    "unclosed counted repetition": 'add a "}", or write "\\{" for a brace in the caption',
    "unrecognized escape": 'write "\\\\" for a backslash in the caption; known are \\w \\d \\s \\b and their like',
    "too large": "write smaller numbers in braces, or + and *",
    "repetition operator": 'write something before it, or "\\" before it for the character itself',
    "repetition quantifier": 'write "\\{" for a brace in the caption',
}


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every pattern that cannot be searched for."""
    for path, rule in media_rules(spec):
        pattern = (rule.caption and rule.caption.matches) or ""
        if not pattern:
            continue
        from reporter.analysis.dataset.patterns import (
            read_pattern,  # here, because it is slow to load and seldom needed
        )

        error = read_pattern(pattern)
        if error:
            help_text = next((one for words, one in _REMEDIES.items() if words in error.message), _HELP)
            message = f"this pattern cannot be read: {error.message}"
            place = (*path, "caption", "matches")
            yield Finding(CODE, place, message, help_text, start=error.start, length=error.length)

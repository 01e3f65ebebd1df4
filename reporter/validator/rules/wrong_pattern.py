r"""A pattern for captions that is not valid.

```yaml
media: {caption: {matches: "(launch"}}
```

Patterns accept the usual `. * + ? | ( ) [ ] ^ $`, `(?i)` to ignore case, and `\w`, `\d`, `\s` and `\b` for the letters,
digits, white space and word boundaries of every alphabet: `\bÖsterreich\b` finds the word in "in Österreich!".
Look-around and back-references are not available, so every search takes linear time. For plain words, use `contains`:

```yaml
media: {caption: {matches: '(?i)\blaunch\b|new in'}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import media_rules

CODE = "wrong-pattern"
_HELP = r'write a pattern such as "(?i)launch|new in", or use contains'
# PatternFault -> what to do. Written out, because the enum's module is slow to load.
_REMEDIES = {
    "look-around": "write what the caption must contain; for what it must not contain, use a second filter or label",
    "backreferences": "write the text itself a second time",
    "unclosed group": 'add a ")", or write "\\(" for a bracket in the caption',
    "unopened group": 'add a "(", or write "\\)" for a bracket in the caption',
    "unclosed character class": 'add a "]", or write "\\[" for a bracket in the caption',
    "unclosed counted repetition": 'add a "}", or write "\\{" for a brace in the caption',
    "unrecognized escape": 'write "\\\\" for a backslash in the caption; valid escapes include \\w, \\d, \\s and \\b',
    "too large": "write smaller numbers in braces, or + and *",
    "repetition operator": 'write something before it, or "\\" before it for the character itself',
    "repetition quantifier": 'write "\\{" for a brace in the caption',
}


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every pattern that the engine rejects."""
    for path, rule in media_rules(spec):
        pattern = (rule.caption and rule.caption.matches) or ""
        if not pattern:
            continue
        from reporter.analysis.dataset.patterns import read_pattern  # slow to load and seldom needed

        error = read_pattern(pattern)
        if error:
            help_text = _REMEDIES.get(error.fault, _HELP)
            message = f"this pattern is not valid: {error.message}"
            matches = (*path, "caption", "matches")
            yield Finding(CODE, matches, message, help_text, start=error.start, length=error.length)

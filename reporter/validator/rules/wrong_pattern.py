"""A pattern for captions that cannot be read.

```yaml
media: {caption: {matches: "(launch"}}
```

Patterns are RE2: the usual `. * + ? | ( ) [ ] ^ $`, `(?i)` for any case; no look-around and no references back. Plain
words are better looked for with `contains`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.spec.model import MediaRule
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.uses import media_rules
from reporter.validator.words import quoted

CODE = "wrong-pattern"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every pattern that RE2 refuses."""
    for path, rule in media_rules(spec):
        pattern = _pattern(rule)
        problem = _problem(pattern) if pattern else ""
        if problem:
            message = f"this pattern cannot be read: {quoted(problem)}"
            help_text = 'write a RE2 pattern such as "(?i)launch|new in", or use contains'
            yield Finding(CODE, (*path, "caption", "matches"), message, help_text)


def _pattern(rule: MediaRule) -> str:
    return (rule.caption and rule.caption.matches) or ""


def _problem(pattern: str) -> str:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options=options)
    except re2.error as error:
        reason = error.args[0] if error.args else "no pattern"
        return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return ""

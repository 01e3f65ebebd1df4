"""A name that is not available in this formula, although it is in others.

```yaml
media: {where: "coverage > 0.9"}
alerts:
  drop: {when: "change_reach < -0.3"}      # without compare
```

Alerts and `hold_if` accept some names besides metrics; other formulas do not:

- `coverage`: the share of the values that are known, such as 0.95
- `media`: how many media items the report covers
- `accounts_silent`: how many accounts did not respond this time
- `lowered`: how many values Meta lowered below an earlier reading
- `story_gaps`: how many stories expired before they were read
- `token_days`: how many days remain until the first access token expires
- `previous_<metric>` and `change_<metric>`: only with `compare`
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import ALERT_NAMES, COMPARISON_PREFIXES, formula_names

CODE = "unknown-name"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every name in the wrong kind of formula."""
    for entry, use in formula_names(spec):
        if use.name in spec.calculated:
            continue
        reason = _reason(use.name, alert=entry.alert, compare=spec.compare.period != "none")
        if reason:
            help_text = "set compare: previous_period" if entry.alert else "move the condition to an alert"
            message = f"{quote(use.name)} {reason}"
            yield Finding(CODE, entry.path, message, help_text, start=use.start, length=use.length)


def _reason(name: str, *, alert: bool, compare: bool) -> str:
    """Return why a name that other formulas accept is not available in this one, or ""."""
    if not alert and (name in ALERT_NAMES or name.startswith(COMPARISON_PREFIXES)):
        return "is available in alerts and hold_if only"
    if name.startswith(COMPARISON_PREFIXES) and not compare:
        return "requires a comparison period"
    return ""

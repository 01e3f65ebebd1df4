"""A name in a formula that this formula does not know, although others do.

```yaml
media: {where: "coverage > 0.9"}
alerts:
  drop: {when: "change_reach < -0.3"}      # without compare
```

Alerts and `hold_if` know some names beside metrics, and no other formula does:

- `coverage`: the share of the values that are known, such as 0.95
- `media`: how many media items the report covers
- `accounts_silent`: how many accounts gave no answer this time
- `lowered`: how many values Meta lowered below an earlier reading
- `story_gaps`: how many stories expired before they were read
- `token_days`: how many days remain until the first access token expires
- `previous_<metric>` and `change_<metric>`: only with `compare`
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import ALERT_NAMES
from reporter.validator.uses import EARLIER
from reporter.validator.uses import formula_names
from reporter.validator.words import quoted

CODE = "unknown-name"


def is_misplaced(name: str, *, alert: bool, compare: bool) -> str:
    """Return why a name that formulas know elsewhere cannot stand in this one, or ""."""
    if not alert and (name in ALERT_NAMES or name.startswith(EARLIER)):
        return "is known in alerts and hold_if only"
    if name.startswith(EARLIER) and not compare:
        return "needs a period to compare with"
    return ""


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every name that stands in the wrong kind of formula."""
    for written, use in formula_names(spec):
        if use.name in spec.calculated:
            continue
        why = is_misplaced(use.name, alert=written.alert, compare=spec.compare.period != "none")
        if why:
            help_text = "set compare: previous_period" if written.alert else "move the condition to an alert"
            message = f"{quoted(use.name)} {why}"
            yield Finding(CODE, written.path, message, help_text, start=use.start, length=use.length)

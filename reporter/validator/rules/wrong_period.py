"""A period that is not valid.

```yaml
period: lastweek
period: {from: 2026-11-15, to: 2026-11-01}
```

Write a name such as `last_week`, `last_month` or `last_7_days`, or the first and the last day in order:

```yaml
period: {from: 2026-11-01, to: 2026-11-15}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import did_you_mean, quote, sure_correction
from reporter.spec.model import Range, ReportSpec
from reporter.spec.periods import NAMES, PeriodError, UnknownPeriodError, resolve
from reporter.validator.context import RuleContext, find_zone

CODE = "wrong-period"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding when the period cannot be resolved."""
    zone = find_zone(spec.timezone) or find_zone("UTC")
    if not spec.period or zone is None:
        return
    try:
        resolve(spec.period, now=context.now, zone=zone, week_start=spec.week_start)
    except PeriodError as error:
        if isinstance(spec.period, Range):
            help_text = "write the first day as from and the last day as to"
            yield Finding(CODE, ("period", "to"), str(error), help_text)
        elif isinstance(error, UnknownPeriodError):
            yield _unknown(spec.period)
        else:
            yield Finding(CODE, ("period",), str(error))


def _unknown(period: str) -> Finding:
    count = re.search(r"[1-9][0-9]*", period)
    known = [name.replace("N", count.group() if count else "7") for name in NAMES]
    help_text = did_you_mean(period, known, otherwise=f"periods: {', '.join(NAMES)}, {{from: ..., to: ...}}")
    message = f"{quote(period)} is not a valid period"
    return Finding(CODE, ("period",), message, help_text, replacement=sure_correction(period, known))

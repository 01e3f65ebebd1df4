"""A period that is none.

```yaml
period: lastweek
period: {from: 2026-11-15, to: 2026-11-01}
```

Write `last_week`, `last_month`, `last_7_days` and the like, or both days, first and last, in order:

```yaml
period: {from: 2026-11-01, to: 2026-11-15}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import Range
from reporter.spec.model import ReportSpec
from reporter.spec.periods import NAMES
from reporter.spec.periods import PeriodError
from reporter.spec.periods import resolve
from reporter.validator.context import Context
from reporter.validator.context import find_zone
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "wrong-period"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding when the period cannot be resolved."""
    zone = find_zone(spec.timezone) or find_zone("UTC")
    if not spec.period or zone is None:
        return
    try:
        resolve(spec.period, now=context.now, zone=zone, week_start=spec.week_start)
    except PeriodError as error:
        if isinstance(spec.period, Range):
            yield Finding(CODE, ("period", "to"), str(error), "write the first day under from, the last under to")
            return
        unknown = str(error).startswith(f'"{spec.period}" is no period')
        message = f"{quoted(spec.period)} is no period" if unknown else str(error)
        count = re.search(r"[1-9][0-9]*", spec.period)
        known = [name.replace("N", count.group() if count else "7") for name in NAMES]
        help_text = did_you_mean(
            spec.period, known, otherwise=f"periods are {listed(NAMES)}, or {{from: ..., to: ...}}"
        )
        replacement = sure_correction(spec.period, known) if unknown else ""
        yield Finding(CODE, ("period",), message, help_text if unknown else "", replacement=replacement)

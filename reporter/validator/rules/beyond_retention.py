"""A period, or its comparison period, that starts before the time for which Instagram keeps insights (a warning).

```yaml
period: last_24_months
compare: previous_year
```

Instagram keeps the insights of a media item for 2 years after publication. For earlier days, a report shows only data
that is already in the workspace's history. Choose a later period or another comparison:

```yaml
period: last_12_months
compare: none
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Severity
from reporter.spec.editions import compared_period
from reporter.spec.model import Range, ReportSpec
from reporter.spec.retention import expired_days
from reporter.validator.context import RuleContext

CODE = "beyond-retention"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a warning for the period and for the comparison period, each where it is chosen."""
    period = context.period(spec)
    if period is None:
        return
    period_path = ("period", "from") if isinstance(spec.period, Range) else ("period",)
    periods = (
        (period_path, "this period", period),
        (("compare", "period"), "the comparison period", compared_period(spec, period, context.now)),
    )
    retention = context.catalog.retention
    for path, name, days in periods:
        expired = expired_days(days, now=context.now, retention=retention) if days else None
        if expired is not None:
            verb = "is" if expired.days == 1 else "are"
            message = f"{expired} of {name} {verb} too old: Instagram keeps insights for {retention.days // 365} years"
            advice = "choose another comparison" if path[0] == "compare" else f"start on {expired.kept_from} or later"
            help_text = f"{advice}; for earlier posts, the report shows only data that is already in history"
            yield Finding(CODE, path, message, help_text, Severity.WARNING)

"""A period, or the one that it is compared with, that reaches back further than Instagram keeps numbers (a warning).

```yaml
period: last_24_months
compare: previous_year
```

Instagram keeps the numbers of a media item for two years after it was published. For days before that, a report shows
only what the workspace's history already holds. Choose a later period, or another comparison:

```yaml
period: last_12_months
compare: none
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Severity
from reporter.spec.editions import compared
from reporter.spec.model import Range
from reporter.spec.model import ReportSpec
from reporter.spec.retention import forgotten
from reporter.validator.context import Context

CODE = "beyond-retention"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a warning for the period and for the one that it is compared with, each where it is chosen."""
    period = context.period(spec)
    if period is None:
        return
    own = ("period", "from") if isinstance(spec.period, Range) else ("period",)
    places = (
        (own, "this period", period),
        (("compare", "period"), "the compared period", compared(spec, period, context.now)),
    )
    kept = context.catalog.retention
    for path, name, one in places:
        lost = forgotten(one, now=context.now, kept=kept) if one else None
        if lost is not None:
            verb = "is" if lost.days == 1 else "are"
            message = f"{lost} of {name} {verb} too old: Instagram keeps insights for {kept.days // 365} years"
            help_text = f"begin on {lost.kept_from} or later; earlier posts show only what history already holds"
            if path[0] == "compare":
                help_text = "choose another comparison; earlier posts show only what history already holds"
            yield Finding(CODE, path, message, help_text, Severity.WARNING)

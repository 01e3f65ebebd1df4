"""A comparison that does not say with which period (a warning).

```yaml
compare: {as_known: now}
```

`as_known` says how the compared period is known. Without a period, or with `period: none`, nothing is compared. Name
the period, or write `none`:

```yaml
compare: {period: previous_period, as_known: now}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context

CODE = "no-comparison"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a warning for a way to compare with nothing to compare with."""
    told = spec.compare.period == "none" and "as_known" in spec.compare.model_fields_set
    if told and not context.is_faulty("compare"):
        help_text = "add period: previous_period or period: previous_year, or write compare: none"
        message = "as_known has no effect without a period to compare with"
        yield Finding(CODE, ("compare", "as_known"), message, help_text, Severity.WARNING, at_key=True)

"""A metric that Meta will remove on a known date (a warning).

```yaml
metrics: [plays]          # some weeks before the date of its removal
```

The report still works; use the metric that replaces it before that date.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.catalog.lookup import is_removed
from reporter.core.diagnostics import Finding, Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "stopping-metric"


def check(_spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a warning for every use of a metric that will be removed."""
    today = context.now.date()
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric is None or metric.removal is None or is_removed(metric, version=context.version, today=today):
            continue
        days = (metric.removal.everywhere_on - today).days
        yield use.finding(
            CODE,
            f'"{metric.name}" will be removed on {metric.removal.everywhere_on}, in {days} day{"s" * (days != 1)}',
            f'use "{metric.replacement}" before that date' if metric.replacement else "remove it before that date",
            severity=Severity.WARNING,
        )

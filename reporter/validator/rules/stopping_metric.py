"""A metric that Meta will take away on a known day (a warning).

```yaml
metrics: [plays]          # weeks before the day on which it stops
```

The report still works; write the metric that comes in its place before that day.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.catalog.lookup import is_removed
from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context

CODE = "stopping-metric"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a warning for every use of a metric that has an end in sight."""
    today = context.now.date()
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric is None or metric.removal is None or is_removed(metric, version=context.version, today=today):
            continue
        days = (metric.removal.everywhere_on - today).days
        yield Finding(
            CODE,
            use.path,
            f'"{metric.name}" stops on {metric.removal.everywhere_on}, in {days} days',
            f'write "{metric.replacement}" before that day' if metric.replacement else "take it out before that day",
            Severity.WARNING,
            at_key=use.at_key,
            start=use.start,
            length=use.length,
        )

"""A metric that Meta has taken away, on the API version that the workspace asks.

```yaml
metrics: [impressions]
```

Write what Meta put in its place:

```yaml
metrics: [views]
```

`impressions` lives on for media made before 2 July 2024, on API versions before v22.0; a spec whose whole period lies
before that day may still ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reporter.catalog.lookup import is_removed
from reporter.catalog.lookup import version_key
from reporter.catalog.models import Metric
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.uses import stands_beside

CODE = "removed-metric"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every use of a metric that would be refused for the youngest media of the period."""
    today = context.now.date()
    period = context.period(spec)
    youngest = (period.end - timedelta(microseconds=1)).date() if period else None
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric and is_removed(metric, version=context.version, today=today, created=youngest):
            doubled = stands_beside(metric.replacement, use, context.uses)
            yield Finding(
                CODE,
                use.path,
                _message(metric, context),
                _help(metric, doubled=doubled),
                at_key=use.at_key,
                start=use.start,
                length=use.length,
                replacement="" if doubled else metric.replacement,
            )


def _message(metric: Metric, context: Context) -> str:
    removal = metric.removal
    assert removal is not None
    if removal.version and version_key(context.version) >= version_key(removal.version):
        return f'"{metric.name}" was removed with API {removal.version}, and {context.version} is asked'
    if removal.except_created_before:
        return f'"{metric.name}" was removed for media made on or after {removal.except_created_before}'
    return f'"{metric.name}" was removed from every API version on {removal.everywhere_on}'


def _help(metric: Metric, *, doubled: bool) -> str:
    if doubled:
        return f'take it out: "{metric.replacement}" took its place and is there already'
    removal = metric.removal
    lives_on = ""
    if removal and removal.except_created_before:
        lives_on = f"; versions before {removal.version} keep it for media made before {removal.except_created_before}"
    return (f'write "{metric.replacement}"' if metric.replacement else "take it out") + lives_on

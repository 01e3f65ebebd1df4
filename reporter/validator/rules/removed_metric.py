"""A metric that Meta has removed from the API version that the workspace uses.

```yaml
metrics: [impressions]
```

Write the metric that replaced it:

```yaml
metrics: [views]
```

`impressions` has gone altogether. Meta kept it on older API versions for media items created before 2 July 2024, and
Instagram keeps the numbers of a media item for two years: since 2 July 2026 no media item has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reporter.catalog.lookup import is_gone
from reporter.catalog.lookup import is_removed
from reporter.catalog.lookup import version_key
from reporter.catalog.models import Metric
from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
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
                _help(metric, context, doubled=doubled),
                at_key=use.at_key,
                start=use.start,
                length=use.length,
                replacement="" if doubled else metric.replacement,
            )


def _message(metric: Metric, context: Context) -> str:
    removal = metric.removal
    assert removal is not None
    if is_gone(metric, context.now.date()):
        return f'no media item has had "{metric.name}" since {removal.gone_on}'
    if removal.version and version_key(context.version) >= version_key(removal.version):
        return f'"{metric.name}" was removed in API {removal.version}; this workspace uses {context.version}'
    if removal.except_created_before:
        return f'"{metric.name}" was removed for media created on or after {removal.except_created_before}'
    return f'"{metric.name}" was removed from every API version on {removal.everywhere_on}'


def _help(metric: Metric, context: Context, *, doubled: bool) -> str:
    if doubled:
        return f'remove it: "{metric.replacement}" replaced it and is in this list already'
    return (f'write "{metric.replacement}"' if metric.replacement else "remove it") + _reason(metric, context)


def _reason(metric: Metric, context: Context) -> str:
    """Say for which media an older version keeps the metric, or why none of these is left."""
    removal = metric.removal
    if removal is None or removal.except_created_before is None:
        return ""
    day = removal.except_created_before
    if is_gone(metric, context.now.date()):
        years = context.catalog.retention.days // 365
        return f": Meta kept it only for media created before {day}, and keeps numbers for {years} years"
    return f"; versions before {removal.version} keep it for media created before {day}"

"""A metric that Meta has removed from the API version that the workspace uses.

```yaml
metrics: [impressions]
```

Use the metric that replaced it:

```yaml
metrics: [views]
```

`impressions` is no longer available at all. Meta kept it on older API versions for media items created before 2 July
2024, and Instagram keeps the insights of a media item for 2 years: since 2 July 2026, no media item has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reporter.catalog.lookup import is_gone, is_removed, version_key
from reporter.catalog.models import Metric
from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import is_next_to

CODE = "removed-metric"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every use of a metric that Meta rejects for the newest media of the period."""
    today = context.now.date()
    period = context.period(spec)
    newest = (period.end - timedelta(microseconds=1)).date() if period else None
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric and is_removed(metric, version=context.version, today=today, created=newest):
            duplicate = is_next_to(metric.replacement, use, context.uses)
            help_text = _help(metric, context, duplicate=duplicate)
            replacement = "" if duplicate else metric.replacement
            yield use.finding(CODE, _message(metric, context), help_text, replacement=replacement)


def _message(metric: Metric, context: RuleContext) -> str:
    removal = metric.removal
    assert removal is not None
    if is_gone(metric, context.now.date()):
        return f'"{metric.name}" has not been available for any media item since {removal.gone_on}'
    if removal.version and version_key(context.version) >= version_key(removal.version):
        return f'"{metric.name}" was removed in API {removal.version}; this workspace uses {context.version}'
    if removal.except_created_before:
        return f'"{metric.name}" was removed for media created on or after {removal.except_created_before}'
    return f'"{metric.name}" was removed from every API version on {removal.everywhere_on}'


def _help(metric: Metric, context: RuleContext, *, duplicate: bool) -> str:
    if duplicate:
        return f'remove it; its replacement "{metric.replacement}" is already in this list'
    return (f'write "{metric.replacement}"' if metric.replacement else "remove it") + _reason(metric, context)


def _reason(metric: Metric, context: RuleContext) -> str:
    """Return for which media an older version keeps the metric, or why none of these is left."""
    removal = metric.removal
    if removal is None or removal.except_created_before is None:
        return ""
    day = removal.except_created_before
    if is_gone(metric, context.now.date()):
        years = context.catalog.retention.days // 365
        return (
            f"; Meta kept it only for media items created before {day}, and Instagram keeps insights for {years} years"
        )
    return f"; versions before {removal.version} still provide it for media items created before {day}"

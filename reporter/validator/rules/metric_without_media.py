"""A metric that none of the selected product types has.

```yaml
media: {product_types: [FEED]}
metrics: [views, navigation]      # only stories have navigation
```

Remove the metric, or select its product type:

```yaml
media: {product_types: [FEED, STORY]}
```

If at least one of the selected product types has the metric, the spec is valid: the values of the others are missing,
with a reason. A breakdown of such a metric is only a warning: its section stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path, Severity
from reporter.core.text import join_names
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "metric-without-media"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every use of a metric whose product types the filter excludes."""
    selected = set(spec.media.product_types)
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric and selected and not selected & set(metric.product_types):
            yield use.finding(
                CODE,
                f'"{metric.name}" is available for {join_names(metric.product_types, "and")} only, '
                f"but media.product_types selects {join_names(sorted(selected), 'and')}",
                f"remove it, or add {join_names(metric.product_types)} to media.product_types",
                severity=Severity.WARNING if _is_breakdown(use.path, spec) else Severity.ERROR,
            )


def _is_breakdown(path: Path, spec: ReportSpec) -> bool:
    """Say whether the metric is under `breakdowns` or in a breakdown section."""
    key, *rest = path
    return key == "breakdowns" or (
        key == "sections" and isinstance(rest[0], int) and spec.sections[rest[0]].kind == "breakdown"
    )

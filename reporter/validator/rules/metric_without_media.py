"""A metric that none of the wanted product types has.

```yaml
media: {product_types: [FEED]}
metrics: [views, navigation]      # only stories have navigation
```

Take the metric out, or let its product type in:

```yaml
media: {product_types: [FEED, STORY]}
```

When at least one of the wanted product types has it, nothing is wrong: the others' figures are missing with a reason.
A breakdown of such a metric is only a warning: its section stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.words import listed

CODE = "metric-without-media"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every use of a metric whose product types the filter leaves out altogether."""
    wanted = set(spec.media.product_types)
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric and wanted and not wanted & set(metric.product_types):
            yield Finding(
                CODE,
                use.path,
                f'"{metric.name}" exists for {listed(metric.product_types)} only, '
                f"and media.product_types lets in {listed(sorted(wanted))}",
                f"take it out, or add {listed(metric.product_types)} to media.product_types",
                Severity.WARNING if _is_breakdown(use.path, spec) else Severity.ERROR,
                at_key=use.at_key,
                start=use.start,
                length=use.length,
            )


def _is_breakdown(path: Path, spec: ReportSpec) -> bool:
    """Say whether the metric stands under `breakdowns` or in a breakdown section."""
    key, *rest = path
    return key == "breakdowns" or (
        key == "sections" and isinstance(rest[0], int) and spec.sections[rest[0]].kind == "breakdown"
    )

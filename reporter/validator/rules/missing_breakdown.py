"""A breakdown section whose metric has no entry under `breakdowns`.

```yaml
metrics: [views, navigation]
sections:
  - {kind: breakdown, metric: navigation}
```

Add the breakdown that splits the metric:

```yaml
breakdowns:
  navigation: story_navigation_action_type
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "missing-breakdown"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every breakdown section whose breakdown is missing."""
    for index, section in enumerate(spec.sections):
        if section.kind != "breakdown" or section.metric in spec.breakdowns or section.metric in context.faulty_names:
            continue
        metric = context.catalog.metrics.get(section.metric)
        if metric is None and section.metric not in spec.calculated:
            continue  # unknown-metric reports it
        path = ("sections", index, "metric")
        if metric and metric.breakdowns:
            entry = f"breakdowns: {{{metric.name}: {metric.breakdowns[0]}}}"
            yield Finding(CODE, path, f"{quote(section.metric)} has no entry under breakdowns", f"add {entry}")
        else:
            yield Finding(CODE, path, f"{quote(section.metric)} has no breakdown", context.breakdown_help)

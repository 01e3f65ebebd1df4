"""A breakdown section whose metric has no entry under `breakdowns`.

```yaml
metrics: [views, navigation]
sections:
  - {kind: breakdown, metric: navigation}
```

Say by what the metric is split:

```yaml
breakdowns:
  navigation: story_navigation_action_type
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.words import listed
from reporter.validator.words import quoted

CODE = "missing-breakdown"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every breakdown section that nothing was asked for."""
    for index, section in enumerate(spec.sections):
        if section.kind != "breakdown" or section.metric in spec.breakdowns or section.metric in context.lost:
            continue
        metric = context.catalog.metrics.get(section.metric)
        if metric is None and section.metric not in spec.calculated:
            continue  # no metric at all: another rule's
        path = ("sections", index, "metric")
        if metric and metric.breakdowns:
            entry = f"breakdowns: {{{metric.name}: {metric.breakdowns[0]}}}"
            yield Finding(CODE, path, f"{quoted(section.metric)} has no entry under breakdowns", f"add {entry}")
        else:
            able = [name for name, one in context.catalog.metrics.items() if one.breakdowns]
            message = f"{quoted(section.metric)} cannot be broken down"
            yield Finding(CODE, path, message, f"metrics with a breakdown: {listed(able)}")

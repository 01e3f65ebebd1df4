"""A metric that the API version in reporter.yaml does not have yet.

```yaml
# reporter.yaml: api: {version: v21.0}
metrics: [views]
```

Use a newer version, or omit `api` to use the newest:

```yaml
api: {version: v25.0}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.catalog.lookup import version_key
from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "newer-metric"


def check(_spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every use of a metric that requires a newer version than the workspace uses."""
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric and metric.since_version and version_key(context.version) < version_key(metric.since_version):
            message = f'"{metric.name}" requires API {metric.since_version}; this workspace uses {context.version}'
            yield use.finding(CODE, message, f"set api.version to {metric.since_version} or newer")

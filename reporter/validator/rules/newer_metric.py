"""A metric that the API version in reporter.yaml does not know yet.

```yaml
# reporter.yaml: api: {version: v21.0}
metrics: [views]
```

Ask a newer version, or leave `api` out to ask the newest:

```yaml
api: {version: v25.0}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.catalog.lookup import version_key
from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context

CODE = "newer-metric"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every use of a metric that came with a version newer than the one asked."""
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        if metric and metric.since_version and version_key(context.version) < version_key(metric.since_version):
            yield Finding(
                CODE,
                use.path,
                f'"{metric.name}" came with API {metric.since_version}, and reporter.yaml asks {context.version}',
                f"set api.version to {metric.since_version} or newer",
                at_key=use.at_key,
                start=use.start,
                length=use.length,
            )

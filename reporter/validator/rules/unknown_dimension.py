"""A dimension that does not exist.

```yaml
sections:
  - {kind: table, by: acount}
  - {kind: heatmap, metric: views, rows: weekdays}
```

Group by `account`, `client`, `product_type`, `media_type`, `hashtag`, `weekday`, `hour`, `day`, `week`, `month`, or the
name of an entry under `labels`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path
from reporter.core.text import join_names, quote
from reporter.spec.model import DIMENSIONS, ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.rule import with_nearest_name

CODE = "unknown-dimension"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every dimension that is neither built in nor the name of a label."""
    known = tuple(dict.fromkeys((*DIMENSIONS, *spec.labels)))
    for path, name in _dimensions(spec):
        if name and name not in known and name not in context.faulty_names:
            finding = Finding(CODE, path, f"unknown dimension {quote(name)}", f"group by {join_names(known)}")
            yield with_nearest_name(finding, name, known)


def _dimensions(spec: ReportSpec) -> Iterator[tuple[Path, str]]:
    for index, section in enumerate(spec.sections):
        if section.kind == "table":
            yield from ((("sections", index, "by", position), name) for position, name in enumerate(section.by))
        if section.kind == "heatmap":
            yield ("sections", index, "rows"), section.rows
            yield ("sections", index, "columns"), section.columns

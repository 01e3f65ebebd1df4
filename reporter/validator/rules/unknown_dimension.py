"""Something that figures cannot be grouped by.

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

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.spec.model import DIMENSIONS
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "unknown-dimension"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every dimension that is neither built in nor a label's name."""
    known = tuple(dict.fromkeys((*DIMENSIONS, *spec.labels)))
    for path, name in _dimensions(spec):
        if name and name not in known and name not in context.lost:
            help_text = did_you_mean(name, known, otherwise=f"group by {listed(known)}")
            message = f"unknown dimension {quoted(name)}"
            yield Finding(CODE, path, message, help_text, replacement=sure_correction(name, known))


def _dimensions(spec: ReportSpec) -> Iterator[tuple[Path, str]]:
    for index, section in enumerate(spec.sections):
        if section.kind == "table":
            yield from ((("sections", index, "by", place), name) for place, name in enumerate(section.by))
        if section.kind == "heatmap":
            yield ("sections", index, "rows"), section.rows
            yield ("sections", index, "columns"), section.columns

"""Calculated metrics that need each other, so that none can be computed.

```yaml
calculated:
  a: {formula: b + 1}
  b: {formula: a - 1}
```

Make at least one of them from API metrics alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import calculated
from reporter.validator.uses import circles

CODE = "calculated-circle"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield one finding for each circle, at its first member."""
    own = calculated(spec)
    for circle in circles(own):
        first, following = circle[0], circle[1 % len(circle)]
        use = next(use for use in own[first].names if use.name == following)
        yield Finding(
            CODE,
            ("calculated", first, "formula"),
            f"calculated metrics need each other in a circle: {' -> '.join((*circle, first))}",
            "make one of them from API metrics alone",
            start=use.start,
            length=use.length,
        )

"""Calculated metrics that refer to each other in a circle, so that none can be computed.

```yaml
calculated:
  a: {formula: b + 1}
  b: {formula: a - 1}
```

Define at least one of them with API metrics only.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import calculated_metrics, circles

CODE = "calculated-circle"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield one finding for each circle, at its first member."""
    formulas = calculated_metrics(spec)
    for circle in circles(formulas):
        first, following = circle[0], circle[1 % len(circle)]
        use = next(use for use in formulas[first].names if use.name == following)
        yield Finding(
            CODE,
            ("calculated", first, "formula"),
            f"circular reference between calculated metrics: {' -> '.join((*circle, first))}",
            "define one of them with API metrics only",
            start=use.start,
            length=use.length,
        )

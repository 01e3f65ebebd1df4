"""A breakdown that the metric does not have.

```yaml
breakdowns:
  reach: action_type
  navigation: action_type
```

Each metric has its own breakdowns; `reporter metrics navigation` shows them. Splits that Meta provides for accounts
only (`follow_type`, `surface_type`, age, city and the like) do not exist for media items:

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
from reporter.validator.words import sure_correction

CODE = "unknown-breakdown"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every breakdown that its metric lacks."""
    able = [name for name, metric in context.catalog.metrics.items() if metric.breakdowns]
    for name, written in spec.breakdowns.items():
        metric = context.catalog.metrics.get(name)
        elsewhere = context.catalog.other_breakdowns.get(written)
        if elsewhere and (metric or name in spec.calculated):
            message = f"the breakdown {quoted(written)} is not available for media items"
            yield Finding(CODE, ("breakdowns", name), message, elsewhere)
        elif name in spec.calculated:
            message = f"{quoted(name)} is calculated, and calculated metrics have no breakdown"
            yield Finding(CODE, ("breakdowns", name), message, f"metrics with one: {listed(able)}", at_key=True)
        elif metric and not metric.breakdowns:
            message = f"{quoted(name)} has no breakdown"
            yield Finding(CODE, ("breakdowns", name), message, f"metrics with one: {listed(able)}", at_key=True)
        elif metric and written and written not in metric.breakdowns:
            yield Finding(
                CODE,
                ("breakdowns", name),
                f"unknown breakdown {quoted(written)} of {quoted(name)}",
                f"write {listed(metric.breakdowns)}",
                replacement=_right(written, metric.breakdowns, context),
            )


def _right(written: str, breakdowns: tuple[str, ...], context: Context) -> str:
    """Return the breakdown that was meant for sure: mistyped, or another metric's where this one has a single one."""
    mixed_up = written in context.catalog.breakdowns and len(breakdowns) == 1
    return breakdowns[0] if mixed_up else sure_correction(written, breakdowns)

"""A breakdown that the metric does not have.

```yaml
breakdowns:
  reach: action_type
  navigation: action_type
```

Each metric has its own breakdowns; `reporter metrics navigation` lists them. Breakdowns that Meta provides for accounts
only (`follow_type`, `surface_type`, age, city and others) are not available for media items:

```yaml
breakdowns:
  navigation: story_navigation_action_type
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import join_names, quote, sure_correction
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "unknown-breakdown"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every breakdown that its metric does not have."""
    help_text = context.breakdown_help
    other_breakdowns = context.catalog.other_breakdowns
    for name, breakdown in spec.breakdowns.items():
        path = ("breakdowns", name)
        metric = context.catalog.metrics.get(name)
        if metric is None and name not in spec.calculated:
            continue  # unknown-metric reports it
        if breakdown in other_breakdowns:
            message = f"the breakdown {quote(breakdown)} is not available for media items"
            yield Finding(CODE, path, message, other_breakdowns[breakdown])
        elif metric is None or name in spec.calculated:
            message = f"{quote(name)} has no breakdown, because it is a calculated metric"
            yield Finding(CODE, path, message, help_text, at_key=True)
        elif not metric.breakdowns:
            yield Finding(CODE, path, f"{quote(name)} has no breakdown", help_text, at_key=True)
        elif breakdown and breakdown not in metric.breakdowns:
            message = f"unknown breakdown {quote(breakdown)} for {quote(name)}"
            replacement = _correction(breakdown, metric.breakdowns, context)
            yield Finding(CODE, path, message, f"write {join_names(metric.breakdowns)}", replacement=replacement)


def _correction(breakdown: str, breakdowns: tuple[str, ...], context: RuleContext) -> str:
    """Return the one breakdown that can be meant: mistyped, or another metric's where this one has a single one."""
    is_of_another = breakdown in context.catalog.breakdowns and len(breakdowns) == 1
    return breakdowns[0] if is_of_another else sure_correction(breakdown, breakdowns)

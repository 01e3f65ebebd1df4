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
    for name, written in spec.breakdowns.items():
        metric = context.catalog.metrics.get(name)
        elsewhere = context.catalog.other_breakdowns.get(written)
        if elsewhere and (metric or name in spec.calculated):
            message = f"the breakdown {quote(written)} is not available for media items"
            yield Finding(CODE, ("breakdowns", name), message, elsewhere)
        elif name in spec.calculated:
            message = f"{quote(name)} has no breakdown, because it is a calculated metric"
            yield Finding(CODE, ("breakdowns", name), message, help_text, at_key=True)
        elif metric and not metric.breakdowns:
            message = f"{quote(name)} has no breakdown"
            yield Finding(CODE, ("breakdowns", name), message, help_text, at_key=True)
        elif metric and written and written not in metric.breakdowns:
            yield Finding(
                CODE,
                ("breakdowns", name),
                f"unknown breakdown {quote(written)} for {quote(name)}",
                f"write {join_names(metric.breakdowns)}",
                replacement=_correction(written, metric.breakdowns, context),
            )


def _correction(written: str, breakdowns: tuple[str, ...], context: RuleContext) -> str:
    """Return the one breakdown that can be meant: mistyped, or another metric's where this one has a single one."""
    is_of_another = written in context.catalog.breakdowns and len(breakdowns) == 1
    return breakdowns[0] if is_of_another else sure_correction(written, breakdowns)

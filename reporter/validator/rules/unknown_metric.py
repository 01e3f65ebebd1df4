"""A name that is not a metric of media items.

```yaml
metrics: [reech, saves]
```

Write a metric as Instagram's API names it, or a name that is defined under `calculated`:

```yaml
metrics: [reach, saved]
```

Names from other tools (`saves`, `engagement`, `video_views`) and names of account metrics (`followers`,
`profile_views`) are explained, and never accepted silently.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import did_you_mean, quote, sure_correction
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import ALERT_NAMES, Use, is_next_to

CODE = "unknown-metric"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every use of a name that is neither in the catalog nor calculated."""
    for use in context.uses:
        if use.name not in context.catalog.metrics and use.name not in context.lost:
            message, help_text, replacement = _explain(use, spec, context)
            replacement = "" if is_next_to(replacement, use, context.uses) else replacement
            yield use.finding(CODE, message, help_text, replacement=replacement)


def _explain(use: Use, spec: ReportSpec, context: RuleContext) -> tuple[str, str, str]:
    catalog = context.catalog
    if use.name in catalog.other_names:
        right, why = catalog.other_names[use.name]
        # A metric with breakdowns contains the value that is meant among others, so it is not another name for it.
        same = right and use.name not in catalog.similar_names and not catalog.metrics[right].breakdowns
        help_text = f'write "{right}": {why}' if right else why
        return f"{quote(use.name)} is not a metric of media items", help_text, right if same else ""
    names = ALERT_NAMES if use.path[0] in {"alerts", "hold_if"} else ()
    known = [*spec.calculated, *names, *(name for name, metric in catalog.metrics.items() if not metric.removal)]
    removed = [name for name, metric in catalog.metrics.items() if metric.removal]
    help_text = did_you_mean(use.name, known, otherwise="`reporter metrics` lists all")
    if sure_correction(use.name, removed):
        metric = catalog.metrics[sure_correction(use.name, removed)]
        help_text = f'"{metric.name}" was removed; write "{metric.replacement}"'
    return f"unknown metric {quote(use.name)}", help_text, sure_correction(use.name, known)

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

from reporter.catalog.models import Catalog
from reporter.core.diagnostics import Finding
from reporter.core.text import did_you_mean, quote, sure_correction
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import ALERT_NAMES, Use, is_next_to

CODE = "unknown-metric"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every use of a name that is neither in the catalog nor calculated."""
    for use in context.uses:
        if use.name not in context.catalog.metrics and use.name not in context.faulty_names:
            if use.name in context.catalog.other_names:
                message, help_text, replacement = _explain_other_name(use.name, context.catalog)
            else:
                message, help_text, replacement = _explain_unknown(use, spec, context.catalog)
            replacement = "" if is_next_to(replacement, use, context.uses) else replacement
            yield use.finding(CODE, message, help_text, replacement=replacement)


def _explain_other_name(name: str, catalog: Catalog) -> tuple[str, str, str]:
    """Return message, help and replacement for a name from other tools or of an account metric."""
    metric, reason = catalog.other_names[name]
    message = f"{quote(name)} is not a metric of media items"
    if not metric:
        return message, reason, ""
    # A metric with breakdowns contains the value that is meant among others, so it is not another name for it.
    is_same = name not in catalog.similar_names and not catalog.metrics[metric].breakdowns
    return message, f'write "{metric}": {reason}', metric if is_same else ""


def _explain_unknown(use: Use, spec: ReportSpec, catalog: Catalog) -> tuple[str, str, str]:
    """Return message, help and replacement for a name that the catalog does not have."""
    names = ALERT_NAMES if use.path[0] in {"alerts", "hold_if"} else ()
    known = [*spec.calculated, *names, *(name for name, metric in catalog.metrics.items() if not metric.removal)]
    removed = [name for name, metric in catalog.metrics.items() if metric.removal]
    removed_name = sure_correction(use.name, removed)
    if removed_name:
        help_text = f'"{removed_name}" was removed; write "{catalog.metrics[removed_name].replacement}"'
    else:
        help_text = did_you_mean(use.name, known, otherwise="`reporter metrics` lists all")
    return f"unknown metric {quote(use.name)}", help_text, sure_correction(use.name, known)

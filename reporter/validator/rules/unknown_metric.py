"""A name that is no metric of media items.

```yaml
metrics: [reech, saves]
```

Write a metric's name as Instagram's API has it, or a name that is defined under `calculated`:

```yaml
metrics: [reach, saved]
```

Names that people know from elsewhere (`saves`, `engagement`, `video_views`) and names of what Meta counts for accounts
(`followers`, `profile_views`) are explained, and never accepted silently.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import ALERT_NAMES
from reporter.validator.uses import Use
from reporter.validator.uses import stands_beside
from reporter.validator.words import did_you_mean
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "unknown-metric"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every use of a name that is neither in the catalog nor calculated."""
    for use in context.uses:
        if use.name not in context.catalog.metrics and use.name not in context.lost:
            message, help_text, replacement = _explain(use, spec, context)
            yield Finding(
                CODE,
                use.path,
                message,
                help_text,
                at_key=use.at_key,
                start=use.start,
                length=use.length,
                replacement="" if stands_beside(replacement, use, context.uses) else replacement,
            )


def _explain(use: Use, spec: ReportSpec, context: Context) -> tuple[str, str, str]:
    catalog = context.catalog
    if use.name in catalog.other_names:
        right, why = catalog.other_names[use.name]
        # A metric with breakdowns holds the wanted number among others, so it is not simply another name for it.
        same = right and use.name not in catalog.similar_names and not catalog.metrics[right].breakdowns
        help_text = f'write "{right}": {why}' if right else why
        return f"{quoted(use.name)} is not a metric of media items", help_text, right if same else ""
    names = ALERT_NAMES if use.path[0] in {"alerts", "hold_if"} else ()
    known = [*spec.calculated, *names, *(name for name, metric in catalog.metrics.items() if not metric.removal)]
    gone = [name for name, metric in catalog.metrics.items() if metric.removal]
    help_text = did_you_mean(use.name, known, otherwise="`reporter metrics` lists all")
    if sure_correction(use.name, gone):
        metric = catalog.metrics[sure_correction(use.name, gone)]
        help_text = f'"{metric.name}" was removed; write "{metric.replacement}"'
    return f"unknown metric {quoted(use.name)}", help_text, sure_correction(use.name, known)

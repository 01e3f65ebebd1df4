"""A calculated metric or a label with a name that is already in use.

```yaml
calculated:
  reach: {formula: views * 0.8}
labels:
  account: {Ours: {hashtags: [ours]}}
```

Choose another name: not that of an API metric or a dimension, not a word of formulas or alerts, and without `previous_`
or `change_` at the start.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.formula.parse import FUNCTIONS
from reporter.spec.model import DIMENSIONS, ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import ALERT_NAMES, COMPARISON_PREFIXES

CODE = "calculated-name"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every calculated metric and label whose name is already in use."""
    for group, names in (("calculated", spec.calculated), ("labels", spec.labels)):
        for name in names:
            use = _other_use(name, context)
            if group == "labels" and name in spec.calculated:
                use = "already a calculated metric"
            if use:
                yield Finding(CODE, (group, name), f"{quote(name)} is {use}", "choose another name", at_key=True)


def _other_use(name: str, context: RuleContext) -> str:
    if name in context.catalog.metrics:
        return "already an API metric"
    if name in DIMENSIONS:
        return "already a dimension"
    if name in FUNCTIONS or keyword.iskeyword(name):
        return "reserved for formulas"
    if name in ALERT_NAMES or name.startswith(COMPARISON_PREFIXES):
        return "reserved for alerts"
    return ""

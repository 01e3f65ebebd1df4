"""A calculated metric, or a label, with a name that is taken.

```yaml
calculated:
  reach: {formula: views * 0.8}
labels:
  account: {Ours: {hashtags: [ours]}}
```

Give it a name of its own: one that is no metric of the API, no dimension, no word of formulas, and does not begin with
`previous_` or `change_`.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.formula.parse import FUNCTIONS
from reporter.spec.model import DIMENSIONS
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import ALERT_NAMES
from reporter.validator.uses import EARLIER
from reporter.validator.words import quoted

CODE = "calculated-name"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every calculated metric and label whose name means something else already."""
    for group, names in (("calculated", spec.calculated), ("labels", spec.labels)):
        for name in names:
            taken = _taken(name, context)
            if group == "labels" and name in spec.calculated:
                taken = "the name of a calculated metric"
            if taken:
                yield Finding(CODE, (group, name), f"{quoted(name)} is {taken}", "choose another name", at_key=True)


def _taken(name: str, context: Context) -> str:
    if name in context.catalog.metrics:
        return "a metric of the API"
    if name in DIMENSIONS:
        return "a dimension that always exists"
    if name in FUNCTIONS or keyword.iskeyword(name):
        return "a word of formulas"
    if name in ALERT_NAMES or name.startswith(EARLIER):
        return "a name that alerts use"
    return ""

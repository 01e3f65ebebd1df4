"""A comparison without a period (a warning).

```yaml
compare: {as_known: now}
```

`as_known` selects the values of the comparison period. Without a period, or with `period: none`, nothing is compared.
Add the period, or write `none`:

```yaml
compare: {period: previous_period, as_known: now}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "no-comparison"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a warning for `as_known` without a comparison period."""
    has_no_effect = spec.compare.period == "none" and "as_known" in spec.compare.model_fields_set
    if has_no_effect and not context.is_faulty("compare"):
        help_text = "add period: previous_period or period: previous_year, or write compare: none"
        message = "as_known has no effect without a comparison period"
        yield Finding(CODE, ("compare", "as_known"), message, help_text, Severity.WARNING, at_key=True)

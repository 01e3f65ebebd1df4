"""An attachment that the spec does not create.

```yaml
outputs: {html: {}}
deliver:
  - email: {to: [boss@example.com], attach: [excel]}
```

Add it to `outputs`, or remove it from `attach`. Without `outputs`, a spec creates html and excel.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import join_names
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "attachment-not-made"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every attachment that is not among the outputs."""
    outputs = spec.outputs.named()
    for index, delivery in enumerate(spec.deliver):
        for position, kind in enumerate(delivery.email.attach if delivery.email else ()):
            if kind not in outputs and not context.is_faulty("outputs"):
                message = f"cannot attach {kind}: this spec creates only {join_names(outputs, 'and')}"
                path = ("deliver", index, "email", "attach", position)
                yield Finding(CODE, path, message, f"add {kind}: {{}} to outputs, or remove it from attach")

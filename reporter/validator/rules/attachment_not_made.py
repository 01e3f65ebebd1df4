"""An attachment that the spec does not make.

```yaml
outputs: {html: {}}
deliver:
  - email: {to: [boss@example.com], attach: [excel]}
```

Add it to `outputs`, or take it out of `attach`. Without `outputs`, html and excel are made.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.words import listed
from reporter.validator.words import quoted

CODE = "attachment-not-made"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every attachment that is not among the outputs."""
    made = spec.outputs.named()
    for index, delivery in enumerate(spec.deliver):
        for place, kind in enumerate(delivery.email.attach if delivery.email else ()):
            if kind not in made and not context.is_faulty("outputs"):
                message = f"{quoted(kind)} is attached but not made; outputs makes {listed(made)}"
                path = ("deliver", index, "email", "attach", place)
                yield Finding(CODE, path, message, f"add {kind}: {{}} to outputs, or take it out of attach")

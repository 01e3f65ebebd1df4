"""Something that the spec may say and that this version cannot do yet.

```yaml
alerts:
  renew: {when: "token_days < 14", message: A token ends soon}
```

Take it out for now. It is refused rather than left undone silently; what stands there is checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.uses import NEEDS_MORE
from reporter.validator.uses import formula_names
from reporter.validator.words import quoted

CODE = "not-available-yet"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every wish that cannot be met yet, at its line."""
    for written, use in formula_names(spec):
        if written.alert and use.name not in spec.calculated and use.name in NEEDS_MORE:
            message = f"{quoted(use.name)} is not available yet"
            yield Finding(CODE, written.path, message, "take it out for now", start=use.start, length=use.length)

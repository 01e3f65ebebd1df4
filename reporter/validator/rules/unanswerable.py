"""What no history can answer: a wish that contradicts itself, or what stories are.

```yaml
basis: gained
at_age: 7d
```

Growth inside a period and numbers at one age are two different questions; ask one. A story lives for 24 hours: it has
no number of a later age, and what it gains in a period is all it ever had, so a report on stories alone is
`basis: published`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.observations import STORY_LIFE
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context

CODE = "unanswerable"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for each contradiction."""
    stories = set(spec.media.product_types) == {"STORY"}
    if spec.at_age and spec.basis == "gained":
        yield Finding(CODE, ("at_age",), "growth and numbers at one age exclude each other", "take at_age or basis out")
    if stories and spec.basis == "gained":
        message = "a story lives for 24 hours, so what it gained is all it has"
        yield Finding(CODE, ("basis",), message, "write basis: published")
    if stories and spec.at_age and spec.at_age.length >= STORY_LIFE:
        message = f"a story lives for 24 hours and has no number at the age of {spec.at_age}"
        yield Finding(CODE, ("at_age",), message, "write at_age: 20h, or take it out")

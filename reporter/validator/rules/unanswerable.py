"""Settings that cannot be combined, or that do not apply to stories.

```yaml
basis: gained
at_age: 7d
```

Growth within a period and values at one age cannot be combined; choose one. Stories expire after 24 hours: they have no
values at a later age, and `basis: gained` does not apply to a report on stories alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.observations import STORY_LIFE
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "unanswerable"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for each setting that excludes another or does not apply."""
    stories = set(spec.media.product_types) == {"STORY"}
    if spec.at_age and spec.basis == "gained":
        message = '"basis: gained" and "at_age" cannot be combined'
        yield Finding(CODE, ("at_age",), message, "remove at_age or basis")
    if stories and spec.basis == "gained":
        message = '"basis: gained" does not apply to stories, which expire after 24 hours'
        yield Finding(CODE, ("basis",), message, "write basis: published")
    if stories and spec.at_age and spec.at_age.length >= STORY_LIFE:
        message = f"stories expire after 24 hours and have no values at an age of {spec.at_age}"
        yield Finding(CODE, ("at_age",), message, "write at_age: 20h, or remove it")

"""Stories of a period that ended more than a day ago (a warning).

```yaml
media: {product_types: [STORY]}
period: last_month
```

Instagram tells of a story only while it is live, for 24 hours; older ones cannot be asked for any more. Report on
stories daily, with a period such as `last_2_days`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.diagnostics import Severity

CODE = "story-over"
_LIVE = timedelta(hours=24)


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a warning when none of the period's stories can be live any more."""
    period = context.period(spec)
    if "STORY" in spec.media.product_types and period and context.now - period.end > _LIVE:
        yield Finding(
            CODE,
            ("media", "product_types", spec.media.product_types.index("STORY")),
            f"stories of this period are over: it ended on {(period.end - timedelta(microseconds=1)).date()}, "
            "and only live stories can be asked for",
            "choose a period that reaches today, such as last_2_days run every morning",
            Severity.WARNING,
        )

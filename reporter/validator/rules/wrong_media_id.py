"""A text that is not the id of a media item.

```yaml
media: {exclude_ids: [CxYz12AbcDe]}       # the short code in a link
```

Write the id from the API or from the Media sheet of a report, which has only digits:

```yaml
media: {exclude_ids: ["17895695668004550"]}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import media_rules

CODE = "wrong-media-id"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every id with other characters than digits."""
    lists = [((*path, "ids"), rule.ids) for path, rule in media_rules(spec)]
    for path, ids in [*lists, (("media", "exclude_ids"), spec.media.exclude_ids)]:
        for index, media_id in enumerate(ids):
            if not re.fullmatch(r"[0-9]{1,32}", media_id):
                message = f"{quote(media_id)} is not a valid media id"
                help_text = "media ids contain only digits; find them on the Media sheet of a report"
                yield Finding(CODE, (*path, index), message, help_text)

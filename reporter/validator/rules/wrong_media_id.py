"""Something that is no id of a media item.

```yaml
media: {exclude_ids: [CxYz12AbcDe]}       # the short code of a link
```

Write the id that the API and the Media sheet of a report show, digits only:

```yaml
media: {exclude_ids: ["17895695668004550"]}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import media_rules
from reporter.validator.words import quoted

CODE = "wrong-media-id"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every id that is not digits."""
    lists = [((*path, "ids"), rule.ids) for path, rule in media_rules(spec)]
    for path, ids in [*lists, (("media", "exclude_ids"), spec.media.exclude_ids)]:
        for index, written in enumerate(ids):
            if not re.fullmatch(r"[0-9]{1,32}", written):
                message = f"{quoted(written)} is no id of a media item"
                yield Finding(CODE, (*path, index), message, "ids are digits; the Media sheet of a report shows them")

"""A hashtag written with its '#', or something that no hashtag can be.

```yaml
media: {hashtags: {any: ["#summer", "new in"]}}
```

Write hashtags without '#' and without spaces, in any case (unquoted, `#summer` is a comment to YAML):

```yaml
media: {hashtags: {any: [summer, newin]}}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.uses import media_rules
from reporter.validator.words import quoted

CODE = "wrong-hashtag"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every text that is no bare hashtag."""
    for path, rule in media_rules(spec):
        if rule.hashtags is None:
            continue
        for name in ("any", "all", "none"):
            for index, written in enumerate(getattr(rule.hashtags, name)):
                if not re.fullmatch(r"\S+", written) or "#" in written or "," in written:
                    bare = written.strip().removeprefix("#")
                    plain = bare if re.fullmatch(r"\w+", bare) else ""
                    message = f"{quoted(written)} is no bare hashtag"
                    help_text = f"write {plain}" if plain else "write one hashtag an entry, without '#' and spaces"
                    yield Finding(CODE, (*path, "hashtags", name, index), message, help_text, replacement=plain)

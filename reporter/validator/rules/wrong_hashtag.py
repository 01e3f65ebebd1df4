"""A hashtag written with its '#', or a text that no hashtag on Instagram can be.

```yaml
media: {hashtags: {any: ["#summer", "new in"], none: [new-in, "ad!"]}}
```

Write hashtags without '#', in any case (unquoted, `#summer` is a comment to YAML). They consist of letters and digits
of any alphabet, `_` and emoji. Instagram ends a hashtag at every other character: `#new-in` in a caption is the hashtag
`new`, so a filter for `new-in` would never find anything:

```yaml
media: {hashtags: {any: [summer, newin, summer☀️], none: [ad]}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.spec.hashtags import SIGNS
from reporter.spec.hashtags import without_wrong
from reporter.spec.hashtags import wrong_place
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import media_rules
from reporter.validator.words import quoted

CODE = "wrong-hashtag"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every text that no caption can have as a hashtag."""
    for path, rule in media_rules(spec):
        if rule.hashtags is None:
            continue
        for name in ("any", "all", "none"):
            for index, written in enumerate(getattr(rule.hashtags, name)):
                if wrong_place(written) < len(written):
                    help_text, plain = _help(written)
                    message = f"{quoted(written)} is not a valid hashtag"
                    yield Finding(CODE, (*path, "hashtags", name, index), message, help_text, replacement=plain)


def _help(written: str) -> tuple[str, str]:
    """Return what to write, and the replacement where only signs around the hashtag are wrong."""
    bare = written.strip().removeprefix(written.strip()[:1] if written.strip()[:1] in SIGNS else "")
    place = wrong_place(bare)
    plain = bare[:place]
    if plain and not without_wrong(bare[place:]):  # nothing of a hashtag follows: #summer, ad!
        return f"write {plain}", plain
    guess = without_wrong(bare)
    if not guess:
        return "write letters, digits, _ or emoji, without '#'", ""
    if {",", ";", *SIGNS} & set(bare):
        return f"write each hashtag as an entry of its own, without '#', such as {plain or guess}", ""
    if bare[place].isspace():
        return f"hashtags have no spaces; write {guess}, or each hashtag as an entry of its own", ""
    return f"Instagram ends a hashtag at {quoted(bare[place])}; write letters, digits, _ and emoji, such as {guess}", ""

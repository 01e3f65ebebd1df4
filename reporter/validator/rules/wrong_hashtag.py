"""A hashtag with its '#', or a text that cannot be a hashtag on Instagram.

```yaml
media: {hashtags: {any: ["#summer", "new in"], none: [new-in, "ad!"]}}
```

Write hashtags without '#', because YAML reads an unquoted `#summer` as a comment. Upper and lower case are equal.
Hashtags consist of letters and digits of any alphabet, `_` and emoji. Instagram ends a hashtag at any other character:
`#new-in` in a caption is the hashtag `new`, so a filter for `new-in` would never find anything:

```yaml
media: {hashtags: {any: [summer, newin, summer☀️], none: [ad]}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.hashtags import HASHES, invalid_position, without_invalid
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import media_rules

CODE = "wrong-hashtag"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every text that cannot be a hashtag in a caption."""
    for path, rule in media_rules(spec):
        if rule.hashtags is None:
            continue
        for name in ("any", "all", "none"):
            for index, tag in enumerate(getattr(rule.hashtags, name)):
                if invalid_position(tag) < len(tag):
                    help_text, plain = _help(tag)
                    message = f"{quote(tag)} is not a valid hashtag"
                    yield Finding(CODE, (*path, "hashtags", name, index), message, help_text, replacement=plain)


def _help(tag: str) -> tuple[str, str]:
    """Return what to write, and the replacement where only characters around the hashtag are wrong."""
    bare = tag.strip().removeprefix(tag.strip()[:1] if tag.strip()[:1] in HASHES else "")
    position = invalid_position(bare)
    plain = bare[:position]
    if plain and not without_invalid(bare[position:]):  # nothing of a hashtag follows: #summer, ad!
        return f"write {plain}", plain
    guess = without_invalid(bare)
    if not guess:
        return "write letters, digits, _ or emoji, without '#'", ""
    if {",", ";", *HASHES} & set(bare):
        return f"write each hashtag as a separate entry, without '#', such as {plain or guess}", ""
    if bare[position].isspace():
        return f"hashtags cannot contain spaces; write {guess}, or each hashtag as a separate entry", ""
    return (
        f"Instagram ends a hashtag at {quote(bare[position])}; write letters, digits, _ and emoji, such as {guess}",
        "",
    )

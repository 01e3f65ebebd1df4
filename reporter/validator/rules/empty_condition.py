"""A condition that asks nothing (a warning).

```yaml
labels:
  pillar:
    Launch: {}                # fits every media item, so that no later label is reached
media: {caption: {}}
```

Say what must hold, or take it out:

```yaml
labels:
  pillar:
    Launch: {hashtags: [launch]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import media_rules

CODE = "empty-condition"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a warning for every label and filter that lets everything through."""
    for name, rules in spec.labels.items():
        if not rules and not context.is_faulty("labels", name):
            yield _finding(
                ("labels", name), "this label has no values", "add one, such as Launch: {hashtags: [launch]}"
            )
    for path, rule in media_rules(spec):
        if context.is_faulty(*path):
            continue
        if rule.hashtags and not (rule.hashtags.any or rule.hashtags.all or rule.hashtags.none):
            yield _finding((*path, "hashtags"), "no hashtag is named here", "name one, such as [launch]")
        if rule.caption and not (rule.caption.contains or rule.caption.matches):
            yield _finding((*path, "caption"), "nothing is looked for here", "add contains or matches")
        if path[0] == "labels" and not rule.model_fields_set:
            yield _finding(path, "this fits every media item", "say what must hold, such as {hashtags: [launch]}")


def _finding(path: Path, message: str, help_text: str) -> Finding:
    return Finding(CODE, path, message, help_text, Severity.WARNING, at_key=True)

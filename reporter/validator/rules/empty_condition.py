"""A condition that excludes nothing (a warning).

```yaml
labels:
  pillar:
    Launch: {}                # matches every media item, so the values after it have none
media: {caption: {}}
```

Add a condition, or remove the entry:

```yaml
labels:
  pillar:
    Launch: {hashtags: [launch]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path, Severity
from reporter.spec.model import MediaRule, ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import media_rules

CODE = "empty-condition"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a warning for every label and filter that matches everything."""
    for name, rules in spec.labels.items():
        if not rules and not context.is_faulty("labels", name):
            yield _finding(
                ("labels", name), "this label has no values", "add one, such as Launch: {hashtags: [launch]}"
            )
    for path, rule in media_rules(spec):
        if not context.is_faulty(*path):
            yield from _empty_parts(path, rule)


def _empty_parts(path: Path, rule: MediaRule) -> Iterator[Finding]:
    hashtags, caption = rule.hashtags, rule.caption
    if hashtags and not (hashtags.any or hashtags.all or hashtags.none):
        yield _finding((*path, "hashtags"), "expected at least one hashtag", "add one, such as [launch]")
    if caption and not (caption.contains or caption.matches):
        yield _finding((*path, "caption"), "expected contains or matches", "add one of them, or remove caption")
    if path[0] == "labels" and not rule.model_fields_set:
        yield _finding(
            path, "this label value matches every media item", "add a condition, such as {hashtags: [launch]}"
        )


def _finding(path: Path, message: str, help_text: str) -> Finding:
    return Finding(CODE, path, message, help_text, Severity.WARNING, at_key=True)

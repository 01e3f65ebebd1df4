"""The same entry twice in a list (a warning).

```yaml
metrics: [views, reach, views]
```

The second entry has no effect; remove it. A heatmap with the same dimension for rows and columns is reported here too.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path, Severity
from reporter.core.text import quote
from reporter.spec.hashtags import hashtag_key
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext
from reporter.validator.uses import media_rules

CODE = "duplicate-entry"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a warning for every entry that its list already contains."""
    for path, entries in _lists(spec):
        yield from _repeats(path, entries)
    for index, section in enumerate(spec.sections):
        if section.kind == "heatmap" and section.rows == section.columns:
            message = f"{quote(section.columns)} is already the dimension of the rows"
            help_text = "choose another dimension for the columns"
            yield Finding(CODE, ("sections", index, "columns"), message, help_text, Severity.WARNING)


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a warning for every repeated entry of an account's or a client's lists."""
    for alias, account in context.workspace.accounts.items():
        yield from _repeats(("accounts", alias, "tags"), account.tags)
        yield from _repeats(("accounts", alias, "contacts"), account.contacts)
    for name, client in context.workspace.clients.items():
        yield from _repeats(("clients", name, "accounts"), client.accounts)
        yield from _repeats(("clients", name, "contacts"), client.contacts)


def _lists(spec: ReportSpec) -> Iterator[tuple[Path, tuple[str, ...]]]:
    yield ("metrics",), spec.metrics
    if isinstance(spec.accounts, tuple):
        yield ("accounts",), spec.accounts
    for path, rule in media_rules(spec):
        yield (*path, "product_types"), rule.product_types
        yield (*path, "media_types"), rule.media_types
        yield (*path, "ids"), rule.ids
        if rule.hashtags:
            for name in ("any", "all", "none"):
                tags: tuple[str, ...] = getattr(rule.hashtags, name)
                yield (*path, "hashtags", name), tuple(map(hashtag_key, tags))
    yield ("media", "exclude_ids"), spec.media.exclude_ids
    for index, section in enumerate(spec.sections):
        yield ("sections", index, "metrics"), getattr(section, "metrics", ())
        if section.kind == "table":
            yield ("sections", index, "by"), section.by
    for index, delivery in enumerate(spec.deliver):
        if delivery.email:
            yield ("deliver", index, "email", "to"), delivery.email.to
            yield ("deliver", index, "email", "cc"), delivery.email.cc
            yield ("deliver", index, "email", "attach"), delivery.email.attach


def _repeats(path: Path, entries: tuple[str, ...]) -> Iterator[Finding]:
    for index, entry in enumerate(entries):
        if entry in entries[:index]:
            message = f"{quote(entry)} is a duplicate"
            yield Finding(CODE, (*path, index), message, "remove one of them", Severity.WARNING)

"""The same entry twice in a list (a warning).

```yaml
metrics: [views, reach, views]
```

The second one does nothing; take it out. A heatmap with the same dimension both ways is told here too.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.diagnostics import Severity
from reporter.spec.hashtags import key
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.uses import media_rules
from reporter.validator.words import quoted

CODE = "duplicate-entry"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a warning for every entry that its list has already."""
    for path, entries in _lists(spec):
        yield from _repeats(path, entries)
    for index, section in enumerate(spec.sections):
        if section.kind == "heatmap" and section.rows == section.columns:
            yield _finding(("sections", index, "columns"), section.columns, "choose another dimension for the columns")


def check_workspace(context: Context) -> Iterator[Finding]:
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
                yield (*path, "hashtags", name), tuple(map(key, tags))
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
            yield _finding((*path, index), entry, "take one of them out")


def _finding(path: Path, entry: str, help_text: str) -> Finding:
    return Finding(CODE, path, f"{quoted(entry)} is there already", help_text, Severity.WARNING)

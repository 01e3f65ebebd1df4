"""An account, or a tag of accounts, that reporter.yaml does not have.

```yaml
accounts: [acme, amce_de]
```

Write aliases from `accounts` in reporter.yaml, `all`, or `{tags: [...]}` with tags of accounts. Clients list accounts
in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path
from reporter.core.text import did_you_mean, quote
from reporter.spec.model import ReportSpec, Tagged
from reporter.validator.context import RuleContext

CODE = "unknown-account"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every alias and tag that no account has."""
    if isinstance(spec.accounts, Tagged):
        yield from _tags(spec.accounts, context)
    elif spec.accounts != "all":
        yield from unknown_aliases(spec.accounts, ("accounts",), context)


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every alias of a client that no account has."""
    for name, client in context.workspace.clients.items():
        yield from unknown_aliases(client.accounts, ("clients", name, "accounts"), context)


def unknown_aliases(aliases: tuple[str, ...], path: Path, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every alias in the list at `path` that no account has."""
    known = list(context.workspace.accounts)
    for index, alias in enumerate(aliases):
        if alias not in known:
            # No replacement, however near a name is: the figures of another account could reach the wrong readers.
            help_text = did_you_mean(alias, known, otherwise=f"accounts in reporter.yaml: {', '.join(known[:20])}")
            yield Finding(CODE, (*path, index), f"unknown account {quote(alias)}", help_text)


def _tags(tagged: Tagged, context: RuleContext) -> Iterator[Finding]:
    known = sorted({tag for account in context.workspace.accounts.values() for tag in account.tags})
    for index, tag in enumerate(tagged.tags):
        if tag not in known:
            tags = (
                f"tags in reporter.yaml: {', '.join(known[:20])}" if known else "no account in reporter.yaml has tags"
            )
            message = f"no account has the tag {quote(tag)}"
            yield Finding(CODE, ("accounts", "tags", index), message, did_you_mean(tag, known, otherwise=tags))

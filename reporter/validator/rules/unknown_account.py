"""An account, or a tag of accounts, that reporter.yaml does not have.

```yaml
accounts: [acme, amce_de]
```

Write aliases as they stand under `accounts` in reporter.yaml, `all`, or `{tags: [...]}` with tags that an account
carries. Clients in reporter.yaml name accounts the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.spec.model import ReportSpec
from reporter.spec.model import Tagged
from reporter.validator.context import Context
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted

CODE = "unknown-account"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every alias and tag that no account has."""
    if isinstance(spec.accounts, Tagged):
        yield from _tags(spec.accounts, context)
    elif spec.accounts != "all":
        yield from _aliases(spec.accounts, ("accounts",), context)


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding for every alias of a client that no account has."""
    for name, client in context.workspace.clients.items():
        yield from _aliases(client.accounts, ("clients", name, "accounts"), context)


def _aliases(written: tuple[str, ...], path: Path, context: Context) -> Iterator[Finding]:
    known = list(context.workspace.accounts)
    for index, alias in enumerate(written):
        if alias not in known:
            # No replacement, however near a name is: another account's figures would reach the wrong readers.
            help_text = did_you_mean(alias, known, otherwise=f"reporter.yaml has {listed(known[:20])}")
            yield Finding(CODE, (*path, index), f"unknown account {quoted(alias)}", help_text)


def _tags(tagged: Tagged, context: Context) -> Iterator[Finding]:
    known = sorted({tag for account in context.workspace.accounts.values() for tag in account.tags})
    for index, tag in enumerate(tagged.tags):
        if tag not in known:
            have = f"tags in reporter.yaml: {listed(known[:20])}" if known else "no account in reporter.yaml has tags"
            message = f"no account has the tag {quoted(tag)}"
            yield Finding(CODE, ("accounts", "tags", index), message, did_you_mean(tag, known, otherwise=have))

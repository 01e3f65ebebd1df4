"""A recipient or a sender that is no e-mail address, or several in one text.

```yaml
deliver:
  - email: {to: "boss@example.com, team@example.com"}
```

Write one address an entry; a name may stand before it:

```yaml
deliver:
  - email: {to: [boss@example.com, "Acme Team <team@example.com>"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.spec.addresses import AddressError
from reporter.spec.addresses import parse_mailbox
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.words import quoted

CODE = "wrong-recipient"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding for every recipient that mail could not reach."""
    for index, delivery in enumerate(spec.deliver):
        if delivery.email:
            here: Path = ("deliver", index, "email")
            to = [(place, one) for place, one in enumerate(delivery.email.to) if one != "contacts"]
            yield from (found for place, one in to for found in _address(one, (*here, "to", place)))
            yield from _addresses(delivery.email.cc, (*here, "cc"))


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding for every contact, sender and operator that is no address."""
    model = context.workspace.model
    for alias, account in model.accounts.items():
        yield from _addresses(account.contacts, ("accounts", alias, "contacts"))
    for name, client in model.clients.items():
        yield from _addresses(client.contacts, ("clients", name, "contacts"))
    if model.mail:
        yield from _address(model.mail.sender, ("mail", "from"))
        if model.mail.operator:
            yield from _address(model.mail.operator, ("mail", "operator"))


def _addresses(written: tuple[str, ...], path: Path) -> Iterator[Finding]:
    for index, one in enumerate(written):
        yield from _address(one, (*path, index))


def _address(written: str, path: Path) -> Iterator[Finding]:
    try:
        parse_mailbox(written)
    except AddressError as error:
        yield Finding(CODE, path, f"{quoted(written)} {error}", error.help)

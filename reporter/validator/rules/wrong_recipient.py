"""A recipient or a sender that is not a valid email address, or several addresses in one text.

```yaml
deliver:
  - email: {to: "boss@example.com, team@example.com"}
```

Write one address per entry; a name may precede it:

```yaml
deliver:
  - email: {to: [boss@example.com, "Acme Team <team@example.com>"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path
from reporter.core.text import quote
from reporter.spec.addresses import AddressError, parse_mailbox
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "wrong-recipient"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every recipient that is not a valid address."""
    for index, delivery in enumerate(spec.deliver):
        if delivery.email:
            here: Path = ("deliver", index, "email")
            for position, address in enumerate(delivery.email.to):
                if address != "contacts":
                    yield from _address(address, (*here, "to", position))
            yield from _addresses(delivery.email.cc, (*here, "cc"))


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every contact, sender and operator that is not a valid address."""
    model = context.workspace.model
    for alias, account in model.accounts.items():
        yield from _addresses(account.contacts, ("accounts", alias, "contacts"))
    for name, client in model.clients.items():
        yield from _addresses(client.contacts, ("clients", name, "contacts"))
    if model.mail:
        yield from _address(model.mail.sender, ("mail", "from"))
        if model.mail.operator:
            yield from _address(model.mail.operator, ("mail", "operator"))


def _addresses(addresses: tuple[str, ...], path: Path) -> Iterator[Finding]:
    for index, address in enumerate(addresses):
        yield from _address(address, (*path, index))


def _address(address: str, path: Path) -> Iterator[Finding]:
    try:
        parse_mailbox(address)
    except AddressError as error:
        yield Finding(CODE, path, f"{quote(address)} {error}", error.help)

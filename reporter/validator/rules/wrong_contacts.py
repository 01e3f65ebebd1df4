"""`to: contacts` without contacts in reporter.yaml.

```yaml
accounts: all
deliver:
  - email: {to: contacts}         # without for_each, there is no client or account
```

Set `for_each: client` or `for_each: account`, and give each of them `contacts` in reporter.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "wrong-contacts"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding where `contacts` has no addresses."""
    for index, delivery in enumerate(spec.deliver):
        if delivery.email is None or "contacts" not in delivery.email.to:
            continue
        path = ("deliver", index, "email", "to", delivery.email.to.index("contacts"))
        if spec.for_each is None:
            yield Finding(CODE, path, '"contacts" requires for_each', "set for_each: client, or write addresses")
            continue
        names = _without_contacts(spec, context)
        if names:
            message = f"no contacts in reporter.yaml for {', '.join(map(quote, names[:5]))}"
            yield Finding(CODE, path, message, "add contacts: [...] in reporter.yaml")


def _without_contacts(spec: ReportSpec, context: RuleContext) -> list[str]:
    accounts = context.accounts(spec)
    if spec.for_each == "account":
        return [alias for alias, account in accounts.items() if not account.contacts]
    clients = context.workspace.clients.items()
    return [name for name, client in clients if not client.contacts and set(client.accounts) & set(accounts)]

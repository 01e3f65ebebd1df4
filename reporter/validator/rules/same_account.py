"""Two aliases that are one Instagram account.

```yaml
# reporter.yaml
accounts:
  acme: {login: facebook, instagram_id: "17841400000000001", token: env:ACME_TOKEN}
  acme_shop: {login: facebook, instagram_id: "17841400000000001", token: env:SHOP_TOKEN}
```

reporter would collect all values of the account twice and show each alias as a separate account. Keep one alias, or
correct the `instagram_id`:

```yaml
accounts:
  acme: {login: facebook, instagram_id: "17841400000000001", token: env:ACME_TOKEN}
  acme_shop: {login: facebook, instagram_id: "17841400000000002", token: env:SHOP_TOKEN}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.validator.context import RuleContext

CODE = "same-account"


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every instagram_id that an earlier alias also has; the sandbox chooses its own accounts."""
    owners: dict[str, str] = {}
    for alias, account in context.workspace.accounts.items():
        if account.login == "sandbox" or not account.instagram_id:
            continue
        number = account.instagram_id.lstrip("0")
        if number in owners:
            message = f"{quote(alias)} has the same instagram_id as {quote(owners[number])}"
            help_text = "remove one of the two aliases, or correct its instagram_id"
            yield Finding(CODE, ("accounts", alias, "instagram_id"), message, help_text)
        owners.setdefault(number, alias)

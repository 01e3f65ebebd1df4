"""Two aliases that are one Instagram account.

```yaml
# reporter.yaml
accounts:
  acme: {login: facebook, instagram_id: "17841400000000001", token: env:ACME_TOKEN}
  acme_shop: {login: facebook, instagram_id: "17841400000000001", token: env:SHOP_TOKEN}
```

Every number of the account would be collected twice, and each alias would be shown as an account of its own. Keep one
alias, or correct the `instagram_id`:

```yaml
accounts:
  acme: {login: facebook, instagram_id: "17841400000000001", token: env:ACME_TOKEN}
  acme_shop: {login: facebook, instagram_id: "17841400000000002", token: env:SHOP_TOKEN}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.validator.context import Context
from reporter.validator.words import quoted

CODE = "same-account"


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding for every instagram_id that an alias above has, too; the sandbox casts its accounts itself."""
    owners: dict[str, str] = {}
    for alias, account in context.workspace.accounts.items():
        if account.login == "sandbox" or not account.instagram_id:
            continue
        number = account.instagram_id.lstrip("0")
        if number in owners:
            message = f"{quoted(alias)} has the same instagram_id as {quoted(owners[number])}"
            help_text = "remove one of the two aliases, or correct its instagram_id"
            yield Finding(CODE, ("accounts", alias, "instagram_id"), message, help_text)
        owners.setdefault(number, alias)

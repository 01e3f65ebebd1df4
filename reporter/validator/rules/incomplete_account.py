"""An account without the id or the token that its login requires.

```yaml
# reporter.yaml
accounts:
  acme: {login: facebook, token: env:ACME_TOKEN}
```

`login: facebook` requires an `instagram_id`; `facebook` and `instagram` require a `token`:

```yaml
accounts:
  acme: {login: facebook, instagram_id: "17841400000000001", token: env:ACME_TOKEN}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.text import quote
from reporter.validator.context import RuleContext

CODE = "incomplete-account"


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every account that lacks its id or its token."""
    for alias, account in context.workspace.accounts.items():
        path = ("accounts", alias)
        if account.login == "facebook" and not account.instagram_id and not context.is_faulty(*path, "instagram_id"):
            message = f"account {quote(alias)} has no instagram_id, which login: facebook requires"
            help_text = 'add its digits in quotes, such as instagram_id: "17841400000000001"'
            yield Finding(CODE, path, message, help_text, at_key=True)
        if account.login in {"facebook", "instagram"} and not account.token and not context.is_faulty(*path, "token"):
            message = f"account {quote(alias)} has no token"
            help_text = "add token: env:NAME, file:PATH or keyring:SERVICE/NAME"
            yield Finding(CODE, path, message, help_text, at_key=True)

"""An account without what is needed to ask for it.

```yaml
# reporter.yaml
accounts:
  acme: {login: facebook, token: env:ACME_TOKEN}
```

`login: facebook` needs `instagram_id`; `facebook` and `instagram` need a `token`:

```yaml
accounts:
  acme: {login: facebook, instagram_id: "17841400000000001", token: env:ACME_TOKEN}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.validator.context import Context
from reporter.validator.words import quoted

CODE = "incomplete-account"


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding for every account that lacks its id or its token."""
    for alias, account in context.workspace.accounts.items():
        path = ("accounts", alias)
        if account.login == "facebook" and not account.instagram_id and not context.is_faulty(*path, "instagram_id"):
            message = f"account {quoted(alias)} has no instagram_id, which login: facebook needs"
            yield Finding(CODE, path, message, 'add instagram_id: "178414..." (digits)', at_key=True)
        if account.login in {"facebook", "instagram"} and not account.token and not context.is_faulty(*path, "token"):
            message = f"account {quoted(alias)} has no token"
            help_text = "add token: env:NAME, file:PATH or keyring:SERVICE/NAME"
            yield Finding(CODE, path, message, help_text, at_key=True)

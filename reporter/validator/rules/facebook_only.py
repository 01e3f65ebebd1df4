"""A setting of an account that is available with Facebook login only.

```yaml
# reporter.yaml
accounts:
  acme: {login: instagram, token: env:ACME_TOKEN, collaborations: true}
```

With `collaborations: true`, reporter also collects the posts of others that the account accepted as a collaborator.
Meta lists these posts for accounts with Facebook login only. Remove the line, or connect the account through Facebook:

```yaml
accounts:
  acme: {login: facebook, instagram_id: "17841400000000001", token: env:ACME_TOKEN, collaborations: true}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.validator.context import RuleContext

CODE = "facebook-only"


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every account with a setting that its login does not offer.

    Sandbox accounts follow the rules of either host, so nothing is rejected for them.
    """
    for alias, account in context.workspace.accounts.items():
        if account.collaborations and account.login == "instagram":
            message = f"collaborations is available with Facebook login only; this account has login: {account.login}"
            help_text = "remove it, or connect the account with login: facebook"
            yield Finding(CODE, ("accounts", alias, "collaborations"), message, help_text, at_key=True)

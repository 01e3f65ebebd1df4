"""Accounts that no client has, in a spec that makes a report for each client.

```yaml
accounts: all
for_each: client          # and one of the accounts stands under no client in reporter.yaml
```

Such accounts appear in no report (a warning); when it is so for all of them there is no report at all (an error). Add
them to a client in reporter.yaml, or take them out of `accounts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context

CODE = "account-without-client"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield one finding that names the accounts left out."""
    if spec.for_each != "client":
        return
    accounts = context.accounts(spec)
    having = {alias for client in context.workspace.clients.values() for alias in client.accounts}
    without = [alias for alias in accounts if alias not in having]
    if without:
        everyone = len(without) == len(accounts)
        names = ", ".join(without[:10])
        yield Finding(
            CODE,
            ("for_each",),
            "none of the accounts belongs to a client" if everyone else f"no client has the account {names}",
            "add them to a client in reporter.yaml, or leave them out of accounts",
            Severity.ERROR if everyone else Severity.WARNING,
        )

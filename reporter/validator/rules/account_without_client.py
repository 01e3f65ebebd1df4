"""Accounts without a client, in a spec that creates a report for each client.

```yaml
accounts: all
for_each: client          # and no client in reporter.yaml has one of the accounts
```

Such accounts appear in no report: a warning. If no account has a client, no report is created: an error. Add them to a
client in reporter.yaml, or remove them from `accounts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "account-without-client"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield one finding that names the accounts without a client."""
    if spec.for_each != "client":
        return
    accounts = context.accounts(spec)
    assigned = {alias for client in context.workspace.clients.values() for alias in client.accounts}
    unassigned = [alias for alias in accounts if alias not in assigned]
    if not unassigned:
        return
    if len(unassigned) == len(accounts):
        message, severity = "none of the accounts belongs to a client", Severity.ERROR
    else:
        names = ", ".join(unassigned[:10])
        message, severity = f"accounts without a client appear in no report: {names}", Severity.WARNING
    help_text = "add them to a client in reporter.yaml, or remove them from accounts"
    yield Finding(CODE, ("for_each",), message, help_text, severity)

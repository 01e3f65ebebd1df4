"""A metric that is not available for accounts with this kind of login.

```yaml
# reporter.yaml: acme: {login: instagram, ...}
accounts: [acme]
metrics: [link_clicks]
```

Remove the metric, or connect the account through Facebook (`login: facebook`). If other accounts of the spec have the
metric, this is a warning: only the values of these accounts are missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.catalog.lookup import refused_for
from reporter.catalog.models import Login
from reporter.core.diagnostics import Finding, Severity
from reporter.core.text import join_names
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "refused-metric"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for every use of a metric that Meta rejects for the login of an account."""
    accounts = context.accounts(spec)
    # Sandbox accounts follow the rules of either host, so nothing is rejected for them.
    logins = {alias: Login(account.login) for alias, account in accounts.items() if account.login in set(Login)}
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        rejected = [alias for alias, login in logins.items() if metric and refused_for(metric, login)]
        if metric is None or not rejected:
            continue
        yield use.finding(
            CODE,
            f'"{metric.name}" is not available with login: {logins[rejected[0]]} ({", ".join(rejected[:5])})',
            f"remove it, or connect the account with login: {join_names(metric.logins)}",
            severity=Severity.ERROR if len(rejected) == len(accounts) else Severity.WARNING,
        )

"""A metric that Meta refuses to accounts with this kind of login.

```yaml
# reporter.yaml: acme: {login: instagram, ...}
accounts: [acme]
metrics: [link_clicks]
```

Take the metric out, or connect the account through Facebook (`login: facebook`). When only some of the spec's accounts
are refused, it is a warning: their figures will be missing, the others' will not.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.catalog.lookup import refused_for
from reporter.catalog.models import Login
from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.words import listed

CODE = "refused-metric"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a finding for every use of a metric that some account's login is refused."""
    accounts = context.accounts(spec)
    # Sandbox accounts follow either host's rules, as their brand has it; nothing is refused to them beforehand.
    logins = {alias: Login(one.login) for alias, one in accounts.items() if one.login in set(Login)}
    for use in context.uses:
        metric = context.catalog.metrics.get(use.name)
        refused = [alias for alias, login in logins.items() if metric and refused_for(metric, login)]
        if metric is None or not refused:
            continue
        yield Finding(
            CODE,
            use.path,
            f'"{metric.name}" is refused to accounts with login: {logins[refused[0]]} ({", ".join(refused[:5])})',
            f"take it out, or connect through login: {listed(metric.logins)}",
            Severity.ERROR if len(refused) == len(accounts) else Severity.WARNING,
            at_key=use.at_key,
            start=use.start,
            length=use.length,
        )

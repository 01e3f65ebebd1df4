"""A mail server that is not a valid URL, or a connection that would send email and password unencrypted.

```yaml
# reporter.yaml
mail: {server: "mail.example.com", from: reports@example.com}
```

Write how the connection is secured: `smtps://` (TLS from the start) or `smtp://` (STARTTLS, which the server must
offer). Write the login separately:

```yaml
mail:
  server: smtps://mail.example.com:465
  user: reports@example.com
  password: env:SMTP_PASSWORD
  from: reports@example.com
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.errors import ConfigurationError
from reporter.delivery.server import read_server
from reporter.validator.context import RuleContext

CODE = "wrong-mail-server"


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding when reporter cannot send email with these settings."""
    mail = context.workspace.model.mail
    if mail is None:
        return
    try:
        read_server(mail.server, user=mail.user, password=mail.password)
    except ConfigurationError as error:
        yield Finding(CODE, ("mail", "server"), "reporter cannot send email with these settings", str(error))

"""A mail server that is no address, or one where mail and password would travel in the open.

```yaml
# reporter.yaml
mail: {server: "mail.example.com", from: reports@example.com}
```

Write how the way there is secured: `smtps://` (TLS from the start) or `smtp://` (STARTTLS, which must be offered). The
login stands apart:

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
from reporter.validator.context import Context

CODE = "wrong-mail-server"


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding when mail could not be handed over like this."""
    mail = context.workspace.model.mail
    if mail is None:
        return
    try:
        read_server(mail.server, user=mail.user, password=mail.password)
    except ConfigurationError as error:
        message, _, help_text = str(error).partition(": ")[2].partition("; ")
        yield Finding(CODE, ("mail", "server"), message, help_text)

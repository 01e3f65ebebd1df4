"""Mail to recipients, and no mail server in reporter.yaml.

```yaml
deliver:
  - email: {to: [boss@example.com]}
```

Name the server that takes your mail:

```yaml
# reporter.yaml
mail:
  server: smtps://mail.example.com:465
  user: reports@example.com
  password: env:SMTP_PASSWORD
  from: "Acme Reports <reports@example.com>"
```

It is a warning, since the report can be made without: `reporter run --no-deliver`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context

CODE = "missing-mail-server"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:
    """Yield a warning for the first mail that could not be sent."""
    mails = [index for index, delivery in enumerate(spec.deliver) if delivery.email]
    if mails and context.workspace.model.mail is None and not context.is_faulty("mail"):
        message = "there is no mail server in reporter.yaml"
        help_text = "add mail: {server: smtps://..., from: ...} there, or run with --no-deliver"
        yield Finding(CODE, ("deliver", mails[0], "email"), message, help_text, Severity.WARNING, at_key=True)

"""Delivery by email without a mail server in reporter.yaml.

```yaml
deliver:
  - email: {to: [boss@example.com]}
```

Add the server that sends your email:

```yaml
# reporter.yaml
mail:
  server: smtps://mail.example.com:465
  user: reports@example.com
  password: env:SMTP_PASSWORD
  from: "Acme Reports <reports@example.com>"
```

This is a warning, because `reporter run --no-deliver` creates the report without it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Severity
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext

CODE = "missing-mail-server"


def check(spec: ReportSpec, context: RuleContext) -> Iterator[Finding]:
    """Yield a warning for the first email that cannot be sent."""
    emails = [index for index, delivery in enumerate(spec.deliver) if delivery.email]
    if emails and context.workspace.model.mail is None and not context.is_faulty("mail"):
        message = "reporter.yaml has no mail server"
        help_text = "add mail: {server: smtps://..., from: ...} to reporter.yaml, or run with --no-deliver"
        yield Finding(CODE, ("deliver", emails[0], "email"), message, help_text, Severity.WARNING, at_key=True)

"""A token, password or app secret in plain text, or a text that looks like one.

```yaml
# reporter.yaml
accounts:
  acme: {login: instagram, token: IGAAxxxxxxxxxxxxxxxxxxxx}
```

Files are copied, mailed and committed. Write where the secret is stored instead, then replace this secret, because
others may have seen it:

```yaml
accounts:
  acme: {login: instagram, token: env:ACME_TOKEN}     # or file:secrets/acme.token, or keyring:reporter/acme
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.validator.literal_secrets import literal_secrets

CODE = "literal-secret"
_HELP = (
    "use env:NAME, file:PATH or keyring:SERVICE/NAME instead, then replace this secret, because others may have seen it"
)


def check_plain_values(value: object) -> Iterator[Finding]:
    """Yield a finding for every text of a document that is, or looks like, a secret."""
    for path, _ in literal_secrets(value):
        yield Finding(CODE, path, "this file contains a secret in plain text", _HELP)

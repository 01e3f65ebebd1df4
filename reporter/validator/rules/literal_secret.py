"""A token, password or app secret written out, or anything that looks like one.

```yaml
# reporter.yaml
accounts:
  acme: {login: instagram, token: IGAAxxxxxxxxxxxxxxxxxxxx}
```

Files are copied, mailed and committed; write where the secret is found instead, and replace the one that was written
out, since others may have seen it:

```yaml
accounts:
  acme: {login: instagram, token: env:ACME_TOKEN}     # or file:secrets/acme.token, or keyring:reporter/acme
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.validator.secrets import literal_secrets

CODE = "literal-secret"


def check_document(value: object) -> Iterator[Finding]:
    """Yield a finding for every text of a document that is, or looks like, a secret."""
    for path, _ in literal_secrets(value):
        help_text = "write env:NAME, file:PATH or keyring:SERVICE/NAME, and make a new secret, since this one was seen"
        yield Finding(CODE, path, "a secret is written out here", help_text)

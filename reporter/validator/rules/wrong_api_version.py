"""An API version that does not exist, that has ended, or that ends soon.

```yaml
# reporter.yaml
api: {version: v2.30}
```

Leave `api` out to ask the newest version that the catalog knows, or write one that Meta still serves:

```yaml
api: {version: v25.0}
```

A version that has ended or ends within 90 days is a warning: Meta answers with a newer one from that day on.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.validator.context import Context
from reporter.validator.diagnostics import Finding
from reporter.validator.diagnostics import Severity
from reporter.validator.words import did_you_mean
from reporter.validator.words import listed
from reporter.validator.words import quoted
from reporter.validator.words import sure_correction

CODE = "wrong-api-version"
_SOON = 90  # days


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding when api.version is no version, or none for long."""
    written = context.workspace.model.api.version
    versions = context.catalog.versions
    path = ("api", "version")
    if written is None:
        return
    if written not in versions:
        help_text = did_you_mean(written, versions, otherwise=f"versions are {listed(versions)}")
        replacement = f"v{written}" if f"v{written}" in versions else sure_correction(written, versions)
        yield Finding(CODE, path, f"unknown API version {quoted(written)}", help_text, replacement=replacement)
        return
    until = versions[written].until
    days = (until - context.now.date()).days if until else _SOON + 1
    if days <= _SOON:
        message = f"API {written} {'ended' if days < 0 else 'ends'} on {until}"
        help_text = f"write {context.catalog.newest_version}, or leave api.version out"
        yield Finding(CODE, path, message, help_text, Severity.WARNING)

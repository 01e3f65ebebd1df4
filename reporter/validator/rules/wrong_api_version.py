"""An API version that does not exist, has expired, expires soon, or is newer than this release of reporter.

```yaml
# reporter.yaml
api: {version: v2.30}
```

Omit `api` to use the newest version in the catalog, or write one that Meta still serves:

```yaml
api: {version: v27.0}
```

Three cases are warnings. A version that has expired, or expires within 90 days: after that day, Meta responds with the
oldest version that it still serves. A version that is newer than the catalog, such as v31.0: Meta releases about 3
versions a year, and `reporter doctor` checks whether Meta's servers serve it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.catalog.lookup import is_version_to_come
from reporter.core.diagnostics import Finding, Severity
from reporter.core.text import did_you_mean, quote, sure_correction
from reporter.validator.context import RuleContext

CODE = "wrong-api-version"
_SOON = 90  # days


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding when api.version does not exist, is not in the catalog yet or expires soon."""
    version = context.workspace.model.api.version
    versions = context.catalog.versions
    path = ("api", "version")
    if version is None:
        return
    newest = context.catalog.newest_version
    if is_version_to_come(version, context.catalog):
        message = f"API {version} is newer than {newest}, the newest version that this release of reporter knows"
        help_text = f"run `reporter doctor` to check that Meta serves it, or write {newest}"
        yield Finding(CODE, path, message, help_text, Severity.WARNING)
        return
    if version not in versions:
        help_text = did_you_mean(version, versions, otherwise=f"versions: {', '.join(versions)}")
        replacement = f"v{version}" if f"v{version}" in versions else sure_correction(version, versions)
        yield Finding(CODE, path, f"unknown API version {quote(version)}", help_text, replacement=replacement)
        return
    until = versions[version].until
    days = (until - context.now.date()).days if until else _SOON + 1
    if days <= _SOON:
        message = f"API {version} {'expired' if days < 0 else 'expires'} on {until}"
        help_text = f"write {newest}, or omit api.version"
        yield Finding(CODE, path, message, help_text, Severity.WARNING)

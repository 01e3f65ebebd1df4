"""A time zone that does not exist.

```yaml
timezone: Berlin
```

Write the name of a place in the time zone database, so that daylight saving is known:

```yaml
timezone: Europe/Berlin
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.spec.model import ReportSpec
from reporter.validator.context import Context
from reporter.validator.context import find_zone
from reporter.validator.words import did_you_mean
from reporter.validator.words import quoted

CODE = "unknown-timezone"


def check(spec: ReportSpec, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the shape of all rules
    """Yield a finding when the spec's time zone is none."""
    yield from _zone(spec.timezone, ("timezone",))


def check_workspace(context: Context) -> Iterator[Finding]:
    """Yield a finding for each client's time zone that is none."""
    for name, client in context.workspace.clients.items():
        yield from _zone(client.timezone or "UTC", ("clients", name, "timezone"))


def _zone(written: str, path: Path) -> Iterator[Finding]:
    if find_zone(written) is None:
        yield Finding(CODE, path, f"unknown time zone {quoted(written)}", _help(written))


def _help(written: str) -> str:
    from zoneinfo import available_timezones

    known = sorted(available_timezones())
    place = written.replace(" ", "_").casefold()
    near = [name for name in known if place and name.casefold().rpartition("/")[2] == place]
    otherwise = "write a place such as Europe/Berlin or America/New_York, or UTC"
    return did_you_mean(near[0] if near else written, near or known, otherwise=otherwise)

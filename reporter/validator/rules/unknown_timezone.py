"""A time zone that does not exist.

```yaml
timezone: Berlin
```

Write a name from the time zone database, which includes daylight saving time:

```yaml
timezone: Europe/Berlin
```
"""

from __future__ import annotations

from collections.abc import Iterator

from reporter.core.diagnostics import Finding, Path
from reporter.core.text import did_you_mean, quote
from reporter.spec.model import ReportSpec
from reporter.validator.context import RuleContext, find_zone

CODE = "unknown-timezone"


def check(spec: ReportSpec, _context: RuleContext) -> Iterator[Finding]:
    """Yield a finding when the spec's time zone does not exist."""
    yield from _zone(spec.timezone, ("timezone",))


def check_workspace(context: RuleContext) -> Iterator[Finding]:
    """Yield a finding for each client's time zone that does not exist."""
    for name, client in context.workspace.clients.items():
        yield from _zone(client.timezone or "UTC", ("clients", name, "timezone"))


def _zone(name: str, path: Path) -> Iterator[Finding]:
    if find_zone(name) is None:
        yield Finding(CODE, path, f"unknown time zone {quote(name)}", _help(name))


def _help(name: str) -> str:
    from zoneinfo import available_timezones

    known = sorted(available_timezones())
    city = name.replace(" ", "_").casefold()
    near = [zone for zone in known if city and zone.casefold().rpartition("/")[2] == city]
    otherwise = "write a name such as Europe/Berlin or America/New_York, or UTC"
    return did_you_mean(near[0] if near else name, near or known, otherwise=otherwise)

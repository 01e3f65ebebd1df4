"""Checks that Meta's hosts serve the API version of the workspace, and whether they serve a newer one.

Sends requests to the hosts without a token, because the catalog does not know what Meta released later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reporter.catalog.lookup import is_version_to_come, next_version
from reporter.catalog.models import Catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit, ReporterError
from reporter.executor.connect import hosts
from reporter.executor.graph.probe import serves
from reporter.pipeline.doctor.check import Check
from reporter.spec.workspace import Workspace

_SOON = timedelta(days=90)


def check_version(workspace: Workspace, context: CommandContext, catalog: Catalog) -> Iterator[Check]:
    """Give what the catalog knows about the version in use, and which versions each host serves."""
    version = workspace.model.api.version or catalog.newest_version
    known = version in catalog.versions
    if not known and not is_version_to_come(version, catalog):
        yield Check("api", f"{version} is not a valid API version", Exit.CONFIGURATION)
        return
    if known:
        yield from _expiry(version, context, catalog)
    newest = next_version(version if is_version_to_come(version, catalog) else catalog.newest_version)
    with hosts(workspace, environ=context.environ, now=context.now) as addresses:
        for host, address in addresses.items():
            try:
                yield from _host(host, version, serves(address, version))
                if serves(address, newest):
                    yield Check(
                        "api",
                        f"{host} also serves {newest}, which this version of reporter does not know; update reporter",
                    )
            except ReporterError as error:
                yield Check("api", f"{host}: cannot check whether it serves {version}: {error}", Exit.INCOMPLETE)


def _expiry(version: str, context: CommandContext, catalog: Catalog) -> Iterator[Check]:
    until, today = catalog.versions[version].until, context.now.date()
    if until and until <= today + _SOON:
        expired = until <= today
        verb = "expired" if expired else "expires"
        text = f"{version} {verb} on {until}; write {catalog.newest_version} in reporter.yaml"
        yield Check("api", text, Exit.CONFIGURATION if expired else Exit.INCOMPLETE)
    elif until:
        yield Check("api", f"Meta serves {version} until {until}")


def _host(host: str, version: str, served: bool | None) -> Iterator[Check]:  # noqa: FBT001 - an answer
    if served:
        yield Check("api", f"{host} serves {version}")
    elif served is None:
        text = f"{host}: cannot check whether it serves {version}; the response is ambiguous"
        yield Check("api", text, Exit.INCOMPLETE)
    else:
        text = f"{host} does not serve {version}; write another api.version in reporter.yaml, or omit it"
        yield Check("api", text, Exit.CONFIGURATION)

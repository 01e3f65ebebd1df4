"""Whether Meta's hosts serve the workspace's API version, and whether they serve a newer one than the catalog knows.

The hosts themselves are asked, without a token: a catalog cannot know what Meta released after it was checked.
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
    """Give what is known of the version that the workspace uses, and what each host says of it and of the next one."""
    version = workspace.model.api.version or catalog.newest_version
    known = version in catalog.versions
    if not known and not is_version_to_come(version, catalog):
        yield Check("api", f"{version} is not a valid API version", Exit.CONFIGURATION)
        return
    if known:
        yield from _end(version, context, catalog)
    newest = next_version(version if is_version_to_come(version, catalog) else catalog.newest_version)
    with hosts(workspace, environ=context.environ, now=context.now) as addresses:
        for host, address in addresses.items():
            try:
                yield from _host(host, version, serves(address, version))
                if serves(address, newest):
                    yield Check("api", f"{host} serves {newest}, too; update reporter, which does not know it yet")
            except ReporterError as error:
                yield Check("api", f"{host}: it is not known whether {version} is served: {error}", Exit.INCOMPLETE)


def _end(version: str, context: CommandContext, catalog: Catalog) -> Iterator[Check]:
    until, today = catalog.versions[version].until, context.now.date()
    if until and until <= today + _SOON:
        done = until <= today
        verb, newest = "expired" if done else "expires", catalog.newest_version
        said = f"{version} {verb} on {until}; write {newest} in reporter.yaml"
        yield Check("api", said, Exit.CONFIGURATION if done else Exit.INCOMPLETE)
    elif until:
        yield Check("api", f"Meta serves {version} until {until}")


def _host(host: str, version: str, served: bool | None) -> Iterator[Check]:  # noqa: FBT001 - an answer
    if served:
        yield Check("api", f"{host} serves {version}")
    elif served is None:
        said = f"{host}: it is not known whether {version} is served; its response says neither yes nor no"
        yield Check("api", said, Exit.INCOMPLETE)
    else:
        said = f"{host} does not serve {version}; write another api.version in reporter.yaml, or omit it"
        yield Check("api", said, Exit.CONFIGURATION)

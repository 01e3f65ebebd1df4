"""What rules receive besides the spec: catalog, workspace, clock, and the names of the workspace's files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reporter.catalog.lookup import is_version_to_come
from reporter.catalog.models import Catalog
from reporter.core.diagnostics import Path
from reporter.spec.editions import Edition, editions
from reporter.spec.model import ReportSpec
from reporter.spec.periods import Period, PeriodError, resolve
from reporter.spec.workspace import Account, Workspace
from reporter.validator.uses import Use


@dataclass(frozen=True, slots=True)
class RuleContext:
    """The context of a check. `name`: the spec's; `now`: aware; `themes` and `templates` return the valid names.

    `templates` receives a suffix, such as .xlsx. `faulty`: paths with a finding of the binding. `faulty_names`: names
    that the author defined under these paths, so that their uses are not reported as further mistakes. `uses`: every
    use of a name that must be an API metric; `check_spec` fills it for all rules.
    """

    catalog: Catalog
    workspace: Workspace
    name: str
    now: datetime
    themes: Callable[[], tuple[str, ...]]
    templates: Callable[[str], tuple[str, ...]]
    faulty: tuple[Path, ...] = ()
    faulty_names: frozenset[str] = frozenset()
    uses: tuple[Use, ...] = ()

    def is_faulty(self, *path: str | int) -> bool:
        """Say whether binding reported something at this path or below it."""
        return any(faulty[: len(path)] == path for faulty in self.faulty)

    @property
    def version(self) -> str:
        """The API version to use: the workspace's, or the newest one in the catalog if it has none or no valid one."""
        version = self.workspace.model.api.version or ""
        valid = version in self.catalog.versions or is_version_to_come(version, self.catalog)
        return version if valid else self.catalog.newest_version

    @property
    def breakdown_help(self) -> str:
        """Name the metrics that have a breakdown, for the help of a finding."""
        names = [name for name, metric in self.catalog.metrics.items() if metric.breakdowns]
        return f"metrics with a breakdown: {', '.join(names)}"

    def accounts(self, spec: ReportSpec) -> dict[str, Account]:
        """Return the accounts that the spec is about, by alias."""
        return {alias: self.workspace.accounts[alias] for alias in self.workspace.aliases(spec.accounts)}

    def period(self, spec: ReportSpec) -> Period | None:
        """Return the spec's period, or None when the period or its time zone is not valid."""
        zone = find_zone(spec.timezone)
        if zone is None or not spec.period:
            return None
        try:
            return resolve(spec.period, now=self.now, zone=zone, week_start=spec.week_start)
        except PeriodError:
            return None

    def editions(self, spec: ReportSpec) -> tuple[Edition, ...]:
        """Return the spec's editions; no editions when the period or a time zone is not valid."""
        clients = self.workspace.clients.values()
        if self.period(spec) is None or any(
            client.timezone and find_zone(client.timezone) is None for client in clients
        ):
            return ()
        return editions(spec, name=self.name, workspace=self.workspace, now=self.now)


def find_zone(name: str) -> ZoneInfo | None:
    """Return the time zone with this name, or None."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a plain name; a folder of zones
        return None

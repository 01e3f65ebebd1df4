"""What a rule may know beside the spec: catalog, workspace, clock, and what the workspace's folder offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reporter.catalog.lookup import is_version_to_come
from reporter.catalog.models import Catalog
from reporter.core.diagnostics import Path
from reporter.spec.editions import Edition
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.periods import Period
from reporter.spec.periods import PeriodError
from reporter.spec.periods import resolve
from reporter.spec.workspace import Account
from reporter.spec.workspace import Workspace
from reporter.validator.uses import Use


@dataclass(frozen=True, slots=True)
class Context:
    """Where a spec is checked. `name`: the spec's; `now`: aware; `themes`, `templates`: the names that may be used.

    Templates are asked for by their ending, such as .xlsx.
    `faulty`: paths that binding told of already. `lost`: names that the author defined under such paths, so that what
    builds on them is not told as a mistake of its own. `uses`: every use of what should be a metric; several rules
    judge them, so `check_spec` finds them once.
    """

    catalog: Catalog
    workspace: Workspace
    name: str
    now: datetime
    themes: Callable[[], tuple[str, ...]]
    templates: Callable[[str], tuple[str, ...]]
    faulty: tuple[Path, ...] = ()
    lost: frozenset[str] = frozenset()
    uses: tuple[Use, ...] = ()

    def is_faulty(self, *path: str | int) -> bool:
        """Say whether something at this path, or below it, was told of already."""
        return any(one[: len(path)] == path for one in self.faulty)

    @property
    def version(self) -> str:
        """The API version that is asked: the workspace's, or the newest known where none or no valid one is written."""
        written = self.workspace.model.api.version or ""
        valid = written in self.catalog.versions or is_version_to_come(written, self.catalog)
        return written if valid else self.catalog.newest_version

    def accounts(self, spec: ReportSpec) -> dict[str, Account]:
        """Return the accounts that the spec is about, by alias."""
        return {alias: self.workspace.accounts[alias] for alias in self.workspace.aliases(spec.accounts)}

    def period(self, spec: ReportSpec) -> Period | None:
        """Return the spec's period, or None when its period or time zone is none."""
        zone = find_zone(spec.timezone)
        if zone is None or not spec.period:
            return None
        try:
            return resolve(spec.period, now=self.now, zone=zone, week_start=spec.week_start)
        except PeriodError:
            return None

    def editions(self, spec: ReportSpec) -> tuple[Edition, ...]:
        """Return the spec's editions, or none when a period or a time zone of theirs is none."""
        clients = self.workspace.clients.values()
        if self.period(spec) is None or any(one.timezone and find_zone(one.timezone) is None for one in clients):
            return ()
        return editions(spec, name=self.name, workspace=self.workspace, now=self.now)


def find_zone(name: str) -> ZoneInfo | None:
    """Return the time zone, or None when there is none of this name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no plain name; the name of a folder of zones
        return None

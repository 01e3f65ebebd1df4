"""Resolves a spec at a point in time: one edition for each report (one, or one per client or account).

An edition has the accounts, period, time zone, language and files; they determine everything that is fetched and
computed. Nothing is read or fetched here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reporter.spec.model import ReportSpec
from reporter.spec.moments import first_part
from reporter.spec.outputs import ExcelFile, HtmlFile
from reporter.spec.periods import Period, previous, resolve, year_before
from reporter.spec.placeholders import file_name, fill
from reporter.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Edition:
    """One report of a spec. `client` and `account` are "" unless `for_each` names them.

    `clients`: account -> client's name, for the dimension `client`. `values`: placeholder -> value. `files`: output
    kind -> file name. `templates`: output kind -> its template, where one is named. `earlier`: the period compared
    with, of which only the same part counts while the own period is `running`.
    """

    spec: ReportSpec
    name: str
    title: str
    client: str
    account: str
    accounts: tuple[str, ...]
    clients: Mapping[str, str]
    timezone: str
    locale: str
    theme: str
    period: Period
    values: Mapping[str, str]
    files: Mapping[str, str]
    templates: Mapping[str, str]
    earlier: Period | None = None
    running: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that days, weeks and hours are counted in."""
        return ZoneInfo(self.timezone)


def editions(spec: ReportSpec, *, name: str, workspace: Workspace, now: datetime) -> tuple[Edition, ...]:
    """Return the spec's editions, in the workspace's order. Raises PeriodError for a period that is not valid."""
    accounts = workspace.aliases(spec.accounts)
    return tuple(
        _edition(spec, name=name, workspace=workspace, now=now, client=client, account=account, accounts=members)
        for client, account, members in _parts(spec, workspace, accounts)
    )


def _parts(
    spec: ReportSpec, workspace: Workspace, accounts: tuple[str, ...]
) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    if spec.for_each == "account":
        return (("", alias, (alias,)) for alias in accounts)
    if spec.for_each == "client":
        members = (
            (name, tuple(alias for alias in client.accounts if alias in accounts))
            for name, client in workspace.clients.items()
        )
        return ((name, "", some) for name, some in members if some)
    return (("", "", accounts),)


def _edition(
    spec: ReportSpec,
    *,
    name: str,
    workspace: Workspace,
    now: datetime,
    client: str,
    account: str,
    accounts: tuple[str, ...],
) -> Edition:
    settings = workspace.clients.get(client)
    timezone = (settings and settings.timezone) or spec.timezone
    zone = ZoneInfo(timezone)
    period = resolve(spec.period, now=now, zone=zone, week_start=spec.week_start)
    values = _values(period, name=name, client=client, account=account, today=now.astimezone(zone).date())
    values["title"] = fill(spec.title, values)
    clients = {alias: owner for owner, client_ in workspace.clients.items() for alias in client_.accounts}
    return Edition(
        spec=spec,
        name=name,
        title=values["title"],
        client=client,
        account=account,
        accounts=accounts,
        clients=clients,
        timezone=timezone,
        locale=(settings and settings.locale) or spec.locale,
        theme=(settings and settings.theme) or spec.theme or "",
        period=period,
        values=values,
        files={kind: file_name(written, values) for kind, written in written_files(spec).items()},
        templates=_templates(spec),
        earlier=compared_period(spec, period, now),
        running=period.start < now < period.end,
    )


def _values(period: Period, *, name: str, client: str, account: str, today: date) -> dict[str, str]:
    """Return the values of placeholders except the title, which may contain placeholders itself."""
    return {
        "name": name,
        "client": client or account or name,
        "account": account or client or name,
        "period": period.name,
        "start": period.start.date().isoformat(),
        "end": (period.end - timedelta(microseconds=1)).date().isoformat(),  # the last day, inclusive
        "date": today.isoformat(),
    }


def compared_period(spec: ReportSpec, period: Period, now: datetime) -> Period | None:
    """Return the comparison period of a period, or the same part of it while the period is running."""
    if spec.compare.period == "none" or now <= period.start:
        return None
    earlier = previous(period) if spec.compare.period == "previous_period" else year_before(period)
    return first_part(earlier, period, now) if now < period.end else earlier


def written_files(spec: ReportSpec) -> dict[str, str]:
    """Return each output's file name as written, or the default one, still with placeholders."""
    each = {"client": "-{client}", "account": "-{account}", None: ""}[spec.for_each]
    return {
        kind: output.file or f"{{name}}{each}-{{period}}{output.suffix}"
        for kind, output in spec.outputs.named().items()
    }


def _templates(spec: ReportSpec) -> dict[str, str]:
    outputs = spec.outputs.named().items()
    return {kind: file.template for kind, file in outputs if isinstance(file, HtmlFile | ExcelFile) and file.template}

"""Half a year of weekly and monthly reports under a cron that comes four times a day, with all that goes wrong in it.

Every period of every report reaches every recipient once, or somebody was told that it did not.
"""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reporter.catalog.load import load_catalog
from reporter.core import files
from reporter.core.context import CommandContext
from reporter.core.errors import Exit, ReporterError
from reporter.core.problems import Problem
from reporter.history.open import open_history
from reporter.history.outbox import DeliveryState, deliveries
from reporter.pipeline.run import SpecResult, run_spec
from reporter.sandbox.server import running
from reporter.sandbox.world import ACCOUNTS, token
from reporter.spec.model import ReportSpec
from reporter.spec.periods import Period, previous, resolve
from reporter.spec.workspace import Workspace, WorkspaceModel
from tests.support.mail_server import PostOffice, mail_server

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = datetime(2026, 8, 3, tzinfo=BERLIN), datetime(2027, 2, 1, tzinfo=BERLIN)
HOURS = (7, 8, 12, 20)
URL = "sqlite:///history.sqlite3"
BRAND = next(one for one in ACCOUNTS if one.alias == "kettle")
PEOPLE = {"weekly": ("boss@example.com", "team@example.com", "cc@example.com"), "monthly": ("board@example.com",)}


def day(month: int, number: int, year: int = 2026) -> datetime:
    return datetime(year, month, number, tzinfo=BERLIN)


OFF = (day(9, 14), day(10, 6))  # the machine is off for three weeks and a day
EXPIRED = (day(11, 9), day(11, 11))  # the token's last day was a Sunday
GREYLISTED = (day(11, 23), day(11, 24))
NO_ROOM = (day(12, 14), day(12, 15))


@dataclass
class Life:
    """A workspace over half a year: its time, its mail, and what was told of each run."""

    folder: Path
    office: PostOffice
    graph: str = ""
    now: datetime = FIRST
    told: list[str] = field(default_factory=list)
    codes: Counter[Exit] = field(default_factory=Counter)

    @property
    def workspace(self) -> Workspace:
        account = {"login": str(BRAND.login), "instagram_id": BRAND.instagram_id, "token": "env:TOKEN"}
        mail = {"server": self.office.url, "from": "reports@acme.example"}
        written = {"accounts": {"brand": account}, "history": URL, "mail": mail}
        return Workspace(self.folder, WorkspaceModel.model_validate(written))

    def spec(self, name: str) -> ReportSpec:
        mail = {"email": {"to": PEOPLE[name], "attach": (), "body": "text"}}
        keys: dict[str, Any] = {"title": name, "accounts": "all", "metrics": ("views", "reach"), "outputs": {"csv": {}}}
        period = {"weekly": "last_week", "monthly": "last_month"}[name]
        keys |= {"period": period, "timezone": "Europe/Berlin", "deliver": (mail,), "compare": "previous_period"}
        return ReportSpec.model_validate(keys)

    def run(self, name: str) -> None:
        """Do what cron does."""
        secret = "long-gone-token" if within(self.now, EXPIRED) else token(BRAND.alias)
        environ = {"TOKEN": secret, "REPORTER_GRAPH_URL": self.graph}
        now = self.now.astimezone(UTC)
        try:
            outcome = run_spec(
                self.spec(name),
                name=name,
                workspace=self.workspace,
                catalog=load_catalog(),
                out=self.folder / "out",
                context=CommandContext(now, now, environ),
                progress=lambda *_: None,
            )
        except ReporterError as error:
            outcome = SpecResult(error.exit)
            outcome.created.problems.append(Problem(str(error)))
        self.codes[outcome.exit] += 1
        self.told += [problem.line for problem in (*outcome.problems, *outcome.created.missed)]


def within(now: datetime, stretch: tuple[datetime, datetime]) -> bool:
    return stretch[0] <= now < stretch[1]


def times() -> Iterator[datetime]:
    """Give the times of cron, on the local clock, whatever that does."""
    for number in range((LAST - FIRST).days + 1):
        date = (FIRST + timedelta(days=number)).date()
        yield from (datetime(date.year, date.month, date.day, hour, 20, tzinfo=BERLIN) for hour in HOURS)


def periods(written: str) -> list[Period]:
    """Return the periods that ended in the half-year, newest first."""
    found = [resolve(written, now=LAST + timedelta(hours=7), zone=BERLIN)]
    while previous(found[-1]).end >= FIRST:
        found.append(previous(found[-1]))
    return found


def live(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = files._replace

    def replace(target: Path, data: bytes) -> None:
        if within(life.now, NO_ROOM):
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(target, data)

    monkeypatch.setattr(files, "_replace", replace)
    for life.now in times():
        if within(life.now, OFF):
            continue
        answers = ["450 4.7.1 greylisted"] if within(life.now, GREYLISTED) and life.now.hour < 12 else []
        life.office.at_recipient = {one: list(answers) for one in PEOPLE["weekly"]}
        for name in PEOPLE:
            life.run(name)


def test_half_a_year_of_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as office:
        life = Life(tmp_path, office)
        with running(lambda: life.now.astimezone(UTC)) as graph:
            life.graph = graph.url
            live(life, monkeypatch)
    copies = Counter((mail.recipient, str(mail.message["Subject"])) for mail in office.accepted)
    assert set(copies.values()) == {1}
    told = "\n".join(life.told)
    missed = {"2026-W37", "2026-W38", "2026-W39"}  # ended while the machine was off, and a newer one was due after it
    for name, people in PEOPLE.items():
        for period in periods("last_week" if name == "weekly" else "last_month"):
            got = [copies[one, f"{name} · {period.name}"] for one in people]
            assert got == [0 if period.name in missed else 1] * len(people), period.name
    assert "weekly: no reports were created for delivery for 2026-W37 to 2026-W39 (3 periods)" in told
    assert told.count("no reports were created") == 1
    assert {"2026-W44", "2026-W53", "2027-W01"} <= {one.name for one in periods("last_week")}
    assert life.codes.keys() == {Exit.DONE, Exit.CREDENTIALS, Exit.TEMPORARY, Exit.DISK}
    assert life.codes[Exit.TEMPORARY] == 2  # greylisted at seven and eight, taken at noon
    with open_history(URL, tmp_path) as history, history.read() as connection:
        assert deliveries(connection, states=[one for one in DeliveryState if one is not DeliveryState.SENT]) == []

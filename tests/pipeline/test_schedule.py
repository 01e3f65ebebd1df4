"""The jobs of a workspace, as lines for cron and units for systemd."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reporter.pipeline.schedule import Job, crontab, timetable, units
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import NOW, make_workspace

FILE = Path("reports/weekly.yaml")
FOLDER = ({"folder": {"path": "published"}},)


def report_job(now: datetime = NOW, at: int = 7, **keys: Any) -> Job:  # noqa: ANN401 - a spec's keys
    jobs = timetable({"weekly": (FILE, make_spec(**keys))}, make_workspace(Path()), now=now, at=at)
    return jobs[-1]


def test_collecting_comes_before_the_reports() -> None:
    specs = {name: (FILE, make_spec()) for name in ("weekly", "monthly")}
    jobs = timetable(specs, make_workspace(Path()), now=NOW, at=7)
    assert [(job.name, job.minute) for job in jobs] == [
        ("collect", 7),
        ("collect-stories", 37),
        ("run-weekly", 15),
        ("run-monthly", 18),
    ]
    assert jobs[1].arguments == ("collect", "--stories")


def test_tokens_are_renewed_where_an_account_has_one() -> None:
    workspace = make_workspace(Path(), accounts={"acme": {"login": "instagram", "token": "env:TOKEN"}})
    names = [job.name for job in timetable({}, workspace, now=NOW, at=7)]
    assert names == ["collect", "collect-stories", "token-refresh"]


@pytest.mark.parametrize(
    ("period", "fields"),
    [
        ("yesterday", ("7", "*", "*", "*")),
        ("last_week", ("7", "*", "*", "1")),
        ("last_4_weeks", ("7", "*", "*", "1")),
        ("last_month", ("7", "1", "*", "*")),
        ("last_quarter", ("7", "1", "1,4,7,10", "*")),
        ("last_year", ("7", "1", "1", "*")),
        ("fortnight", ("7", "*", "*", "*")),
    ],
)
def test_a_report_that_is_only_written_runs_once_after_its_period(period: str, fields: tuple[str, ...]) -> None:
    job = report_job(period=period)
    assert (job.hours, job.day, job.month, job.weekday) == fields


def test_a_week_begins_on_the_day_that_the_spec_names() -> None:
    assert report_job(week_start="saturday").weekday == "6"


def test_a_report_that_is_delivered_runs_every_hour_of_the_day() -> None:
    job = report_job(deliver=FOLDER)
    assert (job.hours, job.day, job.weekday) == ("7-23", "*", "*")


def test_the_hours_are_those_of_the_computer() -> None:
    west = NOW.astimezone(ZoneInfo("America/Los_Angeles"))  # 9 hours behind Berlin
    delivered = report_job(now=west, timezone="Europe/Berlin", deliver=FOLDER)
    assert delivered.hours == "0-14,22-23"
    weekly = report_job(now=west, timezone="Europe/Berlin")
    assert (weekly.hours, weekly.weekday) == ("22", "0")  # still Sunday there
    monthly = report_job(now=west, timezone="Europe/Berlin", period="last_month")
    assert (monthly.hours, monthly.day) == ("0", "1")


def test_a_line_of_a_crontab_quotes_what_a_shell_or_cron_would_change() -> None:
    job = Job("run-a", ("run", "reports/a b%c.yaml"), 15, hours="7", weekday="1")
    (line,) = crontab([job], program=("/opt/my venv/reporter",), workspace=Path("/srv/acme"))
    assert line == ("15 7 * * 1 '/opt/my venv/reporter' run 'reports/a b\\%c.yaml' --workspace /srv/acme >/dev/null")


def test_a_job_of_systemd_is_a_service_and_a_timer() -> None:
    job = Job("run-a b", ("run", "reports/$a%.yaml"), 5, hours="7-23", day="1", weekday="1")
    text = "\n".join(units([job], program=("/opt/reporter",), workspace=Path("/srv/acme")))
    assert "# reporter-run-a\\x20b.service" in text
    assert "# reporter-run-a\\x20b.timer" in text
    assert 'ExecStart=/opt/reporter run "reports/$$a%%.yaml" --workspace /srv/acme' in text
    assert "OnCalendar=Mon *-*-01 7..23:05:00" in text
    assert "Persistent=true" in text


def test_the_time_of_now_does_not_change_the_hours() -> None:
    for now in (datetime(2026, 11, 23, 0, 5, tzinfo=UTC), datetime(2026, 11, 23, 23, 55, tzinfo=UTC)):
        assert report_job(now=now).hours == "7"

"""A spec at a point in time: one report, or one for each client or account."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reporter.spec.editions import Edition, editions, written_files
from reporter.spec.periods import PeriodError
from reporter.spec.workspace import Workspace, WorkspaceModel
from tests.support.analysis_makers import make_spec

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already Monday in Berlin
WORKSPACE = Workspace(
    Path(),
    WorkspaceModel.model_validate(
        {
            "accounts": {name: {"login": "sandbox"} for name in ("acme", "acme_de", "beta")},
            "clients": {
                "Acme Group": {"accounts": ["acme_de", "acme"], "timezone": "Europe/Berlin", "locale": "de_DE"},
                "Empty": {"accounts": ["beta"], "theme": "pine"},
            },
        }
    ),
)


def resolved(now: datetime = NOW, **keys: Any) -> tuple[Edition, ...]:  # noqa: ANN401 - a spec's keys
    return editions(make_spec(**keys), name="weekly", workspace=WORKSPACE, now=now)


def test_a_spec_is_one_report_of_all_its_accounts() -> None:
    (edition,) = resolved(accounts=("beta", "acme"))
    assert (edition.client, edition.account, edition.accounts) == ("", "", ("beta", "acme"))
    assert edition.clients == {"acme_de": "Acme Group", "acme": "Acme Group", "beta": "Empty"}
    assert edition.files == {"html": "weekly-2026-W46.html", "excel": "weekly-2026-W46.xlsx"}


def test_each_account_has_a_report_in_the_order_of_the_workspace() -> None:
    reports = resolved(for_each="account", accounts="all")
    assert [(edition.account, edition.accounts) for edition in reports] == [
        ("acme", ("acme",)),
        ("acme_de", ("acme_de",)),
        ("beta", ("beta",)),
    ]
    assert reports[0].files["html"] == "weekly-acme-2026-W46.html"


def test_each_client_has_a_report_in_its_own_time_zone_and_language() -> None:
    acme, other = resolved(for_each="client")
    assert (acme.client, acme.accounts) == ("Acme Group", ("acme_de", "acme"))
    assert (acme.timezone, acme.locale, acme.theme) == ("Europe/Berlin", "de_DE", "")
    assert (acme.period.name, acme.values["date"]) == ("2026-W47", "2026-11-23")
    assert (other.timezone, other.locale, other.theme) == ("UTC", "en_GB", "pine")
    assert (other.period.name, other.values["date"]) == ("2026-W46", "2026-11-22")


def test_a_client_without_a_selected_account_has_no_report() -> None:
    (edition,) = resolved(for_each="client", accounts=("acme",))
    assert (edition.client, edition.accounts) == ("Acme Group", ("acme",))


@pytest.mark.parametrize(
    ("keys", "client", "account"),
    [
        ({}, "weekly", "weekly"),
        ({"for_each": "client", "accounts": ("beta",)}, "Empty", "Empty"),
        ({"for_each": "account", "accounts": ("beta",)}, "beta", "beta"),
    ],
)
def test_placeholders_have_the_nearest_name(keys: dict[str, Any], client: str, account: str) -> None:
    (edition,) = resolved(**keys)
    assert (edition.values["client"], edition.values["account"]) == (client, account)
    assert (edition.values["start"], edition.values["end"]) == ("2026-11-09", "2026-11-15")  # the last day, included


def test_a_title_may_use_placeholders_and_files_may_use_the_title() -> None:
    (edition,) = resolved(title="Week of {start}", outputs={"html": {"file": "{title}.html"}})
    assert (edition.title, edition.values["title"]) == ("Week of 2026-11-09", "Week of 2026-11-09")
    assert edition.files == {"html": "Week of 2026-11-09.html"}


def test_the_file_names_as_written_keep_their_placeholders() -> None:
    spec = make_spec(for_each="client", outputs={"csv": {}, "json": {"file": "x.json"}})
    assert written_files(spec) == {"csv": "{name}-{client}-{period}.csv", "json": "x.json"}


def test_templates_are_those_that_the_spec_names() -> None:
    (edition,) = resolved(outputs={"html": {"template": "ours.html"}, "excel": {}, "csv": {}})
    assert edition.templates == {"html": "ours.html"}


@pytest.mark.parametrize(
    ("period", "compare", "earlier", "running"),
    [
        ("last_week", "none", None, False),
        ("last_week", "previous_period", ("2026-11-02", "2026-11-09"), False),
        ("last_week", "previous_year", ("2025-11-10", "2025-11-17"), False),
        ("this_month", "previous_period", ("2026-10-01", "2026-10-22"), True),  # the same part, until 22 October 23:30
        ({"from": "2026-12-01", "to": "2026-12-07"}, "previous_period", None, False),  # has not begun
    ],
)
def test_the_earlier_period(period: object, compare: str, earlier: tuple[str, str] | None, running: bool) -> None:  # noqa: FBT001
    (edition,) = resolved(period=period, compare=compare)
    found = edition.earlier and (edition.earlier.start.date().isoformat(), edition.earlier.end.date().isoformat())
    assert (found, edition.running) == (earlier, running)


def test_an_invalid_period_is_an_error() -> None:
    with pytest.raises(PeriodError, match='"fortnight" is not a valid period'):
        resolved(period="fortnight")

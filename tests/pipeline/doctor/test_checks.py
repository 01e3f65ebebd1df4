"""All checks of a setup, of which none stops the others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from reporter.catalog.load import load_catalog
from reporter.core.errors import Exit
from reporter.pipeline.doctor.check import Check
from reporter.pipeline.doctor.checks import SetupChecks
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace
from tests.support.analysis_makers import make_spec
from tests.support.workspaces import NOW, make_context, make_workspace

CLOCK = datetime(2026, 12, 24, 8, tzinfo=UTC)  # after the facts of the catalog were checked
WEEKLY = make_spec(timezone="Europe/Berlin")


def checks(
    workspace: Workspace, *, specs: dict[str, ReportSpec] | None = None, clock: datetime = CLOCK, to: str = ""
) -> dict[str, list[Check]]:
    setup = SetupChecks(workspace, {} if specs is None else specs, make_context(NOW, clock=clock), load_catalog(), to)
    by_name: dict[str, list[Check]] = {}
    for check in setup.all():
        by_name.setdefault(check.name, []).append(check)
    return by_name


def test_a_valid_setup_has_a_result_for_each_part(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "weekly.yaml").touch()
    found = checks(make_workspace(tmp_path, "kettle"), specs={"weekly": WEEKLY})
    assert list(found) == ["reports", "clock", "disk", "rendering", "api", "mail", "history", "account"]
    assert {check.exit for results in found.values() for check in results} == {Exit.DONE}
    assert found["reports"][0].text == "1 spec in reports/, no errors"
    assert found["clock"][0].text == "2026-12-24 08:00 UTC; reports in Europe/Berlin"


def test_specs_with_errors_are_counted(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for name in ("weekly", "monthly"):
        (tmp_path / "reports" / f"{name}.yaml").touch()
    (check,) = checks(make_workspace(tmp_path, "kettle"), specs={"weekly": WEEKLY})["reports"]
    assert (check.exit, check.text) == (Exit.CONFIGURATION, "1 of 2 specs have errors; run `reporter validate`")


def test_a_clock_in_the_past_is_wrong(tmp_path: Path) -> None:
    (check,) = checks(make_workspace(tmp_path, "kettle"), clock=datetime(2020, 1, 1, tzinfo=UTC))["clock"]
    assert (check.exit, check.text) == (
        Exit.CONFIGURATION,
        "the system clock is wrong (2020-01-01); correct it",
    )


def test_a_secret_that_is_missing_does_not_hide_the_other_checks(tmp_path: Path) -> None:
    workspace = make_workspace(
        tmp_path, accounts={"solo": {"login": "instagram", "token": "env:NOT_SET"}}, ping="env:PING"
    )
    setup = SetupChecks(workspace, {}, make_context(REPORTER_GRAPH_URL="http://127.0.0.1:9"), load_catalog())
    found = {check.name: check for check in setup.all()}
    assert "NOT_SET" in found["secrets"].text
    assert found["ping"].exit is not Exit.DONE
    assert found["history"].exit is Exit.DONE


def test_a_test_email_needs_a_mail_server(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, "kettle")
    (without,) = checks(workspace)["mail"]
    (asked_for,) = checks(workspace, to="boss@example.com")["mail"]
    assert without.text == asked_for.text == "reporter.yaml has no mail: server, so no emails can be sent"
    assert (without.exit, asked_for.exit) == (Exit.DONE, Exit.CONFIGURATION)


def test_a_damaged_history_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".reporter").mkdir()
    (tmp_path / ".reporter" / "history.sqlite3").write_bytes(b"not a database " * 100)
    found = checks(make_workspace(tmp_path, "kettle"))
    assert found["history"][0].exit is Exit.HISTORY
    assert "account" not in found

"""History from the command line: collect, reports from it alone, status, export and prune."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reporter.history.open import open_history
from reporter.history.runs import alone
from tests.support.cli_started import Started

NOW = "2026-11-23T08:00:00Z"
AN_HOUR_LATER = "2026-11-23T09:00:00Z"
FIGURES = {"html", "json", "csv", "parquet"}
EVERY_OUTPUT = f"outputs: {{{', '.join(f'{one}: {{}}' for one in sorted(FIGURES))}}}\n"


def told(done: Any) -> dict[str, Any]:  # noqa: ANN401 - a finished process
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def made(workspace: Path) -> dict[str, bytes]:
    return {path.suffix[1:]: path.read_bytes() for path in (workspace / "out").iterdir()}


def test_collect_asks_for_what_is_due_and_says_nothing_when_all_is_well(reporter: Started) -> None:
    done = reporter("collect", "--now", NOW)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, second = (
        told(reporter("collect", "--json", "--now", now)) for now in (AN_HOUR_LATER, "2026-11-24T09:00:00Z")
    )
    assert (
        0 < sum(first["media"]["lumen"].values()) < sum(second["media"]["lumen"].values())
    )  # young ones, then the daily
    assert first["requests"] < second["requests"]


def test_stories_alone_are_one_request_an_account(reporter: Started) -> None:
    found = told(reporter("collect", "--stories", "--json", "--now", NOW))
    assert found["requests"] == 2
    assert {kind for own in found["media"].values() for kind in own} == {"STORY"}


@pytest.mark.first_run
def test_only_the_named_accounts_are_asked(reporter: Started) -> None:
    found = told(reporter("collect", "nordpfad", "--json", "--now", NOW))
    assert set(found["media"]) == {"nordpfad"}
    held = {
        account["account"]: account["media"] for account in told(reporter("status", "--json", "--now", NOW))["accounts"]
    }
    assert held["lumen"] == 0 < held["nordpfad"]


def test_two_collects_at_once_do_not_get_into_each_others_way(reporter: Started, workspace: Path) -> None:
    with open_history("sqlite:///.reporter/history.sqlite3", workspace) as history, alone(history, "collect"):
        done = reporter("collect", "--now", NOW)
    assert done.returncode == 75
    assert len(done.stderr.splitlines()) == 1
    assert reporter("collect", "--now", NOW).returncode == 0


def test_g01_of_two_collects_that_start_together_one_works(reporter: Started) -> None:
    for trial in range(5):
        now = f"2026-11-{trial + 1:02}T08:00:00Z"
        with ThreadPoolExecutor(2) as pool:
            codes = sorted(
                one.returncode for one in pool.map(lambda _, now=now: reporter("collect", "--now", now), "ab")
            )
        assert codes in ([0, 75], [0, 0]), codes  # both, when the second came after the first had ended
    runs = told(reporter("status", "--json", "--now", NOW))["runs"]
    assert {run["exit"] for run in runs} == {0}
    assert len(runs) >= 5


def test_the_same_report_comes_from_history_without_a_request(reporter: Started, workspace: Path) -> None:
    with (workspace / "reports" / "weekly.yaml").open("a") as file:
        file.write(EVERY_OUTPUT)
    asked = told(reporter("run", "reports/weekly.yaml", "--json", "--now", NOW))
    online = made(workspace)
    alone_ = told(reporter("run", "reports/weekly.yaml", "--json", "--offline", "--now", NOW))
    assert asked["requests"] > 0 == alone_["requests"]
    assert set(online) == FIGURES
    assert made(workspace) == online


def test_a_report_of_the_past_is_the_one_that_was_made_then(reporter: Started, workspace: Path) -> None:
    with (workspace / "reports" / "weekly.yaml").open("a") as file:
        file.write(EVERY_OUTPUT)
    told(reporter("run", "reports/weekly.yaml", "--json", "--now", NOW))
    then = made(workspace)
    told(reporter("run", "reports/weekly.yaml", "--json", "--now", "2026-11-29T08:00:00Z"))
    assert made(workspace) != then
    told(reporter("run", "reports/weekly.yaml", "--json", "--now", NOW))
    assert made(workspace) == then


@pytest.mark.first_run
def test_without_history_an_offline_report_says_how_to_get_one(reporter: Started) -> None:
    done = reporter("run", "reports/weekly.yaml", "--offline", "--now", NOW)
    assert (done.returncode, done.stdout) == (65, "")
    assert [line.count("run `reporter collect` to fetch it") for line in done.stderr.splitlines()] == [1, 1]


@pytest.mark.first_run
def test_a_plan_tells_what_history_holds_and_writes_nothing(reporter: Started, workspace: Path) -> None:
    before = told(reporter("plan", "reports/weekly.yaml", "--json", "--now", NOW))["accounts"]
    assert [one["history"] for one in before] == [{"media": 0, "first": None, "last": None}] * 2
    assert not (workspace / ".reporter").exists()
    assert "no values of these media items" in reporter("plan", "reports/weekly.yaml", "--offline", "--now", NOW).stdout
    reporter("run", "reports/weekly.yaml", "--now", NOW)
    after = told(reporter("plan", "reports/weekly.yaml", "--json", "--now", AN_HOUR_LATER))["accounts"]
    assert [one["history"]["media"] > 0 for one in after] == [True, True]
    assert after[0]["history"]["last"] == "2026-11-23T08:00:00+00:00"
    text = reporter("plan", "reports/weekly.yaml", "--now", AN_HOUR_LATER).stdout
    assert "to 2026-11-23 08:00" in text
    assert "collected 2026-11-1" in text, "the sandbox's accounts come with a past"
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.first_run
def test_status_tells_what_is_held_what_is_due_and_how_runs_ended(reporter: Started) -> None:
    empty = reporter("status", "--now", NOW)
    assert empty.returncode == 0
    assert "never listed" in empty.stdout
    reporter("collect", "--now", NOW)
    found = told(reporter("status", "--json", "--now", AN_HOUR_LATER))
    lumen = next(account for account in found["accounts"] if account["account"] == "lumen")
    assert (lumen["media_listed"], lumen["due"]) == ("2026-11-23T08:00:00+00:00", [])
    assert lumen["first"] < "2026-09-21", "the sandbox's accounts come with nine weeks of readings"
    assert lumen["snapshots"] >= lumen["media"] > 0
    (run,) = found["runs"]
    assert (run["command"], run["exit"]) == ("collect", 0)
    late = told(reporter("status", "--json", "--now", "2026-11-26T08:00:00Z"))["accounts"][0]
    assert {"media", "stories"} <= set(late["due"])
    text = reporter("status", "--now", AN_HOUR_LATER).stdout
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.first_run
def test_an_outage_is_told_by_status(reporter: Started) -> None:
    reporter("collect", "--stories", "--now", "2026-11-17T08:00:00Z")
    reporter("collect", "--stories", "--now", "2026-11-19T08:00:00Z")
    found = told(reporter("status", "--json", "--now", "2026-11-19T09:00:00Z"))
    gaps = [gap for account in found["accounts"] for gap in account["gaps"]]
    assert gaps
    assert all(gap["stories"] > 0 for gap in gaps)


def test_an_export_is_every_measure_as_parquet(reporter: Started, workspace: Path) -> None:
    reporter("collect", "--now", NOW)
    done = reporter("history", "export", "--out", "exported", "--now", NOW)
    assert done.stdout.splitlines() == ["exported/history-lumen.parquet", "exported/history-nordpfad.parquet"]
    rows = pl.read_parquet(workspace / "exported" / "history-lumen.parquet")
    assert {"account", "media_id", "metric", "breakdown", "value", "reason", "seen", "until"} <= set(rows.columns)
    assert set(rows["account"].cast(pl.String)) == {"lumen"}
    assert rows.filter(pl.col("metric") == "views")["value"].drop_nulls().len() > 10


def test_pruning_keeps_the_last_numbers_of_every_media_item(reporter: Started, workspace: Path) -> None:
    for day in (1, 8, 15, 22):
        assert reporter("collect", "--now", f"2026-11-{day:02}T08:00:00Z").returncode == 0
    before = told(reporter("status", "--json", "--now", NOW))["accounts"][0]
    assert reporter("history", "prune", "--older-than", "1w", "--now", "2027-11-23T08:00:00Z").returncode == 0
    after = told(reporter("status", "--json", "--now", NOW))["accounts"][0]
    assert after["media"] == before["media"]
    assert 0 < after["snapshots"] < before["snapshots"]
    reporter("history", "export", "--now", NOW)
    rows = pl.read_parquet(workspace / "out" / "history-lumen.parquet")
    assert rows["media_id"].n_unique() == before["media"]


@pytest.mark.first_run
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"no database at all, whatever its name says", 65), (b"SQLite format 3\0" + bytes(4_000), 65)],
    ids=["another file", "an empty database"],
)
def test_a_damaged_history_is_one_line_and_left_as_it_is(
    reporter: Started, workspace: Path, content: bytes, code: int
) -> None:
    file = workspace / ".reporter" / "history.sqlite3"
    file.parent.mkdir()
    file.write_bytes(content)
    for command in (("collect",), ("run", "reports/weekly.yaml"), ("status",), ("history", "export")):
        done = reporter(*command, "--now", NOW)
        assert (done.returncode, len(done.stderr.splitlines())) == (code, 1), done.stderr
        assert file.read_bytes() == content


def test_the_password_of_a_history_is_never_shown(reporter: Started, workspace: Path) -> None:
    with (workspace / "reporter.yaml").open("a") as file:
        file.write("history: env:HISTORY_URL\n")
    url = "postgresql://tester:canary-password@127.0.0.1:9/reports"
    for command in (("collect",), ("run", "reports/weekly.yaml"), ("status",)):
        done = reporter(*command, "--now", NOW, environ={"HISTORY_URL": url})
        assert done.returncode in {74, 75}, done.stderr
        assert "canary-password" not in done.stdout + done.stderr


def test_plan_says_which_days_instagram_keeps_no_more(reporter: Started, workspace: Path) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text().replace("period: last_week", "period: last_24_months\ncompare: previous_period"))
    planned = reporter("plan", "reports/weekly.yaml", "--offline", "--now", NOW)
    assert "period   22 of 730 days (2024-11-01 to 2024-11-22)" in planned.stdout
    found = told(reporter("plan", "reports/weekly.yaml", "--offline", "--json", "--now", NOW))["beyond_retention"]
    assert found[0] == {"period": "period", "from": "2024-11-01", "to": "2024-11-22", "days": 22, "of": 730}
    assert (found[1]["period"], found[1]["days"], found[1]["of"]) == ("compared", 731, 731)

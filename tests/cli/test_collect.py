"""`reporter collect`: what it asks for, and what it does when another one is running."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reporter.history.open import open_history
from reporter.history.runs import alone
from tests.support.cli_started import Started, printed_json

NOW = "2026-11-23T08:00:00Z"

AN_HOUR_LATER = "2026-11-23T09:00:00Z"


def test_collect_asks_for_what_is_due_and_says_nothing_when_all_is_well(reporter: Started) -> None:
    done = reporter("collect", "--now", NOW)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, second = (
        printed_json(reporter("collect", "--json", "--now", now)) for now in (AN_HOUR_LATER, "2026-11-24T09:00:00Z")
    )
    assert (
        0 < sum(first["media"]["lumen"].values()) < sum(second["media"]["lumen"].values())
    )  # young ones, then the daily
    assert first["requests"] < second["requests"]


def test_stories_alone_are_one_request_an_account(reporter: Started) -> None:
    found = printed_json(reporter("collect", "--stories", "--json", "--now", NOW))
    assert found["requests"] == 2
    assert {kind for own in found["media"].values() for kind in own} == {"STORY"}


@pytest.mark.first_run
def test_only_the_named_accounts_are_asked(reporter: Started) -> None:
    found = printed_json(reporter("collect", "nordpfad", "--json", "--now", NOW))
    assert set(found["media"]) == {"nordpfad"}
    held = {
        account["account"]: account["media"]
        for account in printed_json(reporter("status", "--json", "--now", NOW))["accounts"]
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
    runs = printed_json(reporter("status", "--json", "--now", NOW))["runs"]
    assert {run["exit"] for run in runs} == {0}
    assert len(runs) >= 5

"""`reporter plan`: what a run would ask and who would receive it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli_started import Started, printed_json
from tests.support.mail_desk import BOSS, NOW, TEAM, TO_BOTH, Desk

AN_HOUR_LATER = "2026-11-23T09:00:00Z"


@pytest.mark.first_run
def test_a_plan_tells_what_history_holds_and_writes_nothing(reporter: Started, workspace: Path) -> None:
    before = printed_json(reporter("plan", "reports/weekly.yaml", "--json", "--now", NOW))["accounts"]
    assert [one["history"] for one in before] == [{"media": 0, "first": None, "last": None}] * 2
    assert not (workspace / ".reporter").exists()
    assert "no values of these media items" in reporter("plan", "reports/weekly.yaml", "--offline", "--now", NOW).stdout
    reporter("run", "reports/weekly.yaml", "--now", NOW)
    after = printed_json(reporter("plan", "reports/weekly.yaml", "--json", "--now", AN_HOUR_LATER))["accounts"]
    assert [one["history"]["media"] > 0 for one in after] == [True, True]
    assert after[0]["history"]["last"] == "2026-11-23T08:00:00+00:00"
    text = reporter("plan", "reports/weekly.yaml", "--now", AN_HOUR_LATER).stdout
    assert "to 2026-11-23 08:00" in text
    assert "collected 2026-11-1" in text, "the sandbox's accounts come with a past"
    assert max(map(len, text.splitlines())) <= 80


def test_plan_says_which_days_instagram_keeps_no_more(reporter: Started, workspace: Path) -> None:
    spec = workspace / "reports" / "weekly.yaml"
    spec.write_text(spec.read_text().replace("period: last_week", "period: last_24_months\ncompare: previous_period"))
    planned = reporter("plan", "reports/weekly.yaml", "--offline", "--now", NOW)
    assert "period   22 of 730 days (2024-11-01 to 2024-11-22)" in planned.stdout
    found = printed_json(reporter("plan", "reports/weekly.yaml", "--offline", "--json", "--now", NOW))[
        "beyond_retention"
    ]
    assert found[0] == {"period": "period", "from": "2024-11-01", "to": "2024-11-22", "days": 22, "of": 730}
    assert (found[1]["period"], found[1]["days"], found[1]["of"]) == ("compared", 731, 731)


def test_plan_tells_who_would_receive_it(desk: Desk) -> None:
    desk.write(TO_BOTH)
    found = json.loads(desk.start("plan", "reports/weekly.yaml", "--offline", "--json", "--now", NOW).stdout)
    assert found["recipients"] == [BOSS, f"The Team <{TEAM}>"]

"""`reporter status`: what history holds, what is due, and what is waiting."""

from __future__ import annotations

import json

import pytest

from tests.support.cli_started import Started, printed_json
from tests.support.mail_desk import LATER, NOW, TEAM, TO_BOTH, Desk

AN_HOUR_LATER = "2026-11-23T09:00:00Z"


@pytest.mark.first_run
def test_status_tells_what_is_held_what_is_due_and_how_runs_ended(reporter: Started) -> None:
    empty = reporter("status", "--now", NOW)
    assert empty.returncode == 0
    assert "never listed" in empty.stdout
    reporter("collect", "--now", NOW)
    found = printed_json(reporter("status", "--json", "--now", AN_HOUR_LATER))
    lumen = next(account for account in found["accounts"] if account["account"] == "lumen")
    assert (lumen["media_listed"], lumen["due"]) == ("2026-11-23T08:00:00+00:00", [])
    assert lumen["first"] < "2026-09-21", "the sandbox's accounts come with nine weeks of readings"
    assert lumen["snapshots"] >= lumen["media"] > 0
    (run,) = found["runs"]
    assert (run["command"], run["exit"]) == ("collect", 0)
    late = printed_json(reporter("status", "--json", "--now", "2026-11-26T08:00:00Z"))["accounts"][0]
    assert {"media", "stories"} <= set(late["due"])
    text = reporter("status", "--now", AN_HOUR_LATER).stdout
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.first_run
def test_an_outage_is_told_by_status(reporter: Started) -> None:
    reporter("collect", "--stories", "--now", "2026-11-17T08:00:00Z")
    reporter("collect", "--stories", "--now", "2026-11-19T08:00:00Z")
    found = printed_json(reporter("status", "--json", "--now", "2026-11-19T09:00:00Z"))
    gaps = [gap for account in found["accounts"] for gap in account["gaps"]]
    assert gaps
    assert all(gap["stories"] > 0 for gap in gaps)


def test_status_tells_what_is_owed(desk: Desk) -> None:
    desk.write(TO_BOTH)
    desk.write('hold_if: ["media > 0"]\n', name="held")
    desk.write(name="soon")
    desk.office.at_recipient = {TEAM: ["450 4.2.1 full", "550 5.1.1 no such user"]}
    desk.run()
    desk.start("run", "reports/held.yaml", "--now", NOW)
    found = json.loads(desk.start("status", "--json", "--now", LATER).stdout)
    assert found["due"] == [{"report": "soon", "subject": "", "period": "2026-W47"}]
    assert [(one["report"], one["reason"]) for one in found["held"]] == [("held", "media > 0")]
    waiting = f"The Team <{TEAM}>"
    assert [(delivery["recipient"], delivery["state"]) for delivery in found["deliveries"]] == [(waiting, "pending")]
    page = desk.start("status", "--now", LATER).stdout
    assert "soon 2026-W47: due" in page
    assert "held 2026-W47: on hold: media > 0" in page
    assert all(len(line) <= 80 for line in page.splitlines())

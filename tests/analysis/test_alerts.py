"""Alerts, and the conditions that put a report on hold."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.analysis.figures.population import Ground
from reporter.core.observations import Snapshot
from reporter.core.report import Alert, NoteKind
from tests.support.analysis_makers import item, notes, report
from tests.support.compared_weeks import BEFORE, on

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent"}}


def alerts(snapshots: list[Snapshot], spec: dict[str, Any], **keys: Any) -> tuple[Alert, ...]:  # noqa: ANN401 - a spec's keys
    return report(snapshots, alerts={"low": spec}, **keys).alerts


def test_alerts_are_judged_over_the_figures_that_readers_see() -> None:
    snapshots = [item(1, total_interactions=10, reach=100), item(2, total_interactions=1, reach=1_000)]
    # 11 / 1100 = 1 %; the mean of the ratios would be 5.05 %
    assert alerts(snapshots, {"when": "engagement_rate < 0.02", "message": "Low"}, calculated=RATE) == (
        Alert("low", "Low", detail="Engagement rate: 1.0%; Engagement rate < 0.02"),
    )
    assert alerts(snapshots, {"when": "engagement_rate > 0.02"}, calculated=RATE) == ()


def test_alerts_without_a_message_say_their_condition() -> None:
    assert alerts([item(1, views=5)], {"when": "views > 1"}) == (Alert("low", "Low: Views > 1", detail="Views: 5"),)


def test_only_if_silences_an_alert() -> None:
    assert alerts([item(1, views=5)], {"when": "views > 1", "only_if": "media >= 2"}) == ()
    assert len(alerts([item(1, views=5), item(2)], {"when": "views > 1", "only_if": "media >= 2"})) == 1


def test_alerts_by_account_name_the_account() -> None:
    snapshots = [item(1, views=5), item(2, account="b", views=500)]
    computed = alerts(
        snapshots, {"when": "views < 100", "by": "account", "message": "Few"}, accounts=("acme", "b", "c")
    )
    assert computed == (Alert("low", "Few", "acme", "Views: 5; Views < 100"),)  # nothing is known of c


def test_an_alert_that_cannot_be_judged_is_not_silent() -> None:
    computed = report([item(1, views="failed")], alerts={"low": {"when": "views < 5"}})
    assert computed.alerts == ()
    assert notes(computed, NoteKind.DATA) == [("", "The alert low could not be evaluated because a value is missing.")]


@pytest.mark.parametrize(
    ("conditions", "snapshots", "holds"),
    [
        (("coverage < 0.95",), [item(1, views=1)], ()),
        (("coverage < 0.95", "media < 5"), [item(1, views="failed")], ("coverage < 0.95", "media < 5")),
        (("views < 5",), [item(1, views="failed")], ("views < 5 could not be evaluated because a value is missing",)),
        (("coverage < 0.95",), [], ()),  # a week without media lacks nothing
    ],
)
def test_a_report_that_meets_its_conditions_is_held(
    conditions: tuple[str, ...], snapshots: list[Snapshot], holds: tuple[str, ...]
) -> None:
    assert report(snapshots, hold_if=conditions).holds == holds


def test_words_that_are_wanted_hold_the_report_until_they_are_there() -> None:
    def holds(file: str) -> tuple[str, ...]:
        return report([], sections=({"kind": "text", "file": file, "required": "true"},)).holds

    assert holds("notes/a.md") == ()
    assert holds("notes/b.md") == ("the text file notes/b.md is missing or empty",)


@pytest.mark.parametrize(
    ("when", "held"),
    [
        ("change_views < -0.3", True),
        ("change_views < -0.6", False),
        ("previous_views >= 200", True),
        ("views < previous_views / 2 + 1", True),
    ],
)
def test_alerts_know_the_earlier_figures(when: str, held: bool) -> None:  # noqa: FBT001 - a parameter
    computed = report([on(16, views=100)], before=[on(9, views=200)], alerts={"drop": {"when": when}}, **BEFORE)
    assert [alert.name for alert in computed.alerts] == ["drop"] * held


def test_alerts_of_accounts_are_held_against_the_same_account() -> None:
    now = [on(16, 1, account="acme", views=100), on(16, 2, account="beta", views=100)]
    before = [on(9, 1, account="acme", views=50), on(9, 2, account="beta", views=400)]
    alerts = {"drop": {"when": "change_views < 0", "by": "account"}}
    computed = report(now, before=before, accounts=("acme", "beta"), alerts=alerts, **BEFORE)
    assert [(alert.name, alert.account) for alert in computed.alerts] == [("drop", "beta")]


def test_an_alert_says_over_which_accounts_and_of_which_ages_its_change_is() -> None:
    now = [on(16, 1, account="acme", views=100), on(16, 2, account="beta", views=70)]
    before = [on(9, 1, account="acme", views=50), on(9, 2, account="beta", views=400)]
    alerts = {"rise": {"when": "change_views > 0", "message": "Views rose"}}
    keys: dict[str, Any] = {"before": before, "accounts": ("acme", "beta"), "alerts": alerts}
    (part,) = report(now, **keys, silent=frozenset({"beta"}), **BEFORE).alerts
    assert part.message == "Views rose (based on 1 of 2 accounts: 100, previously 50)"
    as_now = {"period": "previous_period", "as_known": "now"}
    keys["before"] = [on(9, 1, account="acme", views=50)]
    (older,) = report(now, **keys, ground=Ground(unlike_age=frozenset({"acme"})), compare=as_now).alerts
    assert older.message == "Views rose (the earlier posts are 7 days older)"


def test_an_alert_on_a_change_that_cannot_be_told_is_not_silent() -> None:
    computed = report(
        [on(16, views=100)], before=[on(9, views=5)], alerts={"drop": {"when": "change_views < 0"}}, **BEFORE
    )
    assert computed.alerts == ()
    assert any("drop could not be evaluated" in note.text for note in computed.notes)

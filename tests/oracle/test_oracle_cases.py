"""What reports once said and what is true: each case is one of a kind that misled somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.core.errors import Exit
from reporter.core.report import Report
from reporter.pipeline.run import SpecResult
from tests.support.oracle.check import Check
from tests.support.oracle.hands import LONG_AGO, NOW, WEEK, Hand, kpis, mornings, rows, section
from tests.support.oracle.run import place
from tests.support.oracle.specs import LABELS
from tests.support.oracle.truth import Truth
from tests.support.oracle.world import DAY, HOUR, Value

BEFORE = WEEK - timedelta(weeks=1)
FIRST = BEFORE - timedelta(weeks=2)

Run = Callable[..., SpecResult]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that makes the report of a world's spec, which the oracle checks, too."""

    def made(hand: Hand, **keys: Any) -> SpecResult:  # noqa: ANN401 - a spec's keys are of many types
        spec: dict[str, Any] = {
            "title": "Case",
            "accounts": "all",
            "period": "last_week",
            "compare": "previous_period",
            "metrics": ["views", "reach"],
            "calculated": {},
            "sections": [{"kind": "kpis"}, {"kind": "table", "by": ["account"]}],
            "alerts": {},
            "hold_if": [],
            **keys,
        }
        with place(hand.world(), tmp_path) as here:
            outcome = here.run(spec)
        check = Check(Truth(hand.world(), spec), outcome.created.reports[0]).run()
        assert not check.faults, "\n".join(check.faults)
        return outcome

    return made


def report_of(outcome: SpecResult) -> Report:
    (report,) = outcome.created.reports
    return report


def sentence(report: Report, words: str) -> str:
    return next((highlight for highlight in report.highlights if words in highlight), "")


def test_an_account_that_expired_halves_nothing(run: Run) -> None:
    hand = Hand()
    for alias, last in (("acme", NOW), ("beta", WEEK - 2 * HOUR)):
        hand.each_day(alias, BEFORE, 14, views=2000, reach=1500)
        hand.look(alias, mornings(FIRST, last))
    alerts = {"fell": {"when": "change_views < -0.3"}}
    outcome = run(hand, alerts=alerts, hold_if=["coverage < 0.95"])
    report = report_of(outcome)
    shown = kpis(report)
    assert shown["compared_views"].value == 14_000
    assert shown["previous_views"].value == 14_000
    assert shown["change_views"].value == 0
    assert report.alerts == ()
    assert report.holds == ("coverage < 0.95",)
    assert not sentence(report, " fell ")
    assert rows(report)["beta"]["change_views"].missing == "not_known"


def test_an_account_that_is_known_until_wednesday_has_not_lost_its_week(run: Run) -> None:
    hand = Hand()
    for alias, last in (("acme", NOW), ("beta", WEEK + 2 * DAY)):
        hand.each_day(alias, BEFORE, 14, views=2000, reach=1500)
        hand.look(alias, mornings(FIRST, last))
    report = report_of(run(hand))
    row = rows(report)["beta"]
    assert row["views"].value == 4000  # Monday's and Tuesday's: it was last read on Wednesday at seven
    assert row["change_views"].value is None
    assert row["change_views"].missing == "not_known"
    assert any("18 Nov" in remark for cell in row.values() for remark in cell.marks.remarks), row
    assert kpis(report)["change_views"].value == 0


def test_five_of_ten_are_not_half_of_the_views(run: Run) -> None:
    hand = Hand()
    for number in range(10):
        when = BEFORE + number * 12 * HOUR
        numbers = {"reach": 800} if number % 2 else {"views": 1000, "reach": 800}
        hand.media("acme", when, (LONG_AGO, numbers | ({"views": "refused"} if number % 2 else {})))
        hand.media("acme", when + timedelta(weeks=1), (LONG_AGO, {"views": 1000, "reach": 800}))
    hand.look("acme", mornings(FIRST, NOW))
    report = report_of(run(hand))
    shown = kpis(report)
    assert (shown["views"].value, shown["previous_views"].value) == (10_000, 5000)
    assert (shown["previous_views"].n, shown["previous_views"].of) == (5, 10)
    assert (shown["change_views"].value, shown["change_views"].missing) == (None, "incomplete")
    assert shown["change_reach"].value == 0
    assert not sentence(report, " rose ")


def test_what_was_read_two_hours_after_publication_is_provisional_however_long_ago(run: Run) -> None:
    hand = Hand(now=WEEK + 9 * DAY + 12 * HOUR)
    early = hand.media("acme", WEEK + 10 * HOUR, (LONG_AGO, {"views": 16, "reach": 0}))
    hand.look("acme", [WEEK + 12 * HOUR])
    sections = [{"kind": "kpis"}, {"kind": "top", "by": "views", "order": "lowest"}, {"kind": "media"}]
    report = report_of(run(hand, compare="none", sections=sections))
    assert kpis(report)["views"].provisional
    assert report.media.rows[0].provisional
    assert report.media.rows[0].read_at == WEEK + 12 * HOUR
    lowest = section(report, "top")
    assert lowest.rows == ()
    assert any("1" in note for note in lowest.notes), early.media_id


def test_two_of_seven_earlier_days_are_not_a_week(run: Run) -> None:
    hand = Hand()
    hand.each_day("acme", BEFORE, 14, views=2000, reach=1500)
    hand.look("acme", mornings(WEEK - 2 * DAY, NOW), since=WEEK - 2 * DAY)
    report = report_of(run(hand))
    shown = kpis(report)
    assert shown["previous_views"].value == 4000
    assert (shown["change_views"].value, shown["change_views"].missing) == (None, "not_known")
    assert not sentence(report, " rose ")


def test_a_running_week_is_compared_with_the_same_part(run: Run) -> None:
    wednesday = WEEK + timedelta(days=9, hours=15, minutes=30)
    hand = Hand(now=wednesday)
    hand.each_day("acme", BEFORE, 17, views=2000, reach=1500)
    hand.look("acme", [*mornings(FIRST, wednesday), *(at + 8 * HOUR for at in mornings(FIRST, wednesday)), wednesday])
    report = report_of(run(hand, period="this_week"))
    shown = kpis(report)
    assert (shown["views"].value, shown["previous_views"].value) == (6000, 6000)
    assert shown["change_views"].value == 0


def test_the_biggest_move_is_the_biggest_even_of_an_account_that_stopped_publishing(run: Run) -> None:
    hand = Hand()
    for day in range(7):
        hand.media("acme", BEFORE + day * DAY, (LONG_AGO, {"views": 1000, "reach": 900}))
        hand.media("acme", WEEK + day * DAY, (LONG_AGO, {"views": 1357, "reach": 900}))
        hand.media("beta", BEFORE + day * DAY, (LONG_AGO, {"views": 28_571, "reach": 20_000}))
    for alias in ("acme", "beta"):
        hand.look(alias, mornings(FIRST, NOW))
    report = report_of(run(hand))
    assert sentence(report, "Biggest change") == ("Biggest change: Views for beta, from 199,997 to no posts.")


def test_a_number_that_is_no_longer_given_keeps_its_day(run: Run) -> None:
    hand = Hand()
    later: tuple[datetime, dict[str, Value]] = (NOW, {"views": "not_available", "reach": 4000})
    hand.media("acme", WEEK + HOUR, (LONG_AGO, {"views": 1000, "reach": 700}), later)
    hand.look("acme", [WEEK + timedelta(days=2, hours=7), NOW])
    sections = [{"kind": "kpis"}, {"kind": "media"}]
    report = report_of(run(hand, compare="none", sections=sections))
    (row,) = rows(report, "media").values()
    assert (row["views"].value, row["reach"].value) == (1000, 4000)
    assert row["views"].marks.stale == WEEK + timedelta(days=2, hours=7)
    assert row["reach"].marks.stale is None
    assert kpis(report)["views"].marks.stale == WEEK + timedelta(days=2, hours=7)


def test_a_week_that_is_cut_by_the_month_is_marked_as_a_part(run: Run) -> None:
    november = datetime(2026, 11, 1, tzinfo=UTC)
    hand = Hand(now=datetime(2026, 12, 1, 7, tzinfo=UTC))
    hand.each_day("acme", november, 30, views=2000, reach=1500)
    hand.look("acme", mornings(november, hand.now))
    sections = [{"kind": "kpis"}, {"kind": "table", "by": ["week"]}]
    report = report_of(run(hand, period="last_month", compare="none", sections=sections))
    table = section(report, "table")
    first = rows(report)[date(2026, 10, 26)]
    assert first["views"].value == 2000
    marks = [one for one in (table.chart.marks if table.chart else ()) if one.kind == "part"]
    remarks = [remark for cell in first.values() for remark in cell.marks.remarks]
    assert remarks or table.notes or marks
    assert any("1 day" in one for one in (*remarks, *table.notes, *(mark.text for mark in marks)))
    assert not [remark for cell in rows(report)[date(2026, 11, 9)].values() for remark in cell.marks.remarks]


def test_small_groups_stand_after_the_others_in_two_dimensions_too(run: Run) -> None:
    hand = Hand()
    groups = (
        ("FEED", "#launch", 1, 9000),
        ("REELS", "", 5, 1000),
        ("FEED", "", 5, 700),
        ("FEED", "#giveaway", 2, 5000),
    )
    for kind, tag, count, views in groups:
        for number in range(count):
            when = WEEK + number * DAY
            hand.media(
                "acme", when, (LONG_AGO, {"views": views, "reach": 500}), product_type=kind, caption=f"One {tag}"
            )
    hand.look("acme", mornings(FIRST, NOW))
    sections = [{"kind": "kpis"}, {"kind": "table", "by": ["product_type", "pillar"]}]
    report = report_of(run(hand, compare="none", labels=LABELS, sections=sections))
    order = [(row.cells[0].value, row.cells[1].value) for row in section(report, "table").rows]
    assert order == [("REELS", "Reels"), ("FEED", "unlabelled"), ("FEED", "Giveaway"), ("FEED", "Launch")]


def test_a_reach_that_meta_lowered_is_told_and_is_no_change(run: Run) -> None:
    hand = Hand()
    hand.each_day("acme", BEFORE, 13, views=2000, reach=1500)
    fallen = NOW - 2 * DAY
    changes = (LONG_AGO, {"views": 2466, "reach": 1436}), (fallen, {"views": 2501, "reach": 373})
    hand.media("acme", WEEK + DAY, *changes)
    hand.look("acme", mornings(FIRST, NOW))
    alerts = {"fell": {"when": "change_reach < 0"}, "taken": {"when": "lowered > 0", "message": "Taken back"}}
    sections = [{"kind": "kpis"}, {"kind": "media"}]
    calculated = {"rate": {"formula": "views / reach", "format": "decimal"}}
    outcome = run(hand, alerts=alerts, sections=sections, calculated=calculated)
    report = report_of(outcome)
    shown = kpis(report)
    assert (shown["change_reach"].value, shown["change_reach"].missing) == (None, "lowered")
    assert (shown["change_rate"].value, shown["change_rate"].missing) == (None, "lowered")
    assert shown["change_views"].missing == ""
    assert shown["reach"].marks.lowered == 1
    (row,) = [one for one in rows_of_media(report) if one["reach"].value == 373]
    assert (row["reach"].marks.highest, row["reach"].marks.lowered) == (1436, 1)
    assert [alert.name for alert in report.alerts] == ["taken"]


def test_a_lowered_number_gained_nothing(run: Run) -> None:
    hand = Hand()
    hand.media("acme", FIRST, (LONG_AGO, {"views": 900, "reach": 11_000}), (WEEK + DAY, {"views": 990, "reach": 372}))
    hand.media("acme", FIRST, (LONG_AGO, {"views": 900, "reach": 500}), (WEEK + DAY, {"views": 950, "reach": 560}))
    hand.look("acme", mornings(FIRST, NOW))
    sections = [{"kind": "kpis"}, {"kind": "media"}]
    report = report_of(run(hand, basis="gained", compare="none", sections=sections))
    shown = kpis(report)
    assert (shown["views"].value, shown["reach"].value) == (140, 60)
    assert (shown["reach"].n, shown["reach"].of) == (1, 2)
    assert {one["reach"].missing for one in rows_of_media(report)} == {"", "lowered"}


def test_a_media_item_of_two_accounts_counts_once(run: Run) -> None:
    hand = Hand()
    own = hand.each_day("acme", WEEK, 3, views=1000, reach=800)
    hand.each_day("beta", WEEK, 2, views=500, reach=400)
    hand.account("beta").items[own[0].media_id] = own[0]
    for alias in ("acme", "beta"):
        hand.look(alias, mornings(FIRST, NOW))
    sections = [{"kind": "kpis"}, {"kind": "table", "by": ["account"]}, {"kind": "trend", "by": "day"}]
    report = report_of(run(hand, compare="none", sections=sections))
    assert kpis(report)["views"].value == 4000
    shown = rows(report)
    assert (shown["acme"]["views"].value, shown["beta"]["views"].value) == (3000, 2000)
    table = section(report, "table")
    assert table.totals is not None
    assert [cell.value for cell in table.totals.cells][1:3] == [5, 4000]
    assert sum(int(str(one["views"].value or 0)) for one in rows(report, "trend").values()) == 4000
    assert any("1 post appears on several accounts" in note.text for note in report.notes)


def test_young_media_are_in_neither_period_at_an_age(run: Run) -> None:
    hand = Hand()
    for week, views in ((BEFORE, 1000), (WEEK, 1000)):
        for day in range(7):
            published = week + day * DAY + 10 * HOUR
            hand.media("acme", published, (LONG_AGO, {"views": 10, "reach": 5}), (published + DAY, {"views": views}))
    hand.look("acme", mornings(FIRST, NOW))
    report = report_of(run(hand, at_age="48h", metrics=["views"]))
    shown = kpis(report)
    assert (shown["views"].value, shown["previous_views"].value) == (
        5000,
        5000,
    )  # Saturday's and Sunday's are too young
    assert (shown["change_views"].value, shown["change_views"].missing) == (0, "")
    assert any("2" in note.text and "old" in note.text for note in report.notes)


def test_an_account_without_media_that_was_read_is_known(run: Run) -> None:
    hand = Hand()
    hand.look("acme", mornings(FIRST, NOW))
    outcome = run(hand, compare="none", sections=[{"kind": "kpis"}])
    assert outcome.exit is Exit.DONE
    assert kpis(report_of(outcome))["views"].missing == "no_media"


def rows_of_media(report: Report) -> list[dict[str, Any]]:
    of = section(report, "media")
    return [dict(zip((column.name for column in of.columns), row.cells, strict=True)) for row in of.rows]


def grows(hand: Hand, alias: str, last: datetime) -> None:
    """Publish a media item that grows by 100 views a day, and read it every morning up to a last one."""
    days = mornings(WEEK - timedelta(weeks=9), last)
    changes = [(at - HOUR, {"views": 100 * (number + 1), "reach": 50}) for number, at in enumerate(days)]
    hand.media(alias, days[0] - 30 * DAY, *changes)
    hand.look(alias, days)


def test_the_course_of_what_was_gained_leaves_out_an_account_that_is_not_known_now(run: Run) -> None:
    hand = Hand()
    grows(hand, "acme", NOW)
    grows(hand, "beta", WEEK + 2 * DAY)
    shown = kpis(report_of(run(hand, basis="gained")))
    assert shown["views"].spark == (700,) * 8


def test_the_course_of_stories_leaves_out_an_account_whose_stories_are_not_watched_now(run: Run) -> None:
    hand = Hand()
    for alias, last in (("acme", NOW), ("beta", WEEK + 2 * DAY)):
        looks = [FIRST - timedelta(weeks=4) + number * 3 * HOUR for number in range(8 * 7 * 8 + 3)]
        for number in range(7 * 7 + 6):
            published = FIRST - timedelta(weeks=4) + DAY + number * DAY + 10 * HOUR
            hand.media(alias, published, (LONG_AGO, {"views": 100, "reach": 50}), product_type="STORY")
        hand.look(alias, [at for at in looks if at < last], stories=True)
        hand.look(alias, [at for at in looks if at < last][::8])
    shown = kpis(report_of(run(hand, media={"product_types": ["STORY"]})))
    assert set(shown["views"].spark[1:]) == {700}

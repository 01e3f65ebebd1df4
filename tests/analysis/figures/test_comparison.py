"""Two periods side by side in every kind of section: earlier figures, changes, and why there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reporter.core.observations import Observed
from reporter.core.report import Mark, Role
from tests.support.analysis_makers import cells, column, item, reel, report, total, values
from tests.support.compared_weeks import BEFORE, on, section


@pytest.mark.parametrize(("then", "change", "why"), [(30, 1.0, ""), (29, None, "small_base"), (0, None, "small_base")])
def test_a_percentage_on_a_small_base_says_nothing(then: int, change: float | None, why: str) -> None:
    shown = section([on(16, views=60)], [on(9, views=then)], {"kind": "kpis"})
    (cell,) = cells(shown, "change_views")
    assert (cell.value, cell.missing) == (change, why)


def test_a_missing_number_has_no_change() -> None:
    shown = section([on(16, views="failed")], [on(9, views=100)], {"kind": "kpis"})
    (cell,) = cells(shown, "change_views")
    assert (cell.value, cell.missing) == (None, "incomplete")


def test_a_change_over_a_break_is_not_computed() -> None:
    months = {"period": {"from": "2025-04-14", "to": "2025-04-27"}}  # views took over from impressions on 21 April
    now = [item(1, published=datetime(2025, 4, 20, tzinfo=UTC), views=100, reach=100)]
    before = [item(2, published=datetime(2025, 4, 2, tzinfo=UTC), views=90, reach=50)]
    shown = section(now, before, {"kind": "kpis"}, metrics=("views", "reach"), **months)
    assert (cells(shown, "previous_views")[0].value, cells(shown, "change_views")[0].missing) == (90, "break")
    assert cells(shown, "change_reach")[0].value == pytest.approx(1.0)


def test_groups_of_a_table_stand_beside_the_same_groups() -> None:
    now = [on(16, views=200), reel(2, views=50)]
    before = [
        on(9, views=100),
        on(10, views=100),
        item(3, product_type="STORY", published=on(9).media.published, views="not_enough_viewers"),
    ]
    shown = section(now, before, {"kind": "table", "by": ["product_type"]})
    known = {row["product_type"]: row for row in values(shown)}
    assert (known["FEED"]["previous_views"], known["FEED"]["change_views"]) == (200, pytest.approx(0.0))
    reels = next(row for row in shown.rows if row.cells[0].value == "REELS")
    names = [one.name for one in shown.columns]
    assert reels.cells[names.index("previous_views")].missing == "no_media"
    assert total(shown, "previous_views") == 200
    assert total(shown, "change_views") == pytest.approx(0.25)


def test_days_are_not_compared_in_a_table_but_side_by_side_in_a_trend() -> None:
    now, before = [on(16, views=200), on(18, views=70)], [on(9, views=100), on(15, views=40)]
    table = section(now, before, {"kind": "table", "by": ["day"]})
    assert {one.role for one in table.columns} == {Role.VALUE}
    trend = section(now, before, {"kind": "trend", "by": "day", "metrics": ("views",)})
    assert column(trend, "previous_views") == [100, None, None, None, None, None, 40]
    assert trend.chart is not None
    assert trend.chart.previous == ("previous_views",)
    assert (total(trend, "views"), total(trend, "previous_views")) == (270, 140)


def test_a_trend_of_a_longer_month_has_no_earlier_figure_for_the_days_too_many() -> None:
    now = [item(1, published=datetime(2026, 10, 31, tzinfo=UTC), views=5)]
    before = [item(2, published=datetime(2026, 9, 30, tzinfo=UTC), views=7)]
    shown = section(now, before, {"kind": "trend", "by": "day", "metrics": ("views",)}, period="last_month")
    assert column(shown, "previous_views")[29:] == [7, None]
    assert column(shown, "views")[29:] == [None, 5]


def test_stretches_of_unequal_length_are_not_compared_and_say_how_much_they_hold() -> None:
    eight_weeks = {"from": "2026-09-28", "to": "2026-11-22"}  # compared with 3 August to 27 September
    before = [item(1, published=datetime(2026, 8, 10, tzinfo=UTC), views=7)]
    shown = section([on(16, views=5)], before, {"kind": "trend", "by": "month"}, period=eight_weeks)
    assert [cell.missing for cell in cells(shown, "previous_views")] == ["unequal", "unequal", "no_media"]
    assert shown.chart is not None
    assert shown.chart.marks == (
        Mark(date(2026, 9, 1), "only 3 days in this period", "part"),
        Mark(date(2026, 11, 1), "only 22 days in this period", "part"),
    )


def test_whole_months_are_compared_and_one_that_is_not_over_with_the_same_part() -> None:
    now = [on(16, views=5)]
    before = [item(month, published=datetime(2026, month, 3, tzinfo=UTC), views=month) for month in (7, 8)]
    months = {"period": {"from": "2026-10-01", "to": "2026-12-31"}}  # now is 23 November
    shown = section(now, before, {"kind": "trend", "by": "month"}, **months)
    assert [(cell.value, cell.missing) for cell in cells(shown, "previous_views")] == [(7, ""), (8, "")]
    assert shown.chart is not None
    assert shown.chart.marks == (Mark(date(2026, 11, 1), "not over yet", "part"),)


def test_a_breakdown_stands_beside_the_earlier_split() -> None:
    taps = {"breakdowns": {"navigation": "story_navigation_action_type"}, "metrics": ("navigation",)}
    now = item(1, product_type="STORY", navigation=Observed(90, {"TAP_FORWARD": 80, "TAP_BACK": 10}))
    then = item(
        2,
        product_type="STORY",
        published=datetime(2026, 11, 10, tzinfo=UTC),
        navigation=Observed(60, {"tap_forward": 40, "TAP_EXIT": 20}),
    )
    shown = section([now], [then], {"kind": "breakdown", "metric": "navigation"}, **taps)
    known = {row["story_navigation_action_type"].upper(): row for row in values(shown)}
    assert (known["TAP_FORWARD"]["previous_navigation"], known["TAP_FORWARD"]["change_navigation"]) == (40, 1.0)
    assert total(shown, "previous_navigation") == 60


def test_a_heatmap_keeps_its_cells_comparable() -> None:
    now = [on(16, number, views=100) for number in range(3)]
    before = [on(9, number, views=50) for number in range(3)]
    shown = section(now, before, {"kind": "heatmap", "metric": "views", "rows": "weekday", "columns": "product_type"})
    row = next(value for value in values(shown) if value["views"] is not None)
    assert (row["previous_views"], row["change_views"]) == (150, pytest.approx(1.0))


def test_published_media_have_no_earlier_number_but_those_that_gain_do() -> None:
    now, before = [on(16, views=100)], [on(9, views=50)]
    assert {one.role for one in section(now, before, {"kind": "media"}).columns} == {Role.VALUE}
    again = on(3, views=100), on(3, views=40)
    shown = report([again[0]], before=[again[1]], sections=({"kind": "media"},), basis="gained", **BEFORE).sections[0]
    (row,) = values(shown)
    assert (row["views"], row["previous_views"], row["change_views"]) == (100, 40, pytest.approx(1.5))
    young = report([on(16, views=9)], before=[], sections=({"kind": "media"},), basis="gained", **BEFORE).sections[0]
    assert cells(young, "previous_views")[0].missing == "not_yet"


def test_the_best_of_the_earlier_period_is_told_beside_the_top() -> None:
    shown = section([on(16, views=100)], [on(9, views=150)], {"kind": "top", "by": "views", "limit": 1})
    assert any("150" in note for note in shown.notes)

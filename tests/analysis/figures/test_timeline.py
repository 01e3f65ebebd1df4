"""The hours, days, weeks and months of a period."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.support.analysis_makers import column, item, on, section, total


def test_days_ahead_are_left_out() -> None:
    shown = section([], {"kind": "trend"}, period="this_week")  # now is Monday
    assert column(shown, "day") == [date(2026, 11, 23)]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("week", [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9)]),
        ("month", [date(2026, 10, 1), date(2026, 11, 1)]),
    ],
)
def test_longer_stretches_are_called_by_their_first_day(by: str, names: list[date]) -> None:
    period = {"from": "2026-10-30", "to": "2026-11-12"}
    snapshots = [on(1, views=1), on(12, views=2)]
    shown = section(snapshots, {"kind": "trend", "by": by, "metrics": ("views",)}, period=period)
    assert column(shown, by) == names
    assert total(shown, "views") == 3


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    day = {"from": "2026-10-25", "to": "2026-10-25"}  # clocks go back in Berlin
    snapshots = [
        item(1, published=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), views=1),  # 02:30 summer time
        item(2, published=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), views=2),  # 02:30 winter time
    ]
    shown = section(
        snapshots, {"kind": "trend", "by": "hour", "metrics": ("views",)}, period=day, timezone="Europe/Berlin"
    )
    assert len(shown.rows) == 25
    assert column(shown, "views")[2:4] == [1, 2]
    assert shown.chart is not None
    assert not shown.chart.marks, "each of the two is a whole one"

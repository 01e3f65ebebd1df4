"""What is known of a media item beside its values: local time and calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.support.analysis_makers import item
from tests.support.datasets import build

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


def test_local_time_and_calendar_are_the_zones() -> None:
    media = build([item(published=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))], timezone="Europe/Berlin").media
    row = media.row(0, named=True)
    assert (row["weekday"], row["hour"], row["day"]) == (7, 0, date(2026, 11, 22))
    assert (row["week"], row["month"]) == (date(2026, 11, 16), date(2026, 11, 1))
    assert row["local"].isoformat() == "2026-11-22T00:30:00+01:00"
    assert row["published"] == datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("week_start", "day", "first"),
    [
        ("monday", 22, 16),
        ("sunday", 21, 15),
        ("sunday", 22, 22),
        ("friday", 19, 13),
        ("friday", 20, 20),
    ],
)
def test_weeks_start_where_the_spec_says(week_start: str, day: int, first: int) -> None:
    media = build(
        [item(published=datetime(2026, 11, day, 12, tzinfo=UTC))], week_start=week_start, period=NOVEMBER
    ).media
    assert media["week"].to_list() == [date(2026, 11, first)]

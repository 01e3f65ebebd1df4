"""Moments at the same distance from the ends of two periods, and how near to them a reading must be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reporter.spec.moments import first_part, same_distance, slack
from reporter.spec.periods import previous, resolve

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_the_same_distance_is_counted_on_the_clock_of_the_zone() -> None:
    end = datetime(2026, 10, 26, tzinfo=BERLIN)  # the Sunday before has 25 hours
    earlier = datetime(2026, 10, 19, tzinfo=BERLIN)
    moment = datetime(2026, 10, 26, 8, tzinfo=BERLIN)
    assert same_distance(moment, end, earlier) == datetime(2026, 10, 19, 8, tzinfo=BERLIN)
    assert same_distance(earlier, end, earlier) == datetime(2026, 10, 12, tzinfo=BERLIN)


def test_the_same_distance_does_not_depend_on_the_zone_of_the_moment() -> None:
    end, earlier = datetime(2026, 11, 23, tzinfo=BERLIN), datetime(2026, 11, 16, tzinfo=BERLIN)
    assert same_distance(MONDAY, end, earlier) == datetime(2026, 11, 16, 8, tzinfo=BERLIN)


def test_the_part_of_an_earlier_week_is_as_long_as_the_week_so_far() -> None:
    week = resolve("this_week", now=MONDAY, zone=BERLIN)
    part = first_part(previous(week), week, MONDAY)
    assert (part.start, part.end) == (previous(week).start, datetime(2026, 11, 16, 8, tzinfo=BERLIN))


def test_the_part_never_goes_beyond_its_own_period() -> None:
    month = resolve("this_month", now=datetime(2026, 3, 31, 12, tzinfo=UTC), zone=ZoneInfo("UTC"))
    february = previous(month)
    assert first_part(february, month, datetime(2026, 3, 31, 12, tzinfo=UTC)) == february


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(days=7), timedelta(hours=21)),  # an eighth
        (timedelta(days=2), timedelta(hours=12)),
        (timedelta(days=365), timedelta(days=7)),
        (timedelta(hours=24), timedelta(hours=12) - timedelta(seconds=1)),
        (timedelta(hours=2), timedelta(hours=1) - timedelta(seconds=1)),
    ],
)
def test_a_reading_counts_for_one_end_only(length: timedelta, expected: timedelta) -> None:
    assert slack(MONDAY, MONDAY + length) == expected
    assert 2 * slack(MONDAY, MONDAY + length) < length

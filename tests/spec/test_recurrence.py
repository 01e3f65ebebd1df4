"""The next reports of a spec, and the first one that can compare periods at the same age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reporter.spec.editions import Edition
from reporter.spec.recurrence import moment_of, possible_from
from tests.support.analysis_makers import NOW, make_edition, make_spec

ROOM = timedelta(hours=21)
WEEK = timedelta(weeks=1)


def edition(**keys: Any) -> Edition:  # noqa: ANN401 - a spec's keys
    return make_edition(make_spec(**{"compare": "previous_period", **keys}))


def test_the_earlier_week_is_known_as_it_was_a_week_ago() -> None:
    assert moment_of(edition(), NOW) == NOW - WEEK


def test_the_local_time_counts_when_the_clocks_change() -> None:
    now = datetime(2026, 11, 1, 8, tzinfo=UTC)
    before = edition(period={"from": "2026-10-25", "to": "2026-10-31"}, timezone="Europe/Berlin")
    assert moment_of(before, now) == datetime(2026, 10, 25, 8, tzinfo=UTC)  # 09:00 in Berlin on both days


def test_of_a_running_week_the_same_part_is_compared() -> None:
    running = edition(period="this_week")
    assert running.earlier is not None
    assert moment_of(running, NOW) == running.earlier.end == NOW - WEEK


@pytest.mark.parametrize(
    ("first_read", "first_report"),
    [
        (NOW - timedelta(days=8), None),  # this one has all readings
        (NOW - WEEK + ROOM, None),
        (NOW - timedelta(days=6), NOW + WEEK),
        (NOW, NOW + WEEK),
        (NOW + timedelta(days=1), NOW + 2 * WEEK),
    ],
)
def test_the_first_comparison_is_a_week_after_the_first_reading(
    first_read: datetime, first_report: datetime | None
) -> None:
    assert possible_from(edition(), NOW, first_read=first_read, room=ROOM, compared_too=True) == first_report


def test_growth_needs_readings_from_the_beginning_of_the_period() -> None:
    gained = edition(basis="gained", compare="none")
    first_read = NOW - timedelta(days=6)
    assert possible_from(gained, NOW, first_read=first_read, room=ROOM, compared_too=False) == NOW + WEEK
    assert possible_from(gained, NOW, first_read=NOW - WEEK, room=ROOM, compared_too=False) is None


def test_a_fixed_range_has_no_next_report() -> None:
    fixed = edition(period={"from": "2026-11-16", "to": "2026-11-22"})
    assert possible_from(fixed, NOW, first_read=NOW, room=ROOM, compared_too=True) is None

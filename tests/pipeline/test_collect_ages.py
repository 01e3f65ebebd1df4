"""Which media are fetched again, by their age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from reporter.core.observations import CompletedListing
from reporter.pipeline.collect_ages import due
from reporter.spec.workspace import CollectAges

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
AGES = CollectAges()  # 7 days on every run, 90 days daily, 730 days weekly
Listings = Sequence[tuple[datetime, CompletedListing]]


def listing(ago: timedelta, back: int, listed: str = "media") -> tuple[datetime, CompletedListing]:
    """Return a listing that was completed some time ago, of media of so many days."""
    at = NOW - ago
    return at, CompletedListing(listed, at - timedelta(days=back), at + timedelta(days=1))


@pytest.mark.parametrize(
    ("listings", "days"),
    [
        ([], 730),
        ([listing(timedelta(hours=1), 730)], 7),
        ([listing(timedelta(hours=22), 730)], 7),
        ([listing(timedelta(hours=23), 730)], 90),  # an hour early is still a day later
        ([listing(timedelta(days=6), 730), listing(timedelta(hours=2), 90)], 7),
        ([listing(timedelta(days=7) - timedelta(hours=1), 730), listing(timedelta(hours=2), 90)], 730),
        ([listing(timedelta(hours=1), 89)], 730),  # no list of two years was ever read
        ([listing(timedelta(hours=1), 729)], 7),  # a day may be missing at the beginning
        ([listing(timedelta(hours=1), 728)], 730),
        ([listing(timedelta(hours=1), 730, "stories")], 730),
    ],
)
def test_the_age_that_is_due(listings: Listings, days: int) -> None:
    assert due(listings, AGES, NOW) == timedelta(days=days)


def test_a_listing_that_ends_before_its_own_time_does_not_count() -> None:
    at = NOW - timedelta(hours=1)
    past = CompletedListing("media", at - timedelta(days=730), at - timedelta(minutes=1))
    assert due([(at, past)], AGES, NOW) == timedelta(days=730)


def test_the_ages_are_those_of_the_workspace() -> None:
    ages = CollectAges.model_validate({"every_run": "12h", "daily": "2d", "weekly": "3d"})
    assert due([], ages, NOW) == timedelta(days=3)
    assert due([listing(timedelta(hours=1), 3)], ages, NOW) == timedelta(hours=12)

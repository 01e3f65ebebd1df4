"""The completed listings of a period."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from reporter.core.observations import CompletedListing, Snapshot
from reporter.history.open import History
from reporter.history.read.rows import read_listings
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record
from tests.support.history_makers import hour, media

WEEK = 7 * 24


@pytest.mark.parametrize(
    ("windows", "share"),
    [
        ([], 0),
        ([(-WEEK, 0, -1)], 0),
        ([(0, WEEK, WEEK)], 1),
        ([(0, 84, 84)], 1),  # the week was not over then
        ([(0, 84, 84), (WEEK, WEEK + 5, WEEK + 5)], 0.5),
        ([(-5, 60, 60), (50, 84, 84), (80, 90, WEEK), (126, WEEK, WEEK)], 132 / WEEK),
    ],
)
def test_how_much_of_a_period_was_listed(
    history: History, windows: list[tuple[float, float, float]], share: float
) -> None:
    def record_all(connection: Connection) -> None:
        record(connection, [Snapshot(media(), hour(0), {})])
        for since, until, seen in windows:
            record_listing(connection, "acme", CompletedListing("media", hour(since), hour(until)), seen=hour(seen))

    history.write(record_all)
    with history.read() as connection:
        visits = read_listings(connection, ["acme"], hour(10_000))
        assert visits.listed_share("acme", hour(0), hour(WEEK)) == pytest.approx(share)

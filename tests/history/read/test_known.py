"""How far accounts are known: over whole stretches, up to when, and near the moment at which a stretch is looked at."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from reporter.core.observations import CompletedListing, Snapshot
from reporter.history.open import History
from reporter.history.read.known import Stretch, Wish, knows_all, watches_all, whole_stretches
from reporter.history.read.rows import CompletedListings, read_listings
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record
from tests.support.history_makers import hour, look, measures, media

WEEK = 168
WEEKS = [Stretch(hour(-back * WEEK), hour(WEEK - back * WEEK), hour(WEEK - back * WEEK + 7)) for back in (0, 1, 2)]
ALL, POSTS, GROWTH = Wish(media=True, stories=True), Wish(media=True, stories=False), Wish(True, False, gained=True)  # noqa: FBT003


def visits(history: History, accounts: tuple[str, ...] = ("acme",)) -> CompletedListings:
    with history.read() as connection:
        return read_listings(connection, accounts, hour(10_000))


@pytest.mark.parametrize(
    ("times", "whole"),
    [
        ([7 - WEEK, 7, WEEK + 7], 3),  # the list was read seven hours after each of the three weeks
        ([-12 - WEEK, 20, WEEK + 1], 3),  # and near enough to that: within 21 hours
        ([7, WEEK + 7], 2),
        ([30, WEEK + 7], 1),  # more than 21 hours away from Monday seven o'clock
        ([7, WEEK - 2], 0),  # not read since this week ended
        ([], 0),
    ],
)
def test_a_week_is_known_when_its_list_was_read_after_it_and_at_the_same_distance_from_its_end(
    history: History, times: list[float], whole: int
) -> None:
    for at in times:
        look(history, at, (media(), measures(views=5)))
    now = hour(WEEK + 7)
    assert whole_stretches(visits(history), ["acme"], WEEKS, wish=POSTS, now=now) == whole
    both = visits(history, ("acme", "other"))
    assert whole_stretches(both, ["acme", "other"], WEEKS, wish=POSTS, now=now) == 0


@pytest.mark.parametrize(("times", "whole"), [([0, WEEK], 1), ([-WEEK, 5, WEEK - 20], 2), ([30, WEEK], 0), ([0], 0)])
def test_growth_of_a_week_is_known_when_its_list_was_read_at_both_ends(
    history: History, times: list[float], whole: int
) -> None:
    for at in times:
        look(history, at, (media(), measures(views=5)))
    assert whole_stretches(visits(history), ["acme"], WEEKS, wish=GROWTH, now=hour(10_000)) == whole


@pytest.mark.parametrize(
    ("windows", "now", "until"),
    [
        ([(0, WEEK, WEEK + 7)], WEEK + 7, WEEK),
        ([(0, WEEK, 60)], WEEK + 7, 60),  # collected until Wednesday noon, and then no more
        ([(0, 60, 60), (50, WEEK, WEEK)], WEEK + 7, WEEK),
        ([(0, 60, 60), (70, WEEK, WEEK)], WEEK + 7, 60),  # ten hours in between are not known
        ([(20, WEEK, WEEK)], WEEK + 7, None),  # nor is the beginning
        ([(0, WEEK, 60)], 60.5, 60),  # the week still runs
    ],
)
def test_up_to_when_a_week_is_known(
    history: History, windows: list[tuple[float, float, float]], now: float, until: float | None
) -> None:
    def record_all(connection: Connection) -> None:
        record(connection, [Snapshot(media(), hour(0), {})])
        for since, to, seen in windows:
            record_listing(connection, "acme", CompletedListing("media", hour(since), hour(to)), seen=hour(seen))

    history.write(record_all)
    found, end = visits(history), min(hour(WEEK), hour(now))
    reached = found.known_until("acme", hour(0), end)
    assert reached == (None if until is None else hour(until))
    known = knows_all(found, "acme", WEEKS[0], wish=POSTS, now=hour(now))
    assert known == (reached is not None and (end - reached).total_seconds() <= (3600 if now < WEEK else 0))


@pytest.mark.parametrize(
    ("times", "whole"),
    [
        (range(-192, WEEK + 8, 20), True),
        ([*range(-192, 60, 20), *range(72, WEEK + 8, 24)], True),
        ([*range(-192, 60, 20), *range(100, WEEK + 8, 17)], False),  # a story lived and ended unseen in between
        (range(28, WEEK + 8, 20), False),  # those of the first hours are not known
        (range(-192, WEEK - 30, 20), False),
    ],
)
def test_stories_are_known_when_no_day_passed_between_two_readings(
    history: History, times: range | list[int], *, whole: bool
) -> None:
    for at in times:
        look(history, at, (media(), measures(views=5)))
    assert watches_all(visits(history), "acme", WEEKS[0], now=hour(WEEK + 7)) is whole
    (own,) = WEEKS[:1]
    assert whole_stretches(visits(history), ["acme"], [own], wish=ALL, now=hour(WEEK + 7)) == int(whole)

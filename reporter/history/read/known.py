"""How far accounts are known: over which stretches their lists were read, and near which moments. Adds nothing up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from reporter.history.read.rows import CompletedListings
from reporter.spec.moments import slack

_ENOUGH = timedelta(hours=1)  # before now, where a stretch still runs


class Stretch(NamedTuple):
    """A stretch of time [start, end), and the moment at which it is looked at."""

    start: datetime
    end: datetime
    at: datetime


class Wish(NamedTuple):
    """What has to be known of an account: its posts, its stories, and whether growth is asked."""

    media: bool
    stories: bool
    gained: bool = False


def knows_all(listings: CompletedListings, account: str, stretch: Stretch, *, wish: Wish, now: datetime) -> bool:
    """Say whether all that was published in a stretch is known, as far as it is over; or read at both its ends."""
    start, end, _ = stretch
    if wish.gained:
        room = slack(start, end)
        return all(listings.read_near(account, at, room) for at in (start, min(end, now)))
    if not wish.media:
        return watches_all(listings, account, stretch, now=now)
    return _reaches(listings.known_until(account, start, min(end, now)), stretch, now)


def watches_all(listings: CompletedListings, account: str, stretch: Stretch, *, now: datetime) -> bool:
    """Say whether all stories of a stretch are known, as far as it is over."""
    return _reaches(listings.watched_until(account, stretch.start, min(stretch.end, now)), stretch, now)


def read_then(listings: CompletedListings, account: str, stretch: Stretch) -> bool:
    """Say whether an account's list was read near the moment at which the stretch is looked at."""
    return listings.read_near(account, stretch.at, slack(stretch.start, stretch.end))


def whole_stretches(
    listings: CompletedListings, accounts: Sequence[str], stretches: Sequence[Stretch], *, wish: Wish, now: datetime
) -> int:
    """Return how many of these stretches, from the first on, are known whole of all the accounts."""

    def is_whole(account: str, stretch: Stretch) -> bool:
        stories = not wish.stories or watches_all(listings, account, stretch, now=now)
        read = wish.gained or not wish.media or read_then(listings, account, stretch)
        return stories and read and knows_all(listings, account, stretch, wish=wish, now=now)

    whole = (all(is_whole(account, stretch) for account in accounts) for stretch in stretches)
    return sum(1 for _ in takewhile(bool, whole))


def _reaches(reached: datetime | None, stretch: Stretch, now: datetime) -> bool:
    over = min(stretch.end, now)
    if over <= stretch.start:
        return True
    room = _ENOUGH if now < stretch.end else timedelta()
    return reached is not None and over - reached <= room

"""What media items read nearest to a moment, such as the end of a period or the same distance from one. Asks nobody.

A row that reads the same from one look to another stands for the looks between them, not for the time between looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from reporter.core.observations import MediaItem
from reporter.core.observations import Snapshot
from reporter.history.encode import seconds
from reporter.history.falls import read_falls
from reporter.history.read.rows import STORY
from reporter.history.read.rows import CompletedListings
from reporter.history.read.rows import MediaQuery
from reporter.history.read.rows import Reading
from reporter.history.read.rows import read_listings
from reporter.history.read.rows import read_media
from reporter.history.read.rows import readings_after
from reporter.history.read.rows import readings_before
from reporter.history.read.snapshots import STORY_LIFE_S
from reporter.history.read.snapshots import by_media
from reporter.history.read.snapshots import chosen
from reporter.history.read.snapshots import reasons
from reporter.spec.moments import slack


def as_stood(connection: Connection, wanted: MediaQuery, at: datetime) -> list[Snapshot]:
    """Return the media items of [start, end) as they were known at a moment: each number as read nearest to it.

    A number that was read further from the moment than `slack` is not collected; what was gone by then is left out.
    """
    looks = by_media(
        readings_before(connection, wanted, seconds(at)),
        readings_after(connection, wanted, seconds(at)),
        reasons(connection, wanted),
    )
    visits, falls = read_listings(connection, wanted.accounts, wanted.now), read_falls(connection, wanted)
    fit = partial(Near(slack(wanted.start, wanted.end), visits).to, seconds(at))
    media = read_media(connection, wanted, gone_by=at)
    return [chosen(one, looks.get(number, ()), fit, at=at, falls=falls.get(number)) for number, one in media.items()]


class Near:
    """How near a look is to a moment, in seconds; one further than `room` does not count."""

    def __init__(self, room: timedelta, visits: CompletedListings) -> None:
        self._room = int(room.total_seconds())
        self._visits = visits

    def to(self, at: int, media: MediaItem, look: Reading) -> tuple[int, int] | None:
        """Return the distance and when the look was, or None when it is too far."""
        if media.product_type == STORY and at >= seconds(media.published) + STORY_LIFE_S:
            return (-look.until, look.until)  # a story that is over grows no more
        times = [look.seen, look.until]
        if look.seen < at < look.until:
            times += self._between(at, media, look)
        distance, seen = min([(abs(at - seen), seen) for seen in times])
        return (distance, seen) if distance <= self._room else None

    def _between(self, at: int, media: MediaItem, look: Reading) -> Iterator[int]:
        """Give the visits next to a moment, within the look, at which the media item was on the list."""
        for visits in (self._visits.before(media, at), self._visits.since(media, at)):
            nearest = next(visits, look.until)
            if look.seen <= nearest <= look.until:
                yield nearest

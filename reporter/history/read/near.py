"""The readings of media items nearest to a moment, such as the end of a period.

A row from one time to another stands for the readings between them, not for the time between readings.
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


def as_stood(connection: Connection, selection: MediaQuery, at: datetime) -> list[Snapshot]:
    """Return the media items of [start, end) as they were known at a moment: each number as read nearest to it.

    A number that was read further from the moment than `slack` is not collected; what was gone by then is left out.
    """
    readings = by_media(
        readings_before(connection, selection, seconds(at)),
        readings_after(connection, selection, seconds(at)),
        reasons(connection, selection),
    )
    listings, falls = read_listings(connection, selection.accounts, selection.now), read_falls(connection, selection)
    fit = partial(Near(slack(selection.start, selection.end), listings).to, seconds(at))
    media = read_media(connection, selection, gone_by=at)
    return [
        chosen(item, readings.get(number, ()), fit, at=at, falls=falls.get(number)) for number, item in media.items()
    ]


class Near:
    """How near a reading is to a moment, in seconds; one further than `room` does not count."""

    def __init__(self, room: timedelta, listings: CompletedListings) -> None:
        self._room = int(room.total_seconds())
        self._listings = listings

    def to(self, at: int, media: MediaItem, reading: Reading) -> tuple[int, int] | None:
        """Return the distance and when the reading was, or None when it is too far."""
        if media.product_type == STORY and at >= seconds(media.published) + STORY_LIFE_S:
            return (-reading.until, reading.until)  # a story that is over grows no more
        times = [reading.seen, reading.until]
        if reading.seen < at < reading.until:
            times += self._between(at, media, reading)
        distance, seen = min([(abs(at - seen), seen) for seen in times])
        return (distance, seen) if distance <= self._room else None

    def _between(self, at: int, media: MediaItem, reading: Reading) -> Iterator[int]:
        """Give the listings next to a moment, within the reading, at which the media item was on the list."""
        for listings in (self._listings.before(media, at), self._listings.since(media, at)):
            nearest = next(listings, reading.until)
            if reading.seen <= nearest <= reading.until:
                yield nearest

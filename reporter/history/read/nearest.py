"""The readings of media items nearest to moments, and their growth between two of them.

A row from one time to another stands for the readings between them, not for the time between readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from reporter.core.observations import STORY_LIFE, Growth, MediaItem, Missing, Reason, Snapshot
from reporter.history.encode import seconds
from reporter.history.falls import Falls, read_falls
from reporter.history.read.rows import (
    STORY,
    CompletedListings,
    MediaQuery,
    Reading,
    read_listings,
    read_media,
    readings_after,
    readings_before,
)
from reporter.history.read.snapshots import STORY_LIFE_S, by_media, chosen, reasons
from reporter.spec.moments import slack

Interval = tuple[datetime, datetime]


def growths(connection: Connection, selection: MediaQuery, stretches: Sequence[Interval]) -> list[list[Growth]]:
    """Return for each stretch what each media item read at its start and end: the readings nearest, within `slack`."""
    known = [(start, min(end, selection.now)) for start, end in stretches]
    listings, why = read_listings(connection, selection.accounts, selection.now), list(reasons(connection, selection))
    falls = read_falls(connection, selection)
    sides = {
        at: by_media(
            readings_before(connection, selection, seconds(at)), readings_after(connection, selection, seconds(at)), why
        )
        for at in dict.fromkeys(at for stretch in known for at in stretch)
    }
    readings = _Readings(sides, listings, falls)
    growth = []
    for start, end in known:
        media = read_media(connection, replace(selection, end=min(selection.end, end)), gone_by=end)
        running = {number: item for number, item in media.items() if not _was_over(item, start)}
        growth.append([_growth(number, item, (start, end), readings) for number, item in running.items()])
    return growth


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
    fit = partial(_Near(slack(selection.start, selection.end), listings).to, seconds(at))
    media = read_media(connection, selection, gone_by=at)
    return [
        chosen(item, readings.get(number, ()), fit, at=at, falls=falls.get(number)) for number, item in media.items()
    ]


class _Readings:
    """What media items read nearest to moments, each chosen once: one day's end is the next one's beginning."""

    def __init__(
        self,
        sides: Mapping[datetime, Mapping[int, Sequence[Reading]]],
        listings: CompletedListings,
        falls: Mapping[int, Falls],
    ) -> None:
        self._sides = sides
        self._listings = listings
        self._falls = falls
        self._chosen: dict[tuple[int, datetime, timedelta], Snapshot] = {}

    def near(self, number: int, media: MediaItem, at: datetime, *, room: timedelta) -> Snapshot:
        """Return the reading of a media item (by its number in history) nearest to a moment, within `room`."""
        key = number, at, room
        if key not in self._chosen:
            fit, readings = partial(_Near(room, self._listings).to, seconds(at)), self._sides[at].get(number, ())
            self._chosen[key] = chosen(media, readings, fit, at=at, falls=self._falls.get(number))
        return self._chosen[key]


def _growth(number: int, media: MediaItem, stretch: Interval, readings: _Readings) -> Growth:  # noqa: PLR0917 - of what, when
    start, end = stretch
    room = slack(start, end)
    closing = readings.near(number, media, end, room=room)
    if media.published >= start:
        return Growth(None, closing)
    opening = readings.near(number, media, start, room=room)
    if media.product_type == STORY and closing.seen <= opening.seen:
        # a story's last reading stands for its end, however early it was; the same reading says nothing of how it grew
        closing = replace(closing, measures=dict.fromkeys(closing.measures, Missing(Reason.NOT_COLLECTED)))
    return Growth(opening, closing)


def _was_over(media: MediaItem, start: datetime) -> bool:
    """Say whether it is a story that had ended by then."""
    return media.product_type == STORY and media.published + STORY_LIFE <= start


class _Near:
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

"""What media items read at the two ends of a stretch of time: the looks nearest to them. Reads history, asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from reporter.core.observations import STORY_LIFE
from reporter.core.observations import Growth
from reporter.core.observations import MediaItem
from reporter.core.observations import Missing
from reporter.core.observations import Reason
from reporter.core.observations import Snapshot
from reporter.history.encode import seconds
from reporter.history.falls import Falls
from reporter.history.falls import read_falls
from reporter.history.read.near import Near
from reporter.history.read.rows import STORY
from reporter.history.read.rows import CompletedListings
from reporter.history.read.rows import MediaQuery
from reporter.history.read.rows import Reading
from reporter.history.read.rows import read_listings
from reporter.history.read.rows import read_media
from reporter.history.read.rows import readings_after
from reporter.history.read.rows import readings_before
from reporter.history.read.snapshots import by_media
from reporter.history.read.snapshots import chosen
from reporter.history.read.snapshots import reasons
from reporter.spec.moments import slack

Stretch = tuple[datetime, datetime]


def growths(connection: Connection, wanted: MediaQuery, stretches: Sequence[Stretch]) -> list[list[Growth]]:
    """Return for each stretch what each media item read at its start and end: the looks nearest, within `slack`."""
    known = [(start, min(end, wanted.now)) for start, end in stretches]
    visits, why = read_listings(connection, wanted.accounts, wanted.now), list(reasons(connection, wanted))
    falls = read_falls(connection, wanted)
    sides = {
        at: by_media(
            readings_before(connection, wanted, seconds(at)), readings_after(connection, wanted, seconds(at)), why
        )
        for at in dict.fromkeys(at for stretch in known for at in stretch)
    }
    readings = _Readings(sides, visits, falls)
    found = []
    for start, end in known:
        media = read_media(connection, replace(wanted, end=min(wanted.end, end)), gone_by=end)
        own = {number: one for number, one in media.items() if not _was_over(one, start)}
        found.append([_growth(number, one, (start, end), readings) for number, one in own.items()])
    return found


class _Readings:
    """What media items read nearest to moments, each chosen once: one day's end is the next one's beginning."""

    def __init__(
        self,
        sides: Mapping[datetime, Mapping[int, Sequence[Reading]]],
        visits: CompletedListings,
        falls: Mapping[int, Falls],
    ) -> None:
        self._sides = sides
        self._visits = visits
        self._falls = falls
        self._chosen: dict[tuple[int, datetime, timedelta], Snapshot] = {}

    def near(self, number: int, media: MediaItem, at: datetime, *, room: timedelta) -> Snapshot:
        """Return the reading of a media item (by its number in history) nearest to a moment, within `room`."""
        key = number, at, room
        if key not in self._chosen:
            fit, looks = partial(Near(room, self._visits).to, seconds(at)), self._sides[at].get(number, ())
            self._chosen[key] = chosen(media, looks, fit, at=at, falls=self._falls.get(number))
        return self._chosen[key]


def _growth(number: int, media: MediaItem, stretch: Stretch, readings: _Readings) -> Growth:  # noqa: PLR0917 - of what, when
    start, end = stretch
    room = slack(start, end)
    closing = readings.near(number, media, end, room=room)
    if media.published >= start:
        return Growth(None, closing)
    opening = readings.near(number, media, start, room=room)
    if media.product_type == STORY and closing.seen <= opening.seen:
        # a story's last look stands for its end, however early it was; the same look says nothing of how it grew
        closing = replace(closing, measures=dict.fromkeys(closing.measures, Missing(Reason.NOT_COLLECTED)))
    return Growth(opening, closing)


def _was_over(media: MediaItem, start: datetime) -> bool:
    """Say whether it is a story that had ended by then."""
    return media.product_type == STORY and media.published + STORY_LIFE <= start

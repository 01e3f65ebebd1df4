"""What media items read at the two ends of a stretch of time: the looks nearest to them. Reads history, asks nobody.

A row that reads the same from one look to another stands for the looks between them, not for the time between looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from functools import partial
from itertools import takewhile

from sqlalchemy import Connection

from reporter.history.encode import seconds
from reporter.history.read import STORY
from reporter.history.read import Look
from reporter.history.read import Visits
from reporter.history.read import Wanted
from reporter.history.read import looks_after
from reporter.history.read import looks_before
from reporter.history.read import read_media
from reporter.history.read import read_visits
from reporter.history.views import STORY_LIFE_S
from reporter.history.views import by_media
from reporter.history.views import chosen
from reporter.history.views import reasons
from reporter.observations import STORY_LIFE
from reporter.observations import Growth
from reporter.observations import MediaItem
from reporter.observations import Missing
from reporter.observations import Reason

_LEAST_SLACK, _MOST_SLACK = timedelta(hours=12), timedelta(days=7)

Stretch = tuple[datetime, datetime]


def growths(connection: Connection, wanted: Wanted, stretches: Sequence[Stretch]) -> list[list[Growth]]:
    """Return for each stretch what each media item read at its start and end: the looks nearest, within `slack`."""
    known = [(start, min(end, wanted.now)) for start, end in stretches]
    visits, why = read_visits(connection, wanted.accounts, wanted.now), list(reasons(connection, wanted))
    sides = {
        at: by_media(looks_before(connection, wanted, seconds(at)), looks_after(connection, wanted, seconds(at)), why)
        for at in dict.fromkeys(at for stretch in known for at in stretch)
    }
    found = []
    for start, end in known:
        near = _Near(int(slack(start, end).total_seconds()), visits)
        media = read_media(connection, replace(wanted, end=min(wanted.end, end)), gone_by=end)
        found.append(
            [
                _growth(one, near, [(at, sides[at].get(number, ())) for at in (start, end)])
                for number, one in media.items()
                if not _was_over(one, start)
            ]
        )
    return found


def whole_stretches(
    connection: Connection, wanted: Wanted, stretches: Sequence[Stretch], *, gained: bool, stories: bool
) -> int:
    """Return how many of these stretches, from the first on, history can tell whole figures of.

    Of what was published in one, when the list was read after it; of what was gained in one, when it was read near both
    ends. `stories`: only when they had been watched, too.
    """
    visits = read_visits(connection, wanted.accounts, wanted.now)

    def is_whole(account: str, start: datetime, end: datetime) -> bool:
        room = slack(start, end)
        read = (
            visits.read_near(account, start, room) and visits.read_near(account, min(end, wanted.now), room)
            if gained
            else visits.read_over(account, start, min(end, wanted.now))
        )
        return read and (not stories or visits.watched_since(account, start))

    whole = (all(is_whole(account, start, end) for account in wanted.accounts) for start, end in stretches)
    return sum(1 for _ in takewhile(bool, whole))


def _growth(media: MediaItem, near: _Near, ends: Sequence[tuple[datetime, Sequence[Look]]]) -> Growth:
    opening, closing = (chosen(media, looks, partial(near.to, seconds(at)), at=at) for at, looks in ends)
    if media.published >= ends[0][0]:
        return Growth(None, closing)
    if media.product_type == STORY and closing.seen <= opening.seen:
        # a story's last look stands for its end, however early it was; the same look says nothing of how it grew
        closing = replace(closing, measures=dict.fromkeys(closing.measures, Missing(Reason.NOT_COLLECTED)))
    return Growth(opening, closing)


def _was_over(media: MediaItem, start: datetime) -> bool:
    """Say whether it is a story that had ended by then."""
    return media.product_type == STORY and media.published + STORY_LIFE <= start


class _Near:
    """How near a look is to a moment, in seconds; it does not do from further than `room`."""

    def __init__(self, room: int, visits: Visits) -> None:
        self._room = room
        self._visits = visits

    def to(self, at: int, media: MediaItem, look: Look) -> tuple[int, int] | None:
        """Return the distance and when the look was, or None when it is too far."""
        if media.product_type == STORY and at >= seconds(media.published) + STORY_LIFE_S:
            return (-look.until, look.until)  # a story that is over grows no more
        times = [look.seen, look.until]
        if look.seen < at < look.until:
            times += self._between(at, media, look)
        distance, seen = min([(abs(at - seen), seen) for seen in times])
        return (distance, seen) if distance <= self._room else None

    def _between(self, at: int, media: MediaItem, look: Look) -> Iterator[int]:
        """Give the visits next to a moment, within the look, at which the media item was on the list."""
        for visits in (self._visits.before(media, at), self._visits.since(media, at)):
            nearest = next(visits, look.until)
            if look.seen <= nearest <= look.until:
                yield nearest


def slack(start: datetime, end: datetime) -> timedelta:
    """Return how far from an end of a period a look may be to stand for it.

    An eighth of the period, at least 12 hours, at most 7 days, and less than half, so that no look stands for both.
    """
    length = max(end - start, timedelta(seconds=1))
    return min(max(length / 8, _LEAST_SLACK), _MOST_SLACK, length / 2 - timedelta(seconds=1))

"""What media items read at the two ends of a stretch of time: the looks nearest to them. Reads history, asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from reporter.history.encode import seconds
from reporter.history.falls import Falls
from reporter.history.falls import read_falls
from reporter.history.moments import Near
from reporter.history.read import STORY
from reporter.history.read import Look
from reporter.history.read import Wanted
from reporter.history.read import looks_after
from reporter.history.read import looks_before
from reporter.history.read import read_media
from reporter.history.read import read_visits
from reporter.history.views import by_media
from reporter.history.views import chosen
from reporter.history.views import reasons
from reporter.observations import STORY_LIFE
from reporter.observations import Growth
from reporter.observations import MediaItem
from reporter.observations import Missing
from reporter.observations import Reason
from reporter.spec.moments import slack

Stretch = tuple[datetime, datetime]


def growths(connection: Connection, wanted: Wanted, stretches: Sequence[Stretch]) -> list[list[Growth]]:
    """Return for each stretch what each media item read at its start and end: the looks nearest, within `slack`."""
    known = [(start, min(end, wanted.now)) for start, end in stretches]
    visits, why = read_visits(connection, wanted.accounts, wanted.now), list(reasons(connection, wanted))
    falls = read_falls(connection, wanted)
    sides = {
        at: by_media(looks_before(connection, wanted, seconds(at)), looks_after(connection, wanted, seconds(at)), why)
        for at in dict.fromkeys(at for stretch in known for at in stretch)
    }
    found = []
    for start, end in known:
        near = Near(slack(start, end), visits)
        media = read_media(connection, replace(wanted, end=min(wanted.end, end)), gone_by=end)
        found.append(
            [
                _growth(one, near, [(at, sides[at].get(number, ())) for at in (start, end)], falls=falls.get(number))
                for number, one in media.items()
                if not _was_over(one, start)
            ]
        )
    return found


def _growth(
    media: MediaItem, near: Near, ends: Sequence[tuple[datetime, Sequence[Look]]], *, falls: Falls | None
) -> Growth:
    opening, closing = (chosen(media, looks, partial(near.to, seconds(at)), at=at, falls=falls) for at, looks in ends)
    if media.published >= ends[0][0]:
        return Growth(None, closing)
    if media.product_type == STORY and closing.seen <= opening.seen:
        # a story's last look stands for its end, however early it was; the same look says nothing of how it grew
        closing = replace(closing, measures=dict.fromkeys(closing.measures, Missing(Reason.NOT_COLLECTED)))
    return Growth(opening, closing)


def _was_over(media: MediaItem, start: datetime) -> bool:
    """Say whether it is a story that had ended by then."""
    return media.product_type == STORY and media.published + STORY_LIFE <= start

"""Numbers that fell: the highest reading of a metric before a lower one. Reads history, judges nothing.

Lifetime counts of Meta's may shrink, some by three quarters; whoever compares or subtracts has to know of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from operator import le
from typing import Any
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy import select

from reporter.history.encode import decode_names
from reporter.history.encode import moment
from reporter.history.encode import seconds
from reporter.history.read import Wanted
from reporter.history.snapshots import NUMBERS
from reporter.history.tables import ACCOUNT
from reporter.history.tables import ASK
from reporter.history.tables import MEDIA
from reporter.history.tables import SERIES
from reporter.history.tables import SNAPSHOT

Number = int | float


class Fall(NamedTuple):
    """The highest number read until then, when it was read, and when first a lower one was (seconds since 1970)."""

    highest: Number
    read: int
    since: int


Falls = Mapping[str, Sequence[Fall]]  # metric -> its falls, the earliest first, each from a higher number
_Row = tuple[int, int, str]  # when it was read, which question, its numbers


def read_falls(connection: Connection, wanted: Wanted) -> dict[int, Falls]:
    """Return the falls of every media item that has any, by its number in history."""
    asks = {row.id: decode_names(row.metrics) for row in connection.execute(select(ASK).where(ASK.c.kind == NUMBERS))}
    query = (
        select(SERIES.c.media, SNAPSHOT.c.seen, SERIES.c.ask, SNAPSHOT.c.measures)
        .join_from(MEDIA, ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
        .join(SERIES, SERIES.c.media == MEDIA.c.id)
        .join(SNAPSHOT, SNAPSHOT.c.series == SERIES.c.id)
        .where(wanted.condition, SERIES.c.ask.in_(asks), SNAPSHOT.c.seen <= seconds(wanted.now))
    )
    rows: defaultdict[int, list[_Row]] = defaultdict(list)
    for media, seen, ask, line in connection.execute(query).all():
        rows[media].append((seen, ask, line))
    found = {media: _falls(own, asks) for media, own in rows.items() if len(own) > 1}
    return {media: falls for media, falls in found.items() if falls}


def highest_before(falls: Falls, numbers: Mapping[str, tuple[Number, int]]) -> dict[str, tuple[Number, datetime]]:
    """Return the highest reading of each metric that is lower now. `numbers`: metric -> value and when it was read."""
    found = {}
    for metric, own in falls.items():
        value, read = numbers.get(metric, (0, 0))
        tops = [fall for fall in own if fall.since <= read and fall.highest > value]
        if tops:
            found[metric] = (tops[-1].highest, moment(tops[-1].read))
    return found


def _falls(rows: list[_Row], asks: Mapping[int, Sequence[str]]) -> Falls:
    rows.sort()
    if all(ask == rows[0][1] for _, ask, _ in rows) and _only_grows([line for *_, line in rows]):
        return {}
    tops: dict[str, tuple[Number, int]] = {}
    found: defaultdict[str, list[Fall]] = defaultdict(list)
    for read, ask, line in rows:
        for metric, value in zip(asks[ask], _numbers(line), strict=True):
            top, when = tops.setdefault(metric, (value, read))
            if value > top:
                tops[metric] = value, read
            elif value < top and (not found[metric] or found[metric][-1].highest < top):
                found[metric].append(Fall(top, when, read))
    return {metric: own for metric, own in found.items() if own}


def _only_grows(lines: Sequence[str]) -> bool:
    """Say whether no number of one question ever fell; true of nearly all media, and quick to see."""
    readings = map(_plain, json.loads(f"[{','.join(lines)}]"))  # all at once: a call for each line takes longer
    return all(all(map(le, column, column[1:])) for column in zip(*readings, strict=True))


def _numbers(line: str) -> list[Number]:
    """Return the numbers of a line of `encode`, without their breakdowns."""
    return _plain(json.loads(line))


def _plain(numbers: list[Any]) -> list[Number]:
    return [one[0] if type(one) is list else one for one in numbers]

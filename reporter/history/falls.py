"""Numbers that fell: the highest reading of a metric before a lower one. Judges nothing.

Lifetime counts of Meta's may shrink, some by three quarters; whoever compares or subtracts has to know of it. Looking
through all rows at every report would take longer than the rest of it, so a fall is noted when the lower number is
written, and stays when the rows that showed it are pruned.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import le
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select

from reporter.history.db.bulk import RowFormat, among, select_among, write_rows
from reporter.history.encode import decode_names, moment, seconds
from reporter.history.read.rows import MediaQuery
from reporter.history.tables import ACCOUNT, FALL, MEDIA, METRIC_SET, NUMBERS, SERIES, SNAPSHOT

FallValue = int | float

_ALL = (FALL.c.media, FALL.c.metric, FALL.c.highest, FALL.c.read, FALL.c.since)
_NOTED = select(*_ALL).where(among(FALL.c.media)).order_by(FALL.c.since)
_FORGET = delete(FALL).where(among(FALL.c.media))
_ROWS = (
    select(SERIES.c.media, SNAPSHOT.c.seen, SNAPSHOT.c.until, METRIC_SET.c.metrics, SNAPSHOT.c.metric_values)
    .join_from(SERIES, METRIC_SET, METRIC_SET.c.id == SERIES.c.metric_set)
    .join(SNAPSHOT, SNAPSHOT.c.series == SERIES.c.id)
    .where(among(SERIES.c.media), METRIC_SET.c.kind == NUMBERS)
)
_NEW = RowFormat(FALL, ("media", "metric", "since", "read", "highest"))


class Fall(NamedTuple):
    """The highest number read until then, when it was read, and when first a lower one was (seconds since 1970)."""

    highest: FallValue
    read: int
    since: int


Falls = Mapping[str, Sequence[Fall]]  # metric -> its falls, the earliest first, each from a higher number
_Row = tuple[int, int, str, str]  # when it was first and last read so, which metrics, their numbers


def read_falls(connection: Connection, selection: MediaQuery) -> dict[int, Falls]:
    """Return the falls of every media item that has any, by its number in history."""
    query = (
        select(*_ALL)
        .join_from(MEDIA, ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
        .join(FALL, FALL.c.media == MEDIA.c.id)
        .where(selection.condition, FALL.c.since <= seconds(selection.now))
        .order_by(FALL.c.since)
    )
    return _by_media(connection.execute(query).all())


def note_falls(connection: Connection, media: Iterable[int]) -> None:
    """Reading through all rows of media items, by their numbers in history, and note their falls anew."""
    rows: defaultdict[int, list[_Row]] = defaultdict(list)
    numbers = list(media)
    for number, *row in select_among(connection, _ROWS, numbers):
        rows[number].append(tuple(row))
    noted = _by_media(select_among(connection, _NOTED, numbers))
    if noted:
        connection.execute(_FORGET, {"keys": dict.fromkeys(noted, 0)})
    by_media = {number: _falls(lines, noted.get(number, {})) for number, lines in rows.items()}
    write_rows(
        connection,
        _NEW,
        [
            (number, metric, fall.since, fall.read, json.dumps(fall.highest))
            for number, falls in by_media.items()
            for metric, of_metric in falls.items()
            for fall in of_metric
        ],
    )


def highest_before(falls: Falls, numbers: Mapping[str, tuple[FallValue, int]]) -> dict[str, tuple[FallValue, datetime]]:
    """Return the highest reading of each metric that is lower now. `numbers`: metric -> value and when it was read."""
    highest = {}
    for metric, of_metric in falls.items():
        value, read = numbers.get(metric, (0, 0))
        tops = [fall for fall in of_metric if fall.since <= read and fall.highest > value]
        if tops:
            highest[metric] = (tops[-1].highest, moment(tops[-1].read))
    return highest


def numbers_in(metrics: str, line: str) -> dict[str, FallValue]:
    """Return the numbers of a row, by metric, without their breakdowns."""
    return dict(zip(decode_names(metrics), _plain(json.loads(line)), strict=True))


def _by_media(rows: Iterable[Any]) -> dict[int, Falls]:
    by_media: dict[int, dict[str, list[Fall]]] = {}
    for media, metric, highest, read, since in rows:
        by_media.setdefault(media, {}).setdefault(metric, []).append(Fall(json.loads(highest), read, since))
    return dict(by_media)


def _falls(rows: list[_Row], noted: Falls) -> Falls:
    """Return the falls that rows show, after those that were noted before the first of them."""
    rows.sort()
    if not noted and _only_grow(rows):
        return {}
    tops: dict[str, tuple[FallValue, int]] = {}
    by_metric: dict[str, list[Fall]] = {}
    for read, metrics, line in sorted(
        {(at, names, values) for first, last, names, values in rows for at in (first, last)}
    ):
        for metric, value in numbers_in(metrics, line).items():
            if metric not in tops:
                by_metric[metric] = [fall for fall in noted.get(metric, ()) if fall.since <= read]  # from pruned rows
                tops[metric] = max(((fall.highest, fall.read) for fall in by_metric[metric]), default=(value, read))
            top, when = tops[metric]
            if value > top:
                tops[metric] = value, read
            elif value < top and (not by_metric[metric] or by_metric[metric][-1].highest < top):
                by_metric[metric].append(Fall(top, when, read))
    return {metric: of_metric for metric, of_metric in by_metric.items() if of_metric}


def _only_grow(rows: list[_Row]) -> bool:
    """Return whether no number ever fell: true of most media items, and quick to see with a single metric set."""
    starts, ends, questions, lines = zip(*rows, strict=True)
    if len(set(questions)) > 1 or not all(map(le, ends, starts[1:])):
        return False
    readings = map(_plain, json.loads(f"[{','.join(lines)}]"))  # all at once: a call for each line takes longer
    return all(all(map(le, column, column[1:])) for column in zip(*readings, strict=True))


def _plain(numbers: list[Any]) -> list[FallValue]:
    return [number[0] if type(number) is list else number for number in numbers]

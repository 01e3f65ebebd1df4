"""Records snapshots: one row for each media item, metric set and time.

A number is kept beside others that were seen with it; why there was none is kept apart from them, so that a later
silence never hides a number. A reading equal to the last one extends its row instead of adding one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select

from reporter.core.observations import MetricValue, Missing, Snapshot
from reporter.history.db.bulk import RowFormat, among, select_among, write_rows
from reporter.history.encode import decode_names, encode, encode_names, seconds
from reporter.history.falls import note_falls, numbers_in
from reporter.history.tables import METRIC_SET, NUMBERS, REASONS, SERIES, SNAPSHOT
from reporter.history.write.media import record_media

SnapshotKey = tuple[int, int]  # media item's and metric set's number
MetricSetKey = tuple[str, str]  # its kind and its metrics

# Statements are built once: an answer brings fifty media items, of which building would take half the time.
_METRIC_SETS = select(METRIC_SET.c.kind, METRIC_SET.c.metrics, METRIC_SET.c.id)
_OTHER = SNAPSHOT.alias()
_LATEST = select(func.max(_OTHER.c.seen)).where(_OTHER.c.series == SERIES.c.id, _OTHER.c.seen <= bindparam("at"))
_LATER = select(_OTHER.c.seen).where(_OTHER.c.series == SERIES.c.id, _OTHER.c.seen > bindparam("at"))
# every series of media items, with its last row up to a time, and whether it was read again later
_KNOWN = (
    select(
        SERIES.c.media, SERIES.c.metric_set, SERIES.c.id, SNAPSHOT.c.seen, SNAPSHOT.c.until, SNAPSHOT.c.metric_values
    )
    .add_columns(or_(_LATER.exists(), SNAPSHOT.c.until > bindparam("at")))
    .join_from(
        SERIES,
        SNAPSHOT,
        and_(SNAPSHOT.c.series == SERIES.c.id, SNAPSHOT.c.seen == _LATEST.scalar_subquery()),
        isouter=True,
    )
    .where(among(SERIES.c.media))
)
_NEW_METRIC_SET = insert(METRIC_SET).returning(METRIC_SET.c.id)
_NEW_SERIES = RowFormat(SERIES, ("media", "metric_set"))
_NEW = RowFormat(SNAPSHOT, ("series", "seen", "until", "metric_values"))
_LONGER = RowFormat(SNAPSHOT, ("until",), keys=("series", "seen"))
_CHANGED = RowFormat(SNAPSHOT, ("metric_values",), keys=("series", "seen"))


class _Last(NamedTuple):
    """The last row of a series up to a time, and whether it was read again later.

    `line` is "" where there is none up to that time.
    """

    names: str
    start: int
    line: str
    is_overtaken: bool


def record(connection: Connection, snapshots: Sequence[Snapshot], *, kind: str = NUMBERS, listed: bool = True) -> None:
    """Keep snapshots of any accounts; their measures may be a part of what was requested.

    `kind`: NUMBERS or WEBHOOK. `listed`: the media items were just seen in a list.
    """
    if not snapshots:
        return
    ids, metric_sets = record_media(connection, snapshots, listed=listed), MetricSets(connection)
    rows: defaultdict[int, dict[SnapshotKey, str]] = defaultdict(dict)
    for snapshot in snapshots:
        media, seen = ids[snapshot.media.account][snapshot.media.media_id], seconds(snapshot.seen)
        for metric_set, measures in _lines(snapshot.measures, kind):
            rows[seen][media, metric_sets[metric_set]] = measures
    numbers = {number: names for (of_set, names), number in metric_sets.items() if of_set == NUMBERS}
    for seen in sorted(rows):
        _extend(connection, rows[seen], seen, numbers=numbers)


def _lines(measures: Mapping[str, MetricValue], kind: str) -> Iterator[tuple[MetricSetKey, str]]:
    """Give the numbers as one line and the reasons as another; a webhook's stay together."""
    metrics, names = _in_order(tuple(measures))
    ordered = [measures[metric] for metric in metrics]
    if kind != NUMBERS or Missing not in map(type, ordered):
        if ordered:
            yield (kind, names), encode(ordered)
        return
    for of_set, missing in ((kind, False), (REASONS, True)):
        some = [metric for metric in metrics if (type(measures[metric]) is Missing) is missing]
        if some:
            yield (of_set, encode_names(some)), encode([measures[metric] for metric in some])


@lru_cache
def _in_order(metrics: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    ordered = tuple(sorted(metrics))
    return ordered, encode_names(ordered)


class MetricSets(dict[MetricSetKey, int]):
    """The number of each metric set, given to it at its first use."""

    def __init__(self, connection: Connection) -> None:
        super().__init__({(kind, metrics): int(number) for kind, metrics, number in connection.execute(_METRIC_SETS)})
        self._connection = connection

    def __missing__(self, metric_set: MetricSetKey) -> int:
        kind, metrics = metric_set
        self[metric_set] = number = int(
            self._connection.execute(_NEW_METRIC_SET, {"kind": kind, "metrics": metrics}).scalar_one()
        )
        return number


def _extend(connection: Connection, rows: Mapping[SnapshotKey, str], seen: int, *, numbers: Mapping[int, str]) -> None:
    """Write what each series read at a time: a new row where it moved, else the last row made longer.

    `numbers`: the metric sets of numbers, with their metrics.
    """
    known = _known(connection, rows, seen)
    fresh = [key for key in rows if key not in known]
    if fresh:
        write_rows(connection, _NEW_SERIES, fresh)
        known |= _known(connection, fresh, seen)
    last = _last_numbers(known, numbers)
    new, longer, changed = [], [], []
    fallen: set[int] = set()
    for (media, metric_set), line in rows.items():
        _, _, number, start, until, before, _ = known[media, metric_set]
        names, earlier = (numbers[metric_set], last[media]) if metric_set in numbers else ("", [])
        if start is None or (start < seen and (before != line or _differs(names, line, earlier, since=start))):
            new.append((number, seen, seen, line))
            if _may_fall(names, line, earlier):
                fallen.add(media)
        elif before != line:  # the same moment again: what was received last counts
            changed.append((line, number, seen))
            fallen.add(media)
        elif seen > until:
            longer.append((seen, number, start))
    write_rows(connection, _NEW, new)
    write_rows(connection, _LONGER, longer)
    write_rows(connection, _CHANGED, changed)
    note_falls(connection, fallen)


def _last_numbers(
    known: Mapping[SnapshotKey, Sequence[Any]], numbers: Mapping[int, str]
) -> defaultdict[int, list[_Last]]:
    """Return the last numbers of every media item's metric sets of numbers."""
    by_media: defaultdict[int, list[_Last]] = defaultdict(list)
    for media, metric_set, _, start, _, line, is_overtaken in known.values():
        if metric_set in numbers:
            by_media[media].append(_Last(numbers[metric_set], start or 0, line or "", is_overtaken))
    return by_media


def _differs(names: str, line: str, last: Sequence[_Last], *, since: int) -> bool:
    """Return whether another metric set of a media item had other values since a time."""
    others = [other for other in last if other.names != names and other.start > since]
    return any(before != now for other in others for before, now in _pairs(names, line, other))


def _may_fall(names: str, line: str, last: Sequence[_Last]) -> bool:
    """Say whether a number is lower than before, or may be higher than other that was read later."""
    return any(other.is_overtaken or any(before > now for before, now in _pairs(names, line, other)) for other in last)


def _pairs(names: str, line: str, last: _Last) -> Iterator[tuple[int | float, int | float]]:
    """Give the numbers of the metrics that two sets share: what was last read, and what is read now."""
    shared = _shared(names, last.names)
    if shared and last.line:
        before, now = numbers_in(last.names, last.line), numbers_in(names, line)
        yield from ((before[metric], now[metric]) for metric in shared)


@lru_cache
def _shared(names: str, others: str) -> frozenset[str]:
    return frozenset(decode_names(names)).intersection(decode_names(others))


def _known(connection: Connection, keys: Iterable[SnapshotKey], seen: int) -> dict[SnapshotKey, Sequence[Any]]:
    """Return the series of the keys' media items as rows of _KNOWN, by media item and metric set."""
    rows = select_among(connection, _KNOWN, (media for media, _ in keys), at=seen)
    return {(row[0], row[1]): row for row in rows}

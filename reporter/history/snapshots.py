"""Writing down measures: one row for each media item, question and time.

A number is kept beside others that were seen with it; why there was none is kept apart from them, so that a later
silence never hides a number. What reads as it did at the last look makes that look's row longer instead of a new one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select

from reporter.history.bulk import Writing
from reporter.history.bulk import among
from reporter.history.bulk import looked_up
from reporter.history.bulk import write_rows
from reporter.history.encode import encode
from reporter.history.encode import encode_names
from reporter.history.encode import seconds
from reporter.history.media import record_media
from reporter.history.tables import ASK
from reporter.history.tables import SERIES
from reporter.history.tables import SNAPSHOT
from reporter.observations import Measure
from reporter.observations import Missing
from reporter.observations import Snapshot

NUMBERS, REASONS, WEBHOOK = "numbers", "reasons", "webhook"
Key = tuple[int, int]  # media item's and question's number
Ask = tuple[str, str]  # its kind and its metrics

# Statements are built once: an answer brings fifty media items, of which building would take half the time.
_ASKS = select(ASK.c.kind, ASK.c.metrics, ASK.c.id)
_OTHER = SNAPSHOT.alias()
_LATEST = select(func.max(_OTHER.c.seen)).where(_OTHER.c.series == SERIES.c.id, _OTHER.c.seen <= bindparam("at"))
# every series of media items, with its last row up to a time
_KNOWN = (
    select(SERIES.c.media, SERIES.c.ask, SERIES.c.id, SNAPSHOT.c.seen, SNAPSHOT.c.until, SNAPSHOT.c.measures)
    .join_from(
        SERIES,
        SNAPSHOT,
        and_(SNAPSHOT.c.series == SERIES.c.id, SNAPSHOT.c.seen == _LATEST.scalar_subquery()),
        isouter=True,
    )
    .where(among(SERIES.c.media))
)
_NEW_ASK = insert(ASK).returning(ASK.c.id)
_NEW_SERIES = Writing(SERIES, ("media", "ask"))
_NEW = Writing(SNAPSHOT, ("series", "seen", "until", "measures"))
_LONGER = Writing(SNAPSHOT, ("until",), keys=("series", "seen"))
_CHANGED = Writing(SNAPSHOT, ("measures",), keys=("series", "seen"))


def record(connection: Connection, snapshots: Sequence[Snapshot], *, kind: str = NUMBERS, listed: bool = True) -> None:
    """Keep snapshots of any accounts; their measures may be a part of what was asked.

    `kind`: NUMBERS or WEBHOOK. `listed`: the media items were just seen in a list.
    """
    if not snapshots:
        return
    ids, asks = record_media(connection, snapshots, listed=listed), Asks(connection)
    rows: defaultdict[int, dict[Key, str]] = defaultdict(dict)
    for one in snapshots:
        own, seen = ids[one.media.account][one.media.media_id], seconds(one.seen)
        for ask, measures in _lines(one.measures, kind):
            rows[seen][own, asks[ask]] = measures
    for seen in sorted(rows):
        _extend(connection, rows[seen], seen)


def _lines(measures: Mapping[str, Measure], kind: str) -> Iterator[tuple[Ask, str]]:
    """Give the numbers as one line and the reasons as another; a webhook's stay together."""
    metrics, names = _in_order(tuple(measures))
    ordered = [measures[metric] for metric in metrics]
    if kind != NUMBERS or Missing not in map(type, ordered):
        if ordered:
            yield (kind, names), encode(ordered)
        return
    for own, missing in ((kind, False), (REASONS, True)):
        some = [metric for metric in metrics if (type(measures[metric]) is Missing) is missing]
        if some:
            yield (own, encode_names(some)), encode([measures[metric] for metric in some])


@lru_cache
def _in_order(metrics: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    ordered = tuple(sorted(metrics))
    return ordered, encode_names(ordered)


class Asks(dict[Ask, int]):
    """The number of each question, given to it at its first use."""

    def __init__(self, connection: Connection) -> None:
        super().__init__({(kind, metrics): int(number) for kind, metrics, number in connection.execute(_ASKS)})
        self._connection = connection

    def __missing__(self, ask: Ask) -> int:
        kind, metrics = ask
        self[ask] = number = int(self._connection.execute(_NEW_ASK, {"kind": kind, "metrics": metrics}).scalar_one())
        return number


def _extend(connection: Connection, rows: Mapping[Key, str], seen: int) -> None:
    """Write what each series read at a time: a new row where it moved, else the last row made longer."""
    known = _known(connection, rows, seen)
    fresh = [key for key in rows if key not in known]
    if fresh:
        write_rows(connection, _NEW_SERIES, fresh)
        known |= _known(connection, fresh, seen)
    new, longer, changed = [], [], []
    for key, measures in rows.items():
        _, _, number, start, until, last = known[key]
        if start is None or (last != measures and start < seen):
            new.append((number, seen, seen, measures))
        elif last != measures:  # the same moment again: what was heard last counts
            changed.append((measures, number, seen))
        elif seen > until:
            longer.append((seen, number, start))
    write_rows(connection, _NEW, new)
    write_rows(connection, _LONGER, longer)
    write_rows(connection, _CHANGED, changed)


def _known(connection: Connection, keys: Iterable[Key], seen: int) -> dict[Key, Sequence[Any]]:
    """Return the series of the keys' media items as rows of _KNOWN, by media item and question."""
    rows = looked_up(connection, _KNOWN, (media for media, _ in keys), at=seen)
    return {(row[0], row[1]): row for row in rows}

"""Writing down measures: one row for each media item, question and time.

A number is kept beside others that were seen with it; why there was none is kept apart from them, so that a later
silence never hides a number. What reads as it did at the last look makes that look's row longer instead of a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from reporter.history.encode import encode
from reporter.history.encode import encode_names
from reporter.history.encode import seconds
from reporter.history.lookup import looked_up
from reporter.history.media import record_media
from reporter.history.tables import ASK
from reporter.history.tables import SERIES
from reporter.history.tables import SNAPSHOT
from reporter.observations import Measure
from reporter.observations import Missing
from reporter.observations import Snapshot

NUMBERS, REASONS, WEBHOOK = "numbers", "reasons", "webhook"
Key = tuple[int, int]  # media item's and question's number

# Statements are built once: an answer brings fifty media items, of which building would take half the time.
_ASKS = select(ASK.c.kind, ASK.c.metrics, ASK.c.id)
_OTHER = SNAPSHOT.alias()
_LATEST = select(func.max(_OTHER.c.seen)).where(_OTHER.c.series == SERIES.c.id, _OTHER.c.seen <= bindparam("at"))
# every series of media items, with its last row up to a time
_KNOWN = select(
    SERIES.c.media, SERIES.c.ask, SERIES.c.id, SNAPSHOT.c.seen, SNAPSHOT.c.until, SNAPSHOT.c.measures
).join_from(
    SERIES,
    SNAPSHOT,
    and_(SNAPSHOT.c.series == SERIES.c.id, SNAPSHOT.c.seen == _LATEST.scalar_subquery()),
    isouter=True,
)
_ROW = and_(SNAPSHOT.c.series == bindparam("key"), SNAPSHOT.c.seen == bindparam("at"))
_NEW_ASK = insert(ASK).returning(ASK.c.id)
_NEW_SERIES = insert(SERIES).returning(SERIES.c.media, SERIES.c.ask, SERIES.c.id)
_NEW = insert(SNAPSHOT)
_LONGER = update(SNAPSHOT).where(_ROW).values(until=bindparam("to"))
_CHANGED = update(SNAPSHOT).where(_ROW).values(measures=bindparam("text"))


class _Line(NamedTuple):
    """Measures that are kept together: whose, of which kind, which metrics, and as text."""

    media: int
    kind: str
    metrics: str
    measures: str


def record(connection: Connection, snapshots: Sequence[Snapshot], *, kind: str = NUMBERS, listed: bool = True) -> None:
    """Keep snapshots of any accounts; their measures may be a part of what was asked.

    `kind`: NUMBERS or WEBHOOK. `listed`: the media items were just seen in a list.
    """
    if not snapshots:
        return
    ids = record_media(connection, snapshots, listed=listed)
    lines: dict[int, list[_Line]] = {}
    for one in snapshots:
        own = ids[one.media.account, one.media.media_id]
        lines.setdefault(seconds(one.seen), []).extend(_lines(own, one.measures, kind))
    for seen, together in sorted(lines.items()):
        asks = _asks(connection, dict.fromkeys((line.kind, line.metrics) for line in together))
        _extend(connection, {(line.media, asks[line.kind, line.metrics]): line.measures for line in together}, seen)


def _lines(media: int, measures: Mapping[str, Measure], kind: str) -> Iterator[_Line]:
    """Give the numbers as one line and the reasons as another; a webhook's stay together."""
    metrics, names = _in_order(tuple(measures))
    silent = [metric for metric in metrics if type(measures[metric]) is Missing] if kind == NUMBERS else []
    if not silent and metrics:
        yield _Line(media, kind, names, encode([measures[metric] for metric in metrics]))
        return
    told = [metric for metric in metrics if metric not in silent]
    for own, some in ((kind, told), (REASONS, silent)):
        if some:
            yield _Line(media, own, encode_names(some), encode([measures[metric] for metric in some]))


@lru_cache
def _in_order(metrics: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    ordered = tuple(sorted(metrics))
    return ordered, encode_names(ordered)


def _asks(connection: Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the number of each question, given to it at its first use."""
    asks = {(kind, metrics): int(number) for kind, metrics, number in connection.execute(_ASKS)}
    for kind, metrics in wanted:
        if (kind, metrics) not in asks:
            asks[kind, metrics] = connection.execute(_NEW_ASK, {"kind": kind, "metrics": metrics}).scalar_one()
    return asks


def _extend(connection: Connection, rows: Mapping[Key, str], seen: int) -> None:
    """Write what each series read at a time: a new row where it moved, else the last row made longer."""
    known = _known(connection, list(dict.fromkeys(media for media, _ in rows)), seen)
    fresh = [key for key in rows if key not in known]
    if fresh:
        made = connection.execute(_NEW_SERIES, [{"media": media, "ask": ask} for media, ask in fresh])
        known |= {(media, ask): (media, ask, number, None, None, None) for media, ask, number in made}
    new, longer, changed = [], [], []
    for key, measures in rows.items():
        _, _, number, start, until, last = known[key]
        if start is None or (last != measures and start < seen):
            new.append({"series": number, "seen": seen, "until": seen, "measures": measures})
        elif last != measures:  # the same moment again: what was heard last counts
            changed.append({"key": number, "at": seen, "text": measures})
        elif seen > until:
            longer.append({"key": number, "at": start, "to": seen})
    for statement, some in ((_NEW, new), (_LONGER, longer), (_CHANGED, changed)):
        if some:
            connection.execute(statement, some)


def _known(connection: Connection, media: Sequence[int], seen: int) -> dict[Key, Sequence[Any]]:
    """Return the series of media items as rows of _KNOWN, by media item and question."""
    rows = looked_up(connection, _KNOWN.params(at=seen), SERIES.c.media, keys=media)
    return {(row[0], row[1]): row for row in rows}

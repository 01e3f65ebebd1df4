"""Looking after history: reading it out row by row, and removing old rows. Never the last of a media item's."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import Connection
from sqlalchemy import Table
from sqlalchemy import delete
from sqlalchemy import exists
from sqlalchemy import func
from sqlalchemy import select

from reporter.core.errors import HistoryError
from reporter.core.observations import Missing
from reporter.history.db.errors import DAMAGED
from reporter.history.db.integrity import damage_in
from reporter.history.encode import decode
from reporter.history.encode import decode_names
from reporter.history.encode import moment
from reporter.history.encode import seconds
from reporter.history.open import History
from reporter.history.tables import ACCOUNT
from reporter.history.tables import AUDIENCE
from reporter.history.tables import EVENT
from reporter.history.tables import LISTING
from reporter.history.tables import MEDIA
from reporter.history.tables import METRIC_SET
from reporter.history.tables import RUN
from reporter.history.tables import SERIES
from reporter.history.tables import SNAPSHOT


def find_damage(history: History) -> str:
    """Return what is wrong with the file, or "". A server same_list after that itself."""
    if history.location.path is None:
        return ""
    with history.read() as connection:
        return damage_in(connection)


def media_ids_of(connection: Connection, account: str) -> list[int]:
    """Return the numbers in history of an account's media items, oldest first."""
    query = select(MEDIA.c.id).join(ACCOUNT, ACCOUNT.c.id == MEDIA.c.account).where(ACCOUNT.c.alias == account)
    return list(connection.execute(query.order_by(MEDIA.c.published, MEDIA.c.id)).scalars())


def values_of(connection: Connection, account: str, media: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Give one row a measure ever seen of these media items: what, when first and last seen so, its number or reason.

    A breakdown's values are rows of their own, with `breakdown` naming the value.
    """
    query = (
        select(
            MEDIA, METRIC_SET.c.kind, METRIC_SET.c.metrics, SNAPSHOT.c.seen, SNAPSHOT.c.until, SNAPSHOT.c.metric_values
        )
        .join_from(MEDIA, SERIES, SERIES.c.media == MEDIA.c.id)
        .join(METRIC_SET, METRIC_SET.c.id == SERIES.c.metric_set)
        .join(SNAPSHOT, SNAPSHOT.c.series == SERIES.c.id)
        .where(MEDIA.c.id.in_(media))
        .order_by(MEDIA.c.published, MEDIA.c.id, SNAPSHOT.c.seen, SERIES.c.id)
    )
    for row in connection.execute(query):
        about = {
            "account": account,
            "media_id": row.media_id,
            "product_type": row.product_type,
            "media_type": row.media_type,
            "published": moment(row.published),
            "source": "webhook" if row.kind == "webhook" else "api",
            "seen": moment(row.seen),
            "until": moment(row.until),
        }
        for metric, measure in zip(decode_names(row.metrics), decode(row.metric_values), strict=True):
            own = {**about, "metric": metric, "breakdown": "", "value": None, "reason": ""}
            if isinstance(measure, Missing):
                yield {**own, "reason": measure.reason.value}
                continue
            yield {**own, "value": float(measure.value)}
            for value, number in (measure.breakdown or {}).items():
                yield {**own, "breakdown": value, "value": float(number)}


def prune(history: History, before: datetime) -> int:
    """Remove snapshots last seen before a time, and what else is as old; return how many snapshots went.

    Of every series the last row before that time stays: it is what growth since then is counted from, and with it the
    last number of every metric of a media item. So do the first and the last completed listing of every list, and the
    last run of every command and report. Raises HistoryError for a damaged file, of which nothing is removed. The file
    does not become smaller by it; `shrink` of the history does that.
    """
    if find_damage(history):
        raise HistoryError(f"history {history.location.shown} {DAMAGED}; nothing was removed")
    whole = seconds(before)
    last_run = select(func.max(RUN.c.id)).group_by(RUN.c.command, RUN.c.report)

    def change(connection: Connection) -> int:
        gone = connection.execute(
            delete(SNAPSHOT).where(SNAPSHOT.c.until < whole, _follows(SNAPSHOT, "series", by=whole))
        ).rowcount
        connection.execute(delete(AUDIENCE).where(AUDIENCE.c.until < whole, _follows(AUDIENCE, "account", by=whole)))
        same_list = ("account", "list")
        later, earlier = _follows(LISTING, *same_list, by=whole), _precedes(LISTING, *same_list)
        connection.execute(delete(LISTING).where(LISTING.c.seen < whole, later, earlier))
        connection.execute(delete(EVENT).where(EVENT.c.received < whole))
        connection.execute(delete(RUN).where(RUN.c.started < whole, RUN.c.id.not_in(last_run)))
        return int(gone)

    return history.write(change)


def _follows(table: Table, *same: str, by: int) -> ColumnElement[bool]:
    """Return the condition that a later row of the same kind was there by a time."""
    other = table.alias()
    return exists().where(
        *(other.c[name] == table.c[name] for name in same), other.c.seen > table.c.seen, other.c.seen <= by
    )


def _precedes(table: Table, *same: str) -> ColumnElement[bool]:
    """Return the condition that there is an earlier row of the same kind."""
    other = table.alias()
    return exists().where(*(other.c[name] == table.c[name] for name in same), other.c.seen < table.c.seen)

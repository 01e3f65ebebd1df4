"""Maintenance of history: finding damage and removing old rows, never the last ones of a media item."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, select

from reporter.core.errors import HistoryError
from reporter.history.db.integrity import damage_in
from reporter.history.encode import seconds
from reporter.history.open import History
from reporter.history.tables import AUDIENCE, EVENT, LISTING, RUN, SNAPSHOT


def find_damage(history: History) -> str:
    """Return what is wrong with the file, or "". A server same_list after that itself."""
    if history.location.path is None:
        return ""
    with history.read() as connection:
        return damage_in(connection)


def prune_snapshots(history: History, before: datetime) -> int:
    """Remove snapshots last seen before a time, and what else is as old; return how many snapshots went.

    Of every series the last row before that time stays: it is what growth since then is counted from, and with it the
    last number of every metric of a media item. So do the first and the last completed listing of every list, and the
    last run of every command and report. Raises HistoryError for a damaged file, of which nothing is removed. The file
    does not become smaller by it; `shrink` of the history does that.
    """
    if find_damage(history):
        raise HistoryError(f"history {history.location.shown} is damaged; nothing was deleted; restore a backup")
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

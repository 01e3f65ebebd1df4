"""Writing what is known of accounts: lists that were read, what was missing from them, the account's own numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy import and_
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from reporter.history.encode import seconds
from reporter.history.tables import ACCOUNT
from reporter.history.tables import AUDIENCE
from reporter.history.tables import MEDIA
from reporter.history.tables import VISIT


def account_id(connection: Connection, alias: str) -> int:
    """Return an account's number in history, given to it at its first use."""
    found = connection.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.alias == alias)).scalar()
    if found is None:
        found = connection.execute(insert(ACCOUNT).values(alias=alias).returning(ACCOUNT.c.id)).scalar_one()
    return int(found)


def record_visit(connection: Connection, account: str, *, name: str, since: datetime, seen: datetime) -> None:
    """Keep that a list was read to its end back to `since`; what it should have held and did not is gone.

    A story that is not listed any more is over, not gone.
    """
    own, now = account_id(connection, account), seconds(seen)
    key = and_(VISIT.c.account == own, VISIT.c.list == name, VISIT.c.seen == now)
    known = connection.execute(select(VISIT.c.since).where(key)).scalar()
    if known is None:
        connection.execute(insert(VISIT).values(account=own, list=name, seen=now, since=seconds(since)))
    elif seconds(since) < known:
        connection.execute(update(VISIT).where(key).values(since=seconds(since)))
    if name == "media":
        missing = and_(
            MEDIA.c.account == own,
            MEDIA.c.product_type != "STORY",
            MEDIA.c.published >= seconds(since),
            MEDIA.c.listed < now,
            MEDIA.c.gone.is_(None),
        )
        connection.execute(update(MEDIA).where(missing).values(gone=now))


def record_audience(
    connection: Connection, account: str, *, seen: datetime, followers: int | None, media_count: int | None
) -> None:
    """Keep an account's own numbers; None is unknown. What did not move makes the last row longer."""
    own, now = account_id(connection, account), seconds(seen)
    earlier = and_(AUDIENCE.c.account == own, AUDIENCE.c.seen <= now)
    last = connection.execute(select(AUDIENCE).where(earlier).order_by(AUDIENCE.c.seen.desc()).limit(1)).first()
    values = {"followers": followers, "media_count": media_count}
    if last is not None and (last.seen == now or (last.followers, last.media_count) == (followers, media_count)):
        where = and_(AUDIENCE.c.account == own, AUDIENCE.c.seen == last.seen)
        connection.execute(update(AUDIENCE).where(where).values(until=max(now, last.until), **values))
    else:
        connection.execute(insert(AUDIENCE).values(account=own, seen=now, until=now, **values))

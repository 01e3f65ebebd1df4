"""Records what is known of accounts: completed listings, media missing from them, own numbers, token expiry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from reporter.core.observations import Audience, CompletedListing
from reporter.history.encode import moment, seconds
from reporter.history.tables import ACCOUNT, AUDIENCE, LISTING, MEDIA, TOKEN

# built once: every answer asks for its account
_KNOWN = select(ACCOUNT.c.id).where(ACCOUNT.c.alias == bindparam("known"))
_NEW = insert(ACCOUNT).returning(ACCOUNT.c.id)


def account_id(connection: Connection, alias: str) -> int:
    """Return an account's number in history, given to it at its first use."""
    number = connection.execute(_KNOWN, {"known": alias}).scalar()
    if number is None:
        number = connection.execute(_NEW, {"alias": alias}).scalar_one()
    return int(number)


def record_listing(connection: Connection, account: str, listing: CompletedListing, *, seen: datetime) -> None:
    """Keep that a list was read to its end; media that it should have held and did not are gone.

    A story that is not listed any more is over, not gone.
    """
    number, now = account_id(connection, account), seconds(seen)
    values = {"account": number, "list": listing.listed, "seen": now, "since": seconds(listing.since)}
    key = and_(*(LISTING.c[name] == value for name, value in values.items()))
    if connection.execute(select(LISTING.c.since).where(key)).first() is None:
        connection.execute(insert(LISTING).values(**values, until=seconds(listing.until)))
    if listing.listed == "media":
        missing = and_(
            MEDIA.c.account == number,
            MEDIA.c.product_type != "STORY",
            MEDIA.c.published >= seconds(listing.since),
            MEDIA.c.published < seconds(listing.until),
            MEDIA.c.listed < now,
            MEDIA.c.gone.is_(None),
        )
        connection.execute(update(MEDIA).where(missing).values(gone=now))


def record_audience(connection: Connection, account: str, audience: Audience, *, seen: datetime) -> None:
    """Keep an account's own numbers. What did not move makes the last row longer."""
    number, now = account_id(connection, account), seconds(seen)
    earlier = and_(AUDIENCE.c.account == number, AUDIENCE.c.seen <= now)
    last = connection.execute(select(AUDIENCE).where(earlier).order_by(AUDIENCE.c.seen.desc()).limit(1)).first()
    values = {"followers": audience.followers, "media_count": audience.media_count}
    if last is not None and (last.seen == now or (last.followers, last.media_count) == tuple(values.values())):
        where = and_(AUDIENCE.c.account == number, AUDIENCE.c.seen == last.seen)
        connection.execute(update(AUDIENCE).where(where).values(until=max(now, last.until), **values))
    else:
        connection.execute(insert(AUDIENCE).values(account=number, seen=now, until=now, **values))


def record_token(connection: Connection, account: str, expires: datetime | None, *, seen: datetime) -> None:
    """Record when an account's token expires; None: never."""
    number = account_id(connection, account)
    connection.execute(delete(TOKEN).where(TOKEN.c.account == number))
    values = {"account": number, "expires": None if expires is None else seconds(expires), "seen": seconds(seen)}
    connection.execute(insert(TOKEN).values(values))


def token_ends(connection: Connection, accounts: Sequence[str]) -> dict[str, datetime]:
    """Return when the accounts' tokens end, of those of which an end is known."""
    query = select(ACCOUNT.c.alias, TOKEN.c.expires).join(TOKEN, TOKEN.c.account == ACCOUNT.c.id)
    rows = connection.execute(query.where(ACCOUNT.c.alias.in_(accounts), TOKEN.c.expires.is_not(None)))
    return {alias: moment(int(ends)) for alias, ends in rows}

"""Writing down media items: that they exist, when they were last listed, and each version of what may be edited."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from reporter.history.accounts import account_id
from reporter.history.encode import seconds
from reporter.history.encode import storable
from reporter.history.lookup import looked_up
from reporter.history.store import History
from reporter.history.tables import ACCOUNT
from reporter.history.tables import FACTS
from reporter.history.tables import MEDIA
from reporter.history.tables import PICTURE
from reporter.observations import MediaItem
from reporter.observations import Snapshot

Place = tuple[str, str]  # account's alias, media id


def record_media(connection: Connection, snapshots: Sequence[Snapshot], *, listed: bool) -> dict[Place, int]:
    """Return the number in history of every media item, with what is new about it written down."""
    newest = {(one.media.account, one.media.media_id): one for one in sorted(snapshots, key=lambda one: one.seen)}
    ids: dict[Place, int] = {}
    for alias in dict.fromkeys(account for account, _ in newest):
        mine = {media_id: one for (account, media_id), one in newest.items() if account == alias}
        numbers = _of_account(connection, account_id(connection, alias), mine, listed=listed)
        ids |= {(alias, media_id): number for media_id, number in numbers.items()}
    return ids


def _of_account(
    connection: Connection, account: int, newest: Mapping[str, Snapshot], *, listed: bool
) -> dict[str, int]:
    known = _known(connection, account, newest)
    new = [one for media_id, one in newest.items() if media_id not in known]
    ids = {media_id: int(row.id) for media_id, row in known.items()}
    if new:
        connection.execute(insert(MEDIA), [_row(account, one) for one in new])
        columns = select(MEDIA.c.media_id, MEDIA.c.id).where(MEDIA.c.account == account)
        names = [one.media.media_id for one in new]
        ids |= {row.media_id: int(row.id) for row in looked_up(connection, columns, MEDIA.c.media_id, keys=names)}
        _pictures(connection, {ids[one.media.media_id]: one.media.thumbnail for one in new if one.media.thumbnail})
    if listed:
        _listed_again(connection, [(row, newest[media_id]) for media_id, row in known.items()])
    edited = [
        {"media": ids[media_id], "since": seconds(one.seen)} | texts
        for media_id, one in newest.items()
        for texts in [_texts(one)]
        if media_id not in known or (listed and _is_news(known[media_id], texts, seconds(one.seen)))
    ]
    if edited:
        connection.execute(insert(FACTS), edited)
    return ids


def _known(connection: Connection, account: int, newest: Mapping[str, Snapshot]) -> dict[str, Any]:
    """Return what history holds of these media items, each with the newest version of what may be edited."""
    other = FACTS.alias()
    latest = select(func.max(other.c.since)).where(other.c.media == MEDIA.c.id).scalar_subquery()
    query = (
        select(
            MEDIA.c.media_id,
            MEDIA.c.id,
            MEDIA.c.first_listed,
            MEDIA.c.listed,
            MEDIA.c.gone,
            *(one for one in FACTS.c if one.name != "media"),
        )
        .join_from(MEDIA, FACTS, and_(FACTS.c.media == MEDIA.c.id, FACTS.c.since == latest))
        .where(MEDIA.c.account == account)
    )
    return {row.media_id: row for row in looked_up(connection, query, MEDIA.c.media_id, keys=list(newest))}


def _listed_again(connection: Connection, found: Sequence[tuple[Any, Snapshot]]) -> None:
    """Note when media items were listed, first and last, whatever the order in which that is told."""
    rows = [
        {
            "key": row.id,
            "first": min(row.first_listed, seen),
            "last": max(row.listed, seen),
            "went": row.gone if row.gone and row.gone > seen else None,
        }
        for row, one in found
        for seen in [seconds(one.seen)]
        if seen < row.first_listed or row.listed < seen or row.gone
    ]
    if rows:
        there = update(MEDIA).where(MEDIA.c.id == bindparam("key"))
        values: dict[str, Any] = {
            "first_listed": bindparam("first"),
            "listed": bindparam("last"),
            "gone": bindparam("went"),
        }
        connection.execute(there.values(**values), rows)


def _row(account: int, one: Snapshot) -> dict[str, Any]:
    media, seen = one.media, seconds(one.seen)
    return {
        "account": account,
        "media_id": media.media_id,
        "product_type": storable(media.product_type),
        "media_type": storable(media.media_type),
        "published": seconds(media.published),
        "first_listed": seen,
        "listed": seen,
    }


def _texts(one: Snapshot) -> dict[str, str]:
    media = one.media
    return {
        "caption": storable(media.caption),
        "permalink": storable(media.permalink),
        "username": storable(media.username),
    }


def _is_news(known: Any, texts: Mapping[str, str], seen: int) -> bool:  # noqa: ANN401 - a row
    """Say whether a version is to be written down: an edit, or what was there before all that is known."""
    edited = known.since < seen and (known.caption, known.permalink, known.username) != tuple(texts.values())
    return edited or seen < known.first_listed


def add_pictures(history: History, pictures: Mapping[Place, bytes]) -> None:
    """Keep thumbnails of media items that history knows and has no picture of."""

    def change(connection: Connection) -> None:
        for alias in {account for account, _ in pictures}:
            own = {media_id: data for (account, media_id), data in pictures.items() if account == alias}
            missing = _without_picture(connection, alias, list(own))
            _pictures(connection, {number: own[media_id] for media_id, number in missing.items()})

    if pictures:
        history.write(change)


def without_picture(history: History, media: Sequence[MediaItem]) -> list[MediaItem]:
    """Return those of the media items that history knows and has no picture of."""
    found = []
    with history.read() as connection:
        for alias in {one.account for one in media}:
            own = {one.media_id: one for one in media if one.account == alias}
            found += [own[media_id] for media_id in _without_picture(connection, alias, list(own))]
    return found


def _without_picture(connection: Connection, alias: str, names: Sequence[str]) -> dict[str, int]:
    columns = select(MEDIA.c.media_id, MEDIA.c.id).outerjoin(PICTURE, PICTURE.c.media == MEDIA.c.id)
    mine = columns.join(ACCOUNT, ACCOUNT.c.id == MEDIA.c.account).where(ACCOUNT.c.alias == alias)
    rows = looked_up(connection, mine.where(PICTURE.c.media.is_(None)), MEDIA.c.media_id, keys=names)
    return {row.media_id: int(row.id) for row in rows}


def _pictures(connection: Connection, pictures: Mapping[int, bytes]) -> None:
    if pictures:
        connection.execute(insert(PICTURE), [{"media": media, "data": data} for media, data in pictures.items()])

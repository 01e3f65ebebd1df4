"""Records media items: that they exist, when they were last listed, and each version of what may be edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from reporter.core.observations import MediaItem, Snapshot
from reporter.history.db.bulk import RowFormat, among, select_among, write_rows
from reporter.history.encode import seconds, storable
from reporter.history.open import History
from reporter.history.tables import ACCOUNT, FACTS, MEDIA, PICTURE
from reporter.history.write.accounts import account_id

MediaKey = tuple[str, str]  # account's alias, media id

_OTHER = FACTS.alias()
_LATEST = select(func.max(_OTHER.c.since)).where(_OTHER.c.media == MEDIA.c.id).scalar_subquery()
_OWN = and_(MEDIA.c.account == bindparam("account"), among(MEDIA.c.media_id))
_NUMBERS = select(MEDIA.c.media_id, MEDIA.c.id).where(_OWN)
# media items with the newest version of what may be edited
_KNOWN = (
    select(MEDIA.c.media_id, MEDIA.c.id, MEDIA.c.first_listed, MEDIA.c.listed, MEDIA.c.gone)
    .add_columns(FACTS.c.since, FACTS.c.caption, FACTS.c.permalink, FACTS.c.username)
    .join_from(MEDIA, FACTS, and_(FACTS.c.media == MEDIA.c.id, FACTS.c.since == _LATEST))
    .where(_OWN)
)
_WITHOUT_PICTURE = (
    select(MEDIA.c.media_id, MEDIA.c.id)
    .outerjoin(PICTURE, PICTURE.c.media == MEDIA.c.id)
    .join(ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
    .where(ACCOUNT.c.alias == bindparam("account"), PICTURE.c.media.is_(None), among(MEDIA.c.media_id))
)
_NEW = RowFormat(MEDIA, ("account", "media_id", "product_type", "media_type", "published", "first_listed", "listed"))
_LISTED = RowFormat(MEDIA, ("first_listed", "listed", "gone"), keys=("id",))
_NEW_FACTS = RowFormat(FACTS, ("media", "since", "caption", "permalink", "username"))
_NEW_PICTURE = RowFormat(PICTURE, ("media", "data"))


def record_media(
    connection: Connection, snapshots: Sequence[Snapshot], *, listed: bool
) -> dict[str, Mapping[str, int]]:
    """Return the number in history of every media item, by alias and media id; what is new of it is written down."""
    newest: dict[str, dict[str, Snapshot]] = {}
    for snapshot in sorted(snapshots, key=attrgetter("seen")):
        newest.setdefault(snapshot.media.account, {})[snapshot.media.media_id] = snapshot
    return {
        alias: _of_account(connection, account_id(connection, alias), snapshots, listed=listed)
        for alias, snapshots in newest.items()
    }


def _of_account(
    connection: Connection, account: int, newest: Mapping[str, Snapshot], *, listed: bool
) -> Mapping[str, int]:
    known = {row[0]: row for row in select_among(connection, _KNOWN, newest, account=account)}
    ids = {media_id: row[1] for media_id, row in known.items()}
    new = [snapshot for media_id, snapshot in newest.items() if media_id not in known]
    if new:
        write_rows(connection, _NEW, [_row(account, snapshot) for snapshot in new])
        ids |= dict(select_among(connection, _NUMBERS, [snapshot.media.media_id for snapshot in new], account=account))
        _pictures(
            connection,
            {ids[snapshot.media.media_id]: snapshot.media.thumbnail for snapshot in new if snapshot.media.thumbnail},
        )
    facts = [(ids[snapshot.media.media_id], seconds(snapshot.seen), *_texts(snapshot)) for snapshot in new]
    if listed:
        pairs = [(row, newest[media_id]) for media_id, row in known.items()]
        _listed_again(connection, pairs)
        facts += _edited(pairs)
    write_rows(connection, _NEW_FACTS, facts)
    return ids


def _listed_again(connection: Connection, pairs: Sequence[tuple[Any, Snapshot]]) -> None:
    """Note when media items were listed, first and last, in whatever order that is recorded."""
    rows = []
    for (_, number, first, last, gone, *_), snapshot in pairs:
        seen = seconds(snapshot.seen)
        if seen < first or last < seen or gone:
            rows.append((min(first, seen), max(last, seen), gone if gone and gone > seen else None, number))
    write_rows(connection, _LISTED, rows)


def _edited(pairs: Sequence[tuple[Any, Snapshot]]) -> Iterator[tuple[Any, ...]]:
    """Give the versions that are to be written down: an edit, or what was there before all that is known."""
    for (_, number, first, _, _, since, *last), snapshot in pairs:
        seen, texts = seconds(snapshot.seen), _texts(snapshot)
        if seen < first or (since < seen and texts != tuple(last)):
            yield (number, seen, *texts)


def _row(account: int, snapshot: Snapshot) -> tuple[Any, ...]:
    media, seen = snapshot.media, seconds(snapshot.seen)
    kinds = storable(media.product_type), storable(media.media_type)
    return (account, media.media_id, *kinds, seconds(media.published), seen, seen)


def _texts(snapshot: Snapshot) -> tuple[str, str, str]:
    media = snapshot.media
    return storable(media.caption), storable(media.permalink), storable(media.username)


def add_pictures(history: History, pictures: Mapping[MediaKey, bytes]) -> None:
    """Keep thumbnails of media items that history knows and has no picture of."""

    def change(connection: Connection) -> None:
        for alias in {account for account, _ in pictures}:
            of_account = {media_id: data for (account, media_id), data in pictures.items() if account == alias}
            missing = _without_picture(connection, alias, of_account)
            _pictures(connection, {number: of_account[media_id] for media_id, number in missing.items()})

    if pictures:
        history.write(change)


def without_picture(history: History, media: Sequence[MediaItem]) -> list[MediaItem]:
    """Return those of the media items that history knows and has no picture of."""
    missing = []
    with history.read() as connection:
        for alias in {item.account for item in media}:
            by_id = {item.media_id: item for item in media if item.account == alias}
            missing += [by_id[media_id] for media_id in _without_picture(connection, alias, by_id)]
    return missing


def _without_picture(connection: Connection, alias: str, names: Iterable[str]) -> dict[str, int]:
    return dict(select_among(connection, _WITHOUT_PICTURE, names, account=alias))


def _pictures(connection: Connection, pictures: Mapping[int, bytes]) -> None:
    write_rows(connection, _NEW_PICTURE, list(pictures.items()))

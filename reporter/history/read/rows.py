"""Reading media items and the rows of their measures as they were known at a time. Chooses nothing, adds nothing up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, func, literal, or_, select

from reporter.core.observations import STORY_LIFE, MediaItem, MetricValue
from reporter.history.encode import decode, decode_names, moment, seconds
from reporter.history.tables import ACCOUNT, FACTS, LISTING, MEDIA, METRIC_SET, PICTURE, SERIES, SNAPSHOT

STORY = "STORY"
_STORY_LIFE_S = int(STORY_LIFE.total_seconds())


@dataclass(frozen=True, slots=True)
class MediaQuery:
    """Which media items: of these accounts, published in [start, end), and what was known of them at `now`.

    `pictures`: whether their thumbnails are read, too.
    """

    accounts: tuple[str, ...]
    start: datetime
    end: datetime
    now: datetime
    pictures: bool = True

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same as a condition on MEDIA joined with ACCOUNT."""
        return and_(
            ACCOUNT.c.alias.in_(self.accounts),
            MEDIA.c.published >= seconds(self.start),
            MEDIA.c.published < seconds(self.end),
            MEDIA.c.first_listed <= seconds(self.now),
        )


class Reading(NamedTuple):
    """The values of one metric set, the same from `seen` to `until` (seconds since 1970). `line`: as it is stored."""

    media: int
    kind: str
    metrics: Sequence[str]
    seen: int
    until: int
    line: str

    @property
    def measures(self) -> dict[str, MetricValue]:
        """The values by metric, decoded on demand: most readings do not count."""
        return dict(zip(self.metrics, decode(self.line), strict=True))


class ListingTimes(NamedTuple):
    """A list read to its end at `seen`: it held what was published in [since, until). Seconds since 1970."""

    seen: int
    since: int
    until: int


def read_media(connection: Connection, selection: MediaQuery, *, gone_by: datetime | None) -> dict[int, MediaItem]:
    """Return media items by their number in history, oldest first; those gone by `gone_by` are left out."""
    other = FACTS.alias()
    version = select(func.max(other.c.since)).where(
        other.c.media == MEDIA.c.id, other.c.since <= seconds(selection.now)
    )
    there = [or_(MEDIA.c.gone.is_(None), MEDIA.c.gone > seconds(gone_by))] if gone_by else []
    facts = and_(FACTS.c.media == MEDIA.c.id, FACTS.c.since == version.scalar_subquery())
    query = (
        select(MEDIA, ACCOUNT.c.alias, FACTS.c.caption, FACTS.c.permalink, FACTS.c.username)
        .join_from(MEDIA, ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
        .join(FACTS, facts)
        .where(selection.condition, *there)
        .order_by(MEDIA.c.published, MEDIA.c.id)
    )
    pictures = _read_pictures(connection, selection) if selection.pictures else {}
    return {
        row.id: MediaItem(
            account=row.alias,
            media_id=row.media_id,
            product_type=row.product_type,
            media_type=row.media_type,
            published=moment(row.published),
            caption=row.caption,
            permalink=row.permalink,
            username=row.username,
            thumbnail=pictures.get(row.id, b""),
        )
        for row in connection.execute(query)
    }


def _read_pictures(connection: Connection, selection: MediaQuery) -> dict[int, bytes]:
    query = (
        select(PICTURE.c.media, PICTURE.c.data)
        .join_from(MEDIA, ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
        .join(PICTURE, PICTURE.c.media == MEDIA.c.id)
        .where(selection.condition)
    )
    return {row.media: row.data for row in connection.execute(query)}


def readings_before(
    connection: Connection, selection: MediaQuery, at: ColumnElement[int] | int, *, kind: str = ""
) -> Iterator[Reading]:
    """Give the last reading of every metric set (of one kind) up to `at`, which may be an expression over MEDIA."""
    other = SNAPSHOT.alias()
    horizon = and_(other.c.series == SERIES.c.id, other.c.seen <= at, other.c.seen <= seconds(selection.now))
    return _readings_at(
        connection, selection, select(func.max(other.c.seen)).where(horizon).scalar_subquery(), kind=kind
    )


def readings_after(connection: Connection, selection: MediaQuery, at: ColumnElement[int] | int) -> Iterator[Reading]:
    """Give the first reading of every metric set after `at` and not after now."""
    other = SNAPSHOT.alias()
    horizon = and_(other.c.series == SERIES.c.id, other.c.seen > at, other.c.seen <= seconds(selection.now))
    return _readings_at(connection, selection, select(func.min(other.c.seen)).where(horizon).scalar_subquery())


def at_age(age: int) -> ColumnElement[int]:
    """Return the time at which a media item is `age` seconds old, as an expression over MEDIA."""
    return MEDIA.c.published + literal(age)


def _readings_at(
    connection: Connection, selection: MediaQuery, seen: ColumnElement[Any], *, kind: str = ""
) -> Iterator[Reading]:
    now, listings = seconds(selection.now), None
    metric_sets = {row.id: (row.kind, decode_names(row.metrics)) for row in connection.execute(select(METRIC_SET))}
    of_kind = (
        [SERIES.c.metric_set.in_([metric_set for metric_set, (of_set, _) in metric_sets.items() if of_set == kind])]
        if kind
        else []
    )
    listed = (ACCOUNT.c.alias, MEDIA.c.product_type, MEDIA.c.published)
    query = (
        select(
            SERIES.c.media, SERIES.c.metric_set, SNAPSHOT.c.seen, SNAPSHOT.c.until, SNAPSHOT.c.metric_values, *listed
        )
        .join_from(MEDIA, ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
        .join(SERIES, SERIES.c.media == MEDIA.c.id)
        .join(SNAPSHOT, and_(SNAPSHOT.c.series == SERIES.c.id, SNAPSHOT.c.seen == seen))
        .where(selection.condition, *of_kind)
    )
    for media, metric_set, first, until, line, *item in connection.execute(query).all():
        kind_of_set, metrics = metric_sets[metric_set]
        if until > now:  # it was read again later; by now it was last read when it was last listed
            listings = listings or read_listings(connection, selection.accounts, selection.now)
            until = max(first, listings.last(*item))  # noqa: PLW2901
        yield Reading(media, kind_of_set, metrics, first, until, line)


def newest_reading(connection: Connection, account: str) -> datetime | None:
    """Return when an account was last looked at, its media or a list without any, None if never."""
    number = select(ACCOUNT.c.id).where(ACCOUNT.c.alias == account).scalar_subquery()
    listed = connection.execute(select(func.max(MEDIA.c.listed)).where(MEDIA.c.account == number)).scalar()
    read = connection.execute(select(func.max(LISTING.c.seen)).where(LISTING.c.account == number)).scalar()
    return max((moment(int(time)) for time in (listed, read) if time is not None), default=None)


class CompletedListings:
    """When each account's lists were read to their end, and which media items were on them."""

    def __init__(self, by_list: Mapping[tuple[str, str], Sequence[ListingTimes]]) -> None:
        self._by_list = by_list

    def last(self, account: str, product_type: str, published: int) -> int:
        """Return when a media item was last on a list, 0 for never."""
        listings = self._by_list.get((account, "stories" if product_type == STORY else "media"), ())
        return next((listing.seen for listing in reversed(listings) if listing.since <= published < listing.until), 0)

    def listed_share(self, account: str, start: datetime, end: datetime) -> float:
        """Return of how much of a stretch of time the list of media was read: 0 to 1.

        What was still to come at the last reading does not count.
        """
        listings = self._by_list.get((account, "media"), ())
        first, over = seconds(start), min(seconds(end), max((listing.seen for listing in listings), default=0))
        reached = first
        held = 0
        for since, until in sorted((listing.since, min(listing.until, listing.seen)) for listing in listings):
            low, high = max(since, reached), min(until, over)
            held += max(0, high - low)
            reached = max(reached, high)
        return held / (over - first) if over > first else 0.0

    def known_until(self, account: str, start: datetime, end: datetime) -> datetime | None:
        """Return up to when it is known, without a gap from `start` on and at most to `end`, which media there are.

        None where not even the beginning is known.
        """
        lists = self._by_list.get((account, "media"), ())
        return _reached([(listing.since, min(listing.until, listing.seen)) for listing in lists], start, end)

    def watched_until(self, account: str, start: datetime, end: datetime) -> datetime | None:
        """Return the same of stories: each reading of their list holds those of the last 24 hours."""
        lists = self._by_list.get((account, "stories"), ())
        return _reached([(listing.seen - _STORY_LIFE_S, listing.seen) for listing in lists], start, end)

    def last_read(self, account: str, listed: str) -> datetime | None:
        """Return when a list was last read to its end, None if never."""
        lists = self._by_list.get((account, listed), ())
        return moment(max(listing.seen for listing in lists)) if lists else None

    def first_read(self, account: str, listed: str) -> datetime | None:
        """Return when a list was first read to its end, None if never."""
        lists = self._by_list.get((account, listed), ())
        return moment(min(listing.seen for listing in lists)) if lists else None

    def read_near(self, account: str, at: datetime, room: timedelta) -> bool:
        """Say whether the list of media was read to its end within `room` of a moment."""
        return any(
            abs(listing.seen - seconds(at)) <= room.total_seconds()
            for listing in self._by_list.get((account, "media"), ())
        )

    def before(self, media: MediaItem, at: int) -> Iterator[int]:
        """Give the times before `at` at which the media item was on a list, latest first."""
        listings = self._of(media)
        return self._listed(media, (listings[place] for place in range(bisect_left(listings, (at,)) - 1, -1, -1)))

    def since(self, media: MediaItem, at: int) -> Iterator[int]:
        """Give the times from `at` on at which the media item was on a list, earliest first."""
        listings = self._of(media)
        return self._listed(media, (listings[place] for place in range(bisect_left(listings, (at,)), len(listings))))

    def _of(self, media: MediaItem) -> Sequence[ListingTimes]:
        return self._by_list.get((media.account, "stories" if media.product_type == STORY else "media"), ())

    @staticmethod
    def _listed(media: MediaItem, listings: Iterator[ListingTimes]) -> Iterator[int]:
        published = seconds(media.published)
        return (listing.seen for listing in listings if listing.since <= published < listing.until)


def _reached(known: list[tuple[int, int]], start: datetime, end: datetime) -> datetime | None:
    """Return how far stretches of time reach from a start on without a gap, at most to an end."""
    reached = seconds(start)
    for since, until in sorted(known):
        if since > reached:
            break
        reached = max(reached, until)
    return moment(min(reached, seconds(end))) if reached > seconds(start) else None


def read_listings(connection: Connection, accounts: Sequence[str], now: datetime) -> CompletedListings:
    """Return when the accounts' lists ("media", "stories") were read to their end."""
    query = (
        select(
            ACCOUNT.c.alias,
            LISTING.c.list,
            LISTING.c.seen,
            LISTING.c.since,
            LISTING.c.until,
        )
        .join_from(LISTING, ACCOUNT, ACCOUNT.c.id == LISTING.c.account)
        .where(ACCOUNT.c.alias.in_(accounts), LISTING.c.seen <= seconds(now))
        .order_by(LISTING.c.seen)
    )
    times_by_list: dict[tuple[str, str], list[ListingTimes]] = {}
    for alias, name, *times in connection.execute(query):
        times_by_list.setdefault((alias, name), []).append(ListingTimes(*times))
    return CompletedListings(times_by_list)


def known_accounts(connection: Connection, accounts: Sequence[str], now: datetime) -> set[str]:
    """Return those of the accounts that history holds anything of at a time: a list that was read, or a media item."""
    published = exists().where(MEDIA.c.account == ACCOUNT.c.id, MEDIA.c.first_listed <= seconds(now))
    read = exists().where(LISTING.c.account == ACCOUNT.c.id, LISTING.c.seen <= seconds(now))
    query = select(ACCOUNT.c.alias).where(ACCOUNT.c.alias.in_(accounts), or_(published, read))
    return set(connection.execute(query).scalars())

"""How well history watched: stories caught and missed, media that are gone, what is held of accounts. Reads only."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from reporter.core.observations import STORY_LIFE, CompletedListing, MediaItem, Missing, Outage, Reason, StoryWatch
from reporter.history.encode import moment, seconds
from reporter.history.read.rows import STORY, MediaQuery, Reading, read_media, readings_before
from reporter.history.read.snapshots import SETTLED_S, STORY_LIFE_S
from reporter.history.tables import ACCOUNT, AUDIENCE, LISTING, MEDIA, REASONS, RUN, SERIES, SNAPSHOT, WEBHOOK


@dataclass(frozen=True, slots=True)
class AccountContents:
    """What history holds of an account. Times are None where there is nothing."""

    account: str
    media: int
    snapshots: int
    first: datetime | None
    last: datetime | None
    media_listed: datetime | None
    stories_listed: datetime | None
    followers: int | None


class Run(NamedTuple):
    """A run of a command that writes, of one report or "". What is None is not known: it still runs, or was killed.

    `problems`: why it did not end with 0, a line each; none where an older version of reporter recorded it.
    """

    command: str
    report: str
    started: datetime
    finished: datetime | None
    code: int | None
    requests: int | None
    calls: int | None
    sent: int | None
    problems: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The command with its report, as it was started: "run weekly"."""
        return f"{self.command} {self.report}".rstrip()


class StoredCoverage(NamedTuple):
    """How many of the selected media items history has values of, and when they were first and last read."""

    media: int
    first: datetime | None
    last: datetime | None


def stored_coverage(connection: Connection, queries: Sequence[MediaQuery]) -> StoredCoverage:
    """Return what history already knows of the media items of any of these selections."""
    read_by_then = or_(*(and_(query.condition, SNAPSHOT.c.seen <= seconds(query.now)) for query in queries))
    query = (
        select(func.count(MEDIA.c.id.distinct()), func.min(SNAPSHOT.c.seen), func.max(SNAPSHOT.c.until))
        .join_from(MEDIA, ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
        .join(SERIES, SERIES.c.media == MEDIA.c.id)
        .join(SNAPSHOT, SNAPSHOT.c.series == SERIES.c.id)
        .where(read_by_then)
    )
    count, first, last = connection.execute(query).one()
    return StoredCoverage(int(count), _moment(first), _moment(last))


def watch_stories(connection: Connection, selection: MediaQuery) -> list[StoryWatch]:
    """Return for each account how its stories of the period were watched. Those that are still active do not count."""
    media = read_media(connection, selection, gone_by=None)
    stories = {number: item for number, item in media.items() if item.product_type == STORY}
    caught: set[int] = set()
    for reading in readings_before(connection, selection, seconds(selection.now)):
        story = stories.get(reading.media)
        if story is not None and (reading.kind == WEBHOOK or _is_late_and_final(reading, story)):
            caught.add(reading.media)
    watches = []
    for account in selection.accounts:
        of_account = {number for number, item in stories.items() if item.account == account}
        over = {number for number in of_account if stories[number].published + STORY_LIFE <= selection.now}
        listings = _story_listings(connection, account, selection.now)
        watches.append(
            StoryWatch(
                account=account,
                known=len(over | (of_account & caught)),
                caught=len(of_account & caught),
                outages=_outages([stories[number].published for number in over - caught], listings),
                since=moment(listings[0]) if listings else None,
            )
        )
    return watches


def _is_late_and_final(reading: Reading, story: MediaItem) -> bool:
    """Return whether a reading after the 20th hour is a value, or Instagram's last word ("too few viewers")."""
    if reading.until < seconds(story.published) + SETTLED_S:
        return False
    if reading.kind != REASONS:
        return True
    missing = [value.reason for value in reading.measures.values() if isinstance(value, Missing)]
    return Reason.NOT_ENOUGH_VIEWERS in missing


def count_gone(connection: Connection, selection: MediaQuery) -> dict[str, int]:
    """Return how many media items of each account were gone by now."""
    query = (
        select(ACCOUNT.c.alias, func.count())
        .join_from(MEDIA, ACCOUNT, ACCOUNT.c.id == MEDIA.c.account)
        .where(selection.condition, MEDIA.c.gone <= seconds(selection.now))
        .group_by(ACCOUNT.c.alias)
    )
    return {alias: int(count) for alias, count in connection.execute(query)}


def account_contents(connection: Connection, accounts: Sequence[str]) -> list[AccountContents]:
    """Return what history holds of each account."""
    return [_account_contents(connection, account) for account in accounts]


def last_runs(connection: Connection, count: int) -> list[Run]:
    """Return the newest runs, and the newest of each command and report however old it is, newest first."""
    newest = select(func.max(RUN.c.id)).group_by(RUN.c.command, RUN.c.report)
    recent = select(RUN.c.id).order_by(RUN.c.id.desc()).limit(count).scalar_subquery()
    rows = connection.execute(
        select(RUN).where(or_(RUN.c.id.in_(newest), RUN.c.id.in_(recent))).order_by(RUN.c.id.desc())
    )
    return [
        Run(
            command=row.command,
            report=row.report,
            started=moment(row.started),
            finished=_moment(row.finished),
            code=row.exit,
            requests=row.requests,
            calls=row.calls,
            sent=row.sent,
            problems=tuple((row.problems or "").splitlines()),
        )
        for row in rows
    ]


def known_until(connection: Connection, accounts: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Return when each account's list of media was last read to its end; of stories where that is all there is."""
    query = (
        select(ACCOUNT.c.alias, func.max(LISTING.c.seen))
        .join_from(LISTING, ACCOUNT, ACCOUNT.c.id == LISTING.c.account)
        .where(ACCOUNT.c.alias.in_(accounts), LISTING.c.seen <= seconds(now))
        .group_by(ACCOUNT.c.alias, LISTING.c.list)
        .order_by(LISTING.c.list.desc())  # "media" comes last and decides
    )
    return {alias: moment(int(seen)) for alias, seen in connection.execute(query)}


def recent_listings(connection: Connection, account: str, now: datetime) -> list[tuple[datetime, CompletedListing]]:
    """Return which lists were read to their end, and when, newest first, in the last ten weeks."""
    number = select(ACCOUNT.c.id).where(ACCOUNT.c.alias == account).scalar_subquery()
    recent = and_(LISTING.c.seen <= seconds(now), LISTING.c.seen > seconds(now - timedelta(weeks=10)))
    query = select(LISTING).where(LISTING.c.account == number, recent).order_by(LISTING.c.seen.desc())
    return [
        (moment(row.seen), CompletedListing(row.list, moment(row.since), moment(row.until)))
        for row in connection.execute(query)
    ]


def _story_listings(connection: Connection, account: str, now: datetime) -> list[int]:
    number = select(ACCOUNT.c.id).where(ACCOUNT.c.alias == account).scalar_subquery()
    query = select(LISTING.c.seen).where(
        LISTING.c.account == number,
        LISTING.c.list == "stories",
        LISTING.c.seen <= seconds(now),
    )
    return list(connection.execute(query.order_by(LISTING.c.seen)).scalars())


def _outages(missed: Sequence[datetime], listings: list[int]) -> tuple[Outage, ...]:
    """Return the stretches between two readings in which these stories came to their end."""
    outages: Counter[tuple[int, int]] = Counter()
    for published in missed:
        end = seconds(published) + STORY_LIFE_S
        place = bisect_right(listings, end)
        before = listings[place - 1] if place else seconds(published)
        outages[before, listings[place] if place < len(listings) else end] += 1
    return tuple(Outage(moment(start), moment(end), count) for (start, end), count in sorted(outages.items()))


def _account_contents(connection: Connection, account: str) -> AccountContents:
    number = connection.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.alias == account)).scalar()
    media = connection.execute(select(func.count()).where(MEDIA.c.account == number)).scalar_one()
    own_snapshots = (
        select(func.count(), func.min(SNAPSHOT.c.seen), func.max(SNAPSHOT.c.until))
        .join_from(SNAPSHOT, SERIES, SERIES.c.id == SNAPSHOT.c.series)
        .join(MEDIA, MEDIA.c.id == SERIES.c.media)
        .where(MEDIA.c.account == number)
    )
    snapshots, first, last = connection.execute(own_snapshots).one()
    lists = dict(
        connection.execute(
            select(LISTING.c.list, func.max(LISTING.c.seen)).where(LISTING.c.account == number).group_by(LISTING.c.list)
        ).all()
    )
    followers = connection.execute(
        select(AUDIENCE.c.followers).where(AUDIENCE.c.account == number).order_by(AUDIENCE.c.seen.desc()).limit(1)
    ).scalar()
    return AccountContents(
        account=account,
        media=media,
        snapshots=snapshots,
        first=_moment(first),
        last=_moment(last),
        media_listed=_moment(lists.get("media")),
        stories_listed=_moment(lists.get("stories")),
        followers=followers,
    )


def _moment(whole: int | None) -> datetime | None:
    return None if whole is None else moment(int(whole))

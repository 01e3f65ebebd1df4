"""Records at once all that was read of an account over a long time, where nothing is known of it yet.

The rows are those that `record` and `record_listing` would have left, one reading after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, or_, select

from reporter.core.observations import Backlog, Listed, Missing, Snapshot, UnchangedReading
from reporter.history.db.bulk import RowFormat, among, select_among, write_rows
from reporter.history.encode import encode, encode_names, encode_numbers, seconds
from reporter.history.falls import note_falls
from reporter.history.open import History
from reporter.history.tables import ACCOUNT, LISTING, MEDIA, NUMBERS, REASONS, SERIES, SNAPSHOT
from reporter.history.write.accounts import account_id
from reporter.history.write.media import record_media
from reporter.history.write.snapshots import MetricSets

_NEW_SERIES = RowFormat(SERIES, ("media", "metric_set"))
_NEW_SNAPSHOT = RowFormat(SNAPSHOT, ("series", "seen", "until", "metric_values"))
_NEW_LISTING = RowFormat(LISTING, ("account", "list", "seen", "since", "until"))
_SERIES = select(SERIES.c.media, SERIES.c.metric_set, SERIES.c.id).where(among(SERIES.c.media))


def is_unknown(history: History, account: str) -> bool:
    """Say whether nothing was ever read of an account."""
    with history.read() as connection:
        return _is_unknown(connection, account)


def record_backlog(history: History, account: str, backlog: Backlog) -> None:
    """Write an account's backlog as a whole, or nothing of it; nothing, too, when something is known meanwhile."""

    def change(connection: Connection) -> None:
        if _is_unknown(connection, account):
            _write(connection, account, backlog)

    history.write(change)


def _is_unknown(connection: Connection, account: str) -> bool:
    known = or_(
        select(MEDIA.c.id).where(MEDIA.c.account == ACCOUNT.c.id).exists(),
        select(LISTING.c.account).where(LISTING.c.account == ACCOUNT.c.id).exists(),
    )
    return connection.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.alias == account, known)).first() is None


def _write(connection: Connection, account: str, backlog: Backlog) -> None:
    record_media(connection, [Snapshot(listed.media, listed.first) for listed in backlog.media], listed=True)
    ids = record_media(connection, [Snapshot(listed.media, listed.last) for listed in backlog.media], listed=True)
    _write_readings(connection, ids.get(account, {}), backlog.media)
    number = account_id(connection, account)
    listings = [
        (number, listing.listed, seconds(seen), seconds(listing.since), seconds(listing.until))
        for seen, listing in backlog.visits
    ]
    write_rows(connection, _NEW_LISTING, listings)


def _write_readings(connection: Connection, ids: Mapping[str, int], media: Iterable[Listed]) -> None:
    metric_sets = MetricSets(connection)
    rows = [
        (ids[item.media.media_id], metric_sets[_kind(reading), encode_names(reading.metrics)], reading)
        for item in media
        for reading in item.readings
    ]
    write_rows(connection, _NEW_SERIES, list(dict.fromkeys((media, metric_set) for media, metric_set, _ in rows)))
    series = {
        (media, metric_set): number for media, metric_set, number in select_among(connection, _SERIES, ids.values())
    }
    lines = [
        (series[media, metric_set], seconds(reading.first), seconds(reading.last), _line(reading))
        for media, metric_set, reading in rows
    ]
    write_rows(connection, _NEW_SNAPSHOT, lines)
    note_falls(connection, ids.values())


def _kind(reading: UnchangedReading) -> str:
    return REASONS if isinstance(reading.measures[0], Missing) else NUMBERS


def _line(reading: UnchangedReading) -> str:
    numbers = [value for value in reading.measures if isinstance(value, int | float)]
    return (
        encode_numbers(numbers)
        if numbers
        else encode([value for value in reading.measures if not isinstance(value, int | float)])
    )

"""Makers of what history is told: media items, snapshots at an hour, and the wish to read them back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from reporter.core.observations import CompletedListing, MediaItem, MetricValue, Missing, Observed, Reason, Snapshot
from reporter.history.open import History
from reporter.history.read.rows import MediaQuery
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record

START = datetime(2026, 11, 16, tzinfo=UTC)  # the beginning of a week
END = START + timedelta(days=7)
LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)

# What makes of a history of version 0005 without archived reports one of version 0004.
TO_0004 = (
    *(f"DROP TABLE {name}" for name in ("delivery", "archived_message", "archived_file", "archived_report")),
    "CREATE TABLE issue (id INTEGER)",
    "CREATE TABLE issue_file (issue INTEGER, name TEXT, data BYTEA)",
    "CREATE TABLE posting (id INTEGER)",
    "ALTER TABLE series RENAME COLUMN metric_set TO ask",
    "ALTER TABLE snapshot RENAME COLUMN metric_values TO measures",
    "ALTER TABLE token RENAME COLUMN expires TO ends",
    "ALTER TABLE run RENAME COLUMN problems TO reason",
    "ALTER TABLE run DROP COLUMN report",
    "ALTER TABLE metric_set RENAME TO ask",
    "ALTER TABLE completed_listing RENAME TO visit",
    "ALTER TABLE notification RENAME TO notice",
)


def hour(number: float) -> datetime:
    """Return the time so many hours after the week's beginning."""
    return START + timedelta(hours=number)


def media(number: int = 1, *, published: float = -100, product_type: str = "FEED", **facts: Any) -> MediaItem:  # noqa: ANN401
    """Return a media item published so many hours after the week's beginning."""
    own = {"account": "acme", "media_type": "IMAGE", "caption": f"caption {number}"} | facts
    return MediaItem(media_id=str(17 * 10**15 + number), product_type=product_type, published=hour(published), **own)


def measures(**written: float | str | MetricValue) -> dict[str, MetricValue]:
    """Return measures: a number, a reason's name, or the measure itself."""
    return {name: _measure(value) for name, value in written.items()}


def look(history: History, at: float, *items: tuple[MediaItem, dict[str, MetricValue]], visit: bool = True) -> None:
    """Tell history what was read at an hour; `visit`: as part of a whole list of media and of stories."""
    snapshots = [Snapshot(item, hour(at), own) for item, own in items]
    history.write(lambda connection: record(connection, snapshots))
    if visit:
        accounts = {item.account for item, _ in items} or {"acme"}
        for account in accounts:
            for listed in ("media", "stories"):
                seen = CompletedListing(listed, LONG_AGO, hour(at + 1))
                history.write(lambda connection, a=account, v=seen: record_listing(connection, a, v, seen=hour(at)))  # type: ignore[misc]


def media_query(
    *, start: datetime = LONG_AGO, end: datetime = END, now: float = 10_000, accounts: tuple[str, ...] = ("acme",)
) -> MediaQuery:
    """Return the wish to read the accounts' media of a stretch of time, as known at an hour."""
    return MediaQuery(accounts, start, end, hour(now))


def _measure(value: float | str | MetricValue) -> MetricValue:
    if isinstance(value, str):
        return Missing(Reason(value))
    return Observed(value) if isinstance(value, int | float) else value

"""Makers of what history is told: media items, snapshots at an hour, and the wish to read them back."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

from reporter.core.observations import Measure
from reporter.core.observations import MediaItem
from reporter.core.observations import Missing
from reporter.core.observations import Observed
from reporter.core.observations import Reason
from reporter.core.observations import Snapshot
from reporter.core.observations import Visit
from reporter.history.open import History
from reporter.history.read.rows import Wanted
from reporter.history.write.accounts import record_visit
from reporter.history.write.snapshots import record

START = datetime(2026, 11, 16, tzinfo=UTC)  # the beginning of a week
END = START + timedelta(days=7)
LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)


def hour(number: float) -> datetime:
    """Return the time so many hours after the week's beginning."""
    return START + timedelta(hours=number)


def media(number: int = 1, *, published: float = -100, product_type: str = "FEED", **facts: Any) -> MediaItem:  # noqa: ANN401
    """Return a media item published so many hours after the week's beginning."""
    own = {"account": "acme", "media_type": "IMAGE", "caption": f"caption {number}"} | facts
    return MediaItem(media_id=str(17 * 10**15 + number), product_type=product_type, published=hour(published), **own)


def measures(**written: float | str | Measure) -> dict[str, Measure]:
    """Return measures: a number, a reason's name, or the measure itself."""
    return {name: _measure(value) for name, value in written.items()}


def look(history: History, at: float, *items: tuple[MediaItem, dict[str, Measure]], visit: bool = True) -> None:
    """Tell history what was read at an hour; `visit`: as part of a whole list of media and of stories."""
    snapshots = [Snapshot(item, hour(at), own) for item, own in items]
    history.write(lambda connection: record(connection, snapshots))
    if visit:
        accounts = {item.account for item, _ in items} or {"acme"}
        for account in accounts:
            for listed in ("media", "stories"):
                seen = Visit(listed, LONG_AGO, hour(at + 1))
                history.write(lambda connection, a=account, v=seen: record_visit(connection, a, v, seen=hour(at)))  # type: ignore[misc]


def wanted(
    *, start: datetime = LONG_AGO, end: datetime = END, now: float = 10_000, accounts: tuple[str, ...] = ("acme",)
) -> Wanted:
    """Return the wish to read the accounts' media of a stretch of time, as known at an hour."""
    return Wanted(accounts, start, end, hour(now))


def _measure(value: float | str | Measure) -> Measure:
    if isinstance(value, str):
        return Missing(Reason(value))
    return Observed(value) if isinstance(value, int | float) else value

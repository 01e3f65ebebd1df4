"""Days, weeks and periods in a time zone, written again from the contract: nothing of the product is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Stretch:
    """Whole local days [first, after) of a kind: day, week, month or days."""

    first: date
    after: date
    kind: str
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        return midnight(self.after, self.zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows."""
    return moment.astimezone(zone).replace(tzinfo=None)


def moment_of(shown: datetime, zone: ZoneInfo) -> datetime:
    return shown.replace(tzinfo=zone).astimezone(UTC)


def month_shift(first: date, by: int) -> date:
    count = first.year * 12 + first.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)


def resolve(written: str | dict[str, str], now: datetime, zone: ZoneInfo) -> Stretch:
    """Return the period that a spec names."""
    if isinstance(written, dict):
        first, last = (date.fromisoformat(str(written[name])) for name in ("from", "to"))
        return Stretch(first, last + timedelta(days=1), "days", zone)
    today = now.astimezone(zone).date()
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    week = timedelta(weeks=1)
    known = {
        "this_week": (monday, monday + week, "week"),
        "last_week": (monday - week, monday, "week"),
        "this_month": (month, month_shift(month, 1), "month"),
        "last_month": (month_shift(month, -1), month, "month"),
        "last_28_days": (today - timedelta(days=28), today, "days"),
        "last_7_days": (today - timedelta(days=7), today, "days"),
    }
    return Stretch(*known[written], zone)


def before(period: Stretch) -> Stretch:
    """The same kind of period just before."""
    if period.kind == "month":
        return Stretch(month_shift(period.first, -1), period.first, "month", period.zone)
    return Stretch(period.first - (period.after - period.first), period.first, period.kind, period.zone)


def year_before(period: Stretch) -> Stretch:
    """The same month a year earlier, of days and weeks those 52 weeks earlier."""
    if period.kind == "month":
        return Stretch(month_shift(period.first, -12), month_shift(period.after, -12), "month", period.zone)
    back = timedelta(weeks=52)
    return Stretch(period.first - back, period.after - back, period.kind, period.zone)


def steps(period: Stretch, by: str) -> Iterator[tuple[date, date]]:
    """Give the days or weeks that tile a period: their first days and the days after them, cut at its edges."""
    at = period.first
    while at < period.after:
        unit = at if by == "day" else at - timedelta(days=at.weekday())
        after = unit + timedelta(days=1 if by == "day" else 7)
        yield at, min(after, period.after)
        at = after

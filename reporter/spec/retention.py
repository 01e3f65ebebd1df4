"""Which days of a period are so old that Instagram no longer has insights of the media published on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reporter.spec.periods import Period


@dataclass(frozen=True, slots=True)
class ExpiredDays:
    """The days of a period that are out of retention: first, last, their number `of` all; and the first day kept."""

    first: date
    last: date
    days: int
    of: int
    kept_from: date

    def __str__(self) -> str:
        """Return the days as messages name them: "29 of 730 days (2024-11-01 to 2024-11-29)"."""
        named = f"{self.first}" if self.days == 1 else f"{self.first} to {self.last}"
        if self.days == self.of:
            return f"all {self.of} days ({named})" if self.of > 1 else f"the only day ({named})"
        return f"{self.days} of {self.of} days ({named})"


def expired_days(period: Period, *, now: datetime, retention: timedelta) -> ExpiredDays | None:
    """Return the days that are wholly older than `retention` at `now`, or None when the period has none."""
    oldest = (now - retention).astimezone(period.start.tzinfo).date()
    after = min(oldest, period.next_day)
    days = (after - period.first_day).days
    if days <= 0:
        return None
    whole = (period.next_day - period.first_day).days
    return ExpiredDays(period.first_day, after - timedelta(days=1), days, whole, oldest)

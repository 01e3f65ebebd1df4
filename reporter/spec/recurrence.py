"""When a report comes again, and from which time on it compares like with like. Pure; knows periods only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta

from reporter.spec.editions import Edition
from reporter.spec.editions import compared
from reporter.spec.moments import same_distance
from reporter.spec.periods import Period
from reporter.spec.periods import following

_MOST = 800  # editions looked ahead: two years of a daily report


def moment_of(edition: Edition, now: datetime) -> datetime:
    """Return the moment at which the compared period is looked at: as far from its end as now is from this one's.

    Of a period that still runs, the end of the part that is compared. `edition.earlier` is there.
    """
    assert edition.earlier is not None
    return moment_for(edition, edition.earlier, now)


def moment_for(edition: Edition, period: Period, now: datetime) -> datetime:
    """Return the same for any other period, already cut to the part that counts."""
    return period.end if edition.running else same_distance(now, edition.period.end, period.end)


def possible_from(
    edition: Edition, now: datetime, *, first_read: datetime, room: timedelta, compared_too: bool
) -> datetime | None:
    """Return when a later report has all readings first, given when its accounts' lists were first read.

    `room`: how far from a moment a reading may be. `compared_too`: those of its compared period, too. None where no
    later report of this spec ever has, and where it is not for want of a past that this one has not.
    """
    enough = first_read - room
    if _needed(edition, edition.period, now, compared_too=compared_too) >= enough:
        return None
    for period, at in _coming(edition, now):
        if _needed(edition, period, at, compared_too=compared_too) >= enough:
            return at
    return None


def _needed(edition: Edition, period: Period, at: datetime, *, compared_too: bool) -> datetime:
    """Return the earliest moment of which a report made `at` a time needs a reading."""
    earlier = compared(edition.spec, period, at) if compared_too else None
    if edition.spec.basis == "gained":
        return earlier.start if earlier else period.start
    if earlier is None:
        return at
    return earlier.end if edition.running else same_distance(at, period.end, earlier.end)


def _coming(edition: Edition, now: datetime) -> Iterator[tuple[Period, datetime]]:
    """Give the periods of the next reports, each with when it is made: as long after its end as this one."""
    period, mark = edition.period, edition.period.start if edition.running else edition.period.end
    for _ in range(_MOST):
        later = following(period)
        if later is None:  # a range is what it is; the same report made later looks at a later moment
            return
        period = later
        yield period, same_distance(now, mark, period.start if edition.running else period.end)

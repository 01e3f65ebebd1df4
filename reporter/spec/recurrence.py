"""The next reports of a spec, and the first one that can compare periods at the same age. Knows only periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from reporter.spec.editions import Edition, compared_period
from reporter.spec.moments import same_distance
from reporter.spec.periods import Period, following

_MOST = 800  # periods to look ahead: two years of a daily report


def moment_of(edition: Edition, now: datetime) -> datetime:
    """Return the moment of the comparison period that corresponds to now: at the same distance from its end.

    For a running period, the end of the part that is compared. Requires `edition.earlier`.
    """
    assert edition.earlier is not None
    return moment_for(edition, edition.earlier, now)


def moment_for(edition: Edition, period: Period, now: datetime) -> datetime:
    """Return the same for any other period, which is already cut to the part that counts."""
    return period.end if edition.running else same_distance(now, edition.period.end, period.end)


def possible_from(
    edition: Edition, now: datetime, *, first_read: datetime, room: timedelta, compared_too: bool
) -> datetime | None:
    """Return the time of the first later report that has all readings, given when its accounts were first read.

    `room`: how far from a moment a reading may be. `compared_too`: whether the comparison period also needs them. None
    if no later report has them, and if missing history is not the reason why this one does not.
    """
    enough = first_read - room
    if _needed(edition, edition.period, now, compared_too=compared_too) >= enough:
        return None
    for period, at in _coming(edition, now):
        if _needed(edition, period, at, compared_too=compared_too) >= enough:
            return at
    return None


def _needed(edition: Edition, period: Period, at: datetime, *, compared_too: bool) -> datetime:
    """Return the earliest moment of which a report at the time `at` needs a reading."""
    earlier = compared_period(edition.spec, period, at) if compared_too else None
    if edition.spec.basis == "gained":
        return earlier.start if earlier else period.start
    if earlier is None:
        return at
    return earlier.end if edition.running else same_distance(at, period.end, earlier.end)


def _coming(edition: Edition, now: datetime) -> Iterator[tuple[Period, datetime]]:
    """Yield the periods of the next reports, each with its time: as long after its end as this one's."""
    period, mark = edition.period, edition.period.start if edition.running else edition.period.end
    for _ in range(_MOST):
        later = following(period)
        if later is None:  # a range has no next period
            return
        period = later
        yield period, same_distance(now, mark, period.start if edition.running else period.end)

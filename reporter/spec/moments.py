"""Moments at the same distance from the ends of two periods, and how near to them a reading must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from reporter.spec.periods import Period

_LEAST_SLACK, _MOST_SLACK = timedelta(hours=12), timedelta(days=7)


def first_part(period: Period, of: Period, now: datetime) -> Period:
    """Return the part of a period that corresponds to the elapsed part of `of`, such as its first 55 hours."""
    return replace(period, end=min(period.end, same_distance(now, of.start, period.start)))


def same_distance(moment: datetime, mark: datetime, other: datetime) -> datetime:
    """Return the moment as far from `other` as `moment` is from `mark`, by local time.

    On Monday 07:00, seven hours after a week's end, it is Monday 07:00 for the end of any week.
    """
    wall = moment.astimezone(mark.tzinfo).replace(tzinfo=None) - mark.replace(tzinfo=None)
    return (other.replace(tzinfo=None) + wall).replace(tzinfo=other.tzinfo)


def slack(start: datetime, end: datetime) -> timedelta:
    """Return how far from an end of a period a reading may be to count for that end.

    An eighth of the period, at least 12 hours, at most 7 days, and less than half, so that no reading counts for both.
    """
    length = max(end - start, timedelta(seconds=1))
    return min(max(length / 8, _LEAST_SLACK), _MOST_SLACK, length / 2 - timedelta(seconds=1))

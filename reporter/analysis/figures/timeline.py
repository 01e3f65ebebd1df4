"""Stretches of the period that trends and sparklines are drawn over. Weeks, days and zones are `spec/periods.py`'s."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import polars as pl

from reporter.analysis.dataset.build import Dataset
from reporter.analysis.figures.groups import dimension
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import pool
from reporter.core.i18n import Translator
from reporter.core.report import Column, Format, Value
from reporter.spec.editions import Edition
from reporter.spec.periods import Period, buckets, day_start, unit_start

Grain = Literal["hour", "day", "week", "month"]

_FORMATS = {"hour": Format.DATETIME, "day": Format.DATE, "week": Format.WEEK, "month": Format.MONTH}
_MOST_DAYS = 45
_MOST_WEEKS = 40
_LONGEST = timedelta(days=31)  # of all stretches


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of an hour, day, week or month a stretch holds: `length` by the clock on the wall, a day is 24 hours.

    `whole`: all of it. `running`: its end lies ahead, and so does that of the period.
    """

    length: timedelta
    whole: bool
    running: bool

    def equals(self, other: Extent) -> bool:
        """Say whether figures of the two may stand side by side. Whole months may, however many days they have."""
        return (self.whole and other.whole) or self.length == other.length


@dataclass(frozen=True, slots=True)
class Timeline:
    """`starts` (aware) tile the period; those that lie ahead are left out. `names` are how they are shown.

    `extents`: the period's edges cut a stretch, and so does the present.
    """

    by: Grain
    starts: tuple[datetime, ...]
    names: tuple[Value, ...]
    extents: tuple[Extent, ...]

    def column(self, translator: Translator) -> Column:
        """Return the column that shows the stretches."""
        return Column(self.by, dimension(self.by, translator=translator).label, _FORMATS[self.by])

    def place(self, when: datetime) -> int | None:
        """Return the index of the stretch that holds the moment; None before the first and for what was left out."""
        index = sum(start <= when for start in self.starts) - 1
        return index if index >= 0 else None


def fitting(period: Period) -> Grain:
    """Return the grain that draws a period in a readable number of points."""
    days = (period.end.date() - period.start.date()).days
    if days <= 1:
        return "hour"
    if days <= _MOST_DAYS:
        return "day"
    return "week" if days <= _MOST_WEEKS * 7 else "month"


def timeline(period: Period, by: Grain, *, edition: Edition, now: datetime) -> Timeline:
    """Return a period's stretches up to now, in order; the first and the last may be less than whole."""
    week_start = edition.spec.week_start
    starts = tuple(start for start in buckets(period, by, week_start) if start <= now)
    return Timeline(
        by, starts, _names(starts, by, week_start), tuple(_extents(starts, period, by, edition=edition, now=now))
    )


def grains(edition: Edition) -> tuple[Grain, ...]:
    """Return the grains that the edition's trends and sparklines are drawn in."""
    trends = [section.by for section in edition.spec.sections if section.kind == "trend"]
    return tuple(dict.fromkeys((fitting(edition.period), *trends)))


def pooled_over(line: Timeline, dataset: Dataset, figures: tuple[Figure, ...]) -> pl.DataFrame:
    """Return `pooling.pool` over the stretches: one row each, in order, with media or without.

    Media items stand in the stretch that they were published in; in reports on growth, where they grew.
    """
    all_buckets = pl.DataFrame({"bucket": range(len(line.starts))}, schema={"bucket": pl.Int64})
    if line.by in dataset.courses:
        return pool(dataset.courses[line.by], figures, by=("bucket",), groups=all_buckets)
    starts = pl.Series("start", line.starts, dtype=pl.Datetime("us", "UTC"))
    places = starts.search_sorted(dataset.media["published"], side="right").cast(pl.Int64) - 1
    return pool(dataset.media.with_columns(places.alias("bucket")), figures, by=("bucket",), groups=all_buckets)


def _extents(
    starts: tuple[datetime, ...], period: Period, by: Grain, *, edition: Edition, now: datetime
) -> Iterator[Extent]:
    """Yield how much each stretch holds, measured at the calendar's own hours, days, weeks or months around it."""
    zone = edition.zone
    context = replace(
        period,
        start=day_start(period.first_day - _LONGEST, zone),
        end=day_start(period.next_day + _LONGEST, zone),
    )
    calendar = [start.astimezone(UTC) for start in buckets(context, by, edition.spec.week_start)]
    for start in (
        local.astimezone(UTC) for local in starts
    ):  # an hour that comes twice is equal to none in its own zone
        at = bisect_right(calendar, start)
        end = min(calendar[at], period.end.astimezone(UTC), now)
        wall = end.astimezone(zone).replace(tzinfo=None) - start.astimezone(zone).replace(tzinfo=None)
        whole = start == calendar[at - 1] and end == calendar[at]
        yield Extent(wall, whole=whole, running=now < min(calendar[at], period.end))


def _names(starts: tuple[datetime, ...], by: Grain, week_start: str) -> tuple[Value, ...]:
    return starts if by == "hour" else tuple(unit_start(start.date(), by, week_start) for start in starts)

"""Stretches of the period that trends and sparklines are drawn over. Weeks, days and zones are `spec/periods.py`'s."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from reporter.analysis.dataset import Dataset
from reporter.analysis.facts import week_name
from reporter.analysis.figures import Figure
from reporter.analysis.groups import dimension
from reporter.analysis.pooling import pool
from reporter.report import Column
from reporter.report import Format
from reporter.report import Value
from reporter.spec.editions import Edition
from reporter.spec.periods import Period
from reporter.spec.periods import buckets

Grain = Literal["hour", "day", "week", "month"]

_FORMATS = {"hour": Format.DATETIME, "day": Format.DATE, "week": Format.TEXT, "month": Format.TEXT}
_MOST_DAYS = 45
_MOST_WEEKS = 40


@dataclass(frozen=True, slots=True)
class Timeline:
    """`starts` (aware) tile the period; those that lie ahead are left out. `names` are how they are shown."""

    by: Grain
    starts: tuple[datetime, ...]
    names: tuple[Value, ...]

    @property
    def column(self) -> Column:
        """The column that shows the stretches."""
        return Column(self.by, dimension(self.by).label, _FORMATS[self.by])

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
    """Return a period's stretches up to now, in order; the first may be the only one that is not whole."""
    week_start = edition.spec.week_start
    starts = tuple(one for one in buckets(period, by, week_start) if one <= now)
    return Timeline(by, starts, _names(starts, by, week_start))


def grains(edition: Edition) -> tuple[Grain, ...]:
    """Return the grains that the edition's trends and sparklines are drawn in."""
    trends = [section.by for section in edition.spec.sections if section.kind == "trend"]
    return tuple(dict.fromkeys((fitting(edition.period), *trends)))


def pooled_over(line: Timeline, dataset: Dataset, figures: tuple[Figure, ...]) -> pl.DataFrame:
    """Return `pooling.pool` over the stretches: one row each, in order, with media or without.

    Media items stand in the stretch that they were published in; in reports on growth, where they grew.
    """
    every = pl.DataFrame({"bucket": range(len(line.starts))}, schema={"bucket": pl.Int64})
    if line.by in dataset.courses:
        return pool(dataset.courses[line.by], figures, by=("bucket",), groups=every)
    starts = pl.Series("start", line.starts, dtype=pl.Datetime("us", "UTC"))
    places = starts.search_sorted(dataset.media["published"], side="right").cast(pl.Int64) - 1
    return pool(dataset.media.with_columns(places.alias("bucket")), figures, by=("bucket",), groups=every)


def _names(starts: tuple[datetime, ...], by: Grain, week_start: str) -> tuple[Value, ...]:
    if by == "hour":
        return starts
    days = [one.date() for one in starts]
    if by == "day":
        return tuple(days)
    if by == "month":
        return tuple(f"{day:%Y-%m}" for day in days)
    frame = pl.DataFrame({"day": days}, schema={"day": pl.Date})
    return tuple(frame.select(week_name(pl.col("day"), week_start))["day"])

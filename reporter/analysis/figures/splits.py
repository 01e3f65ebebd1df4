"""Breakdowns added up over media items; says when an absent value is a zero and when it is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from reporter.analysis.dataset.build import Dataset
from reporter.analysis.dataset.measures import is_provisional
from reporter.analysis.figures.pooling import once

_PLACE = ["account", "media_id"]


@dataclass(frozen=True, slots=True)
class Split:
    """One value of a breakdown: its sum (None when no media item tells) and the `n` media items it stands on."""

    value: str
    number: int | float | None
    n: int
    provisional: bool


def split_by_value(dataset: Dataset, metric: str, *, known: Sequence[str]) -> list[Split]:
    """Return every `known` value (upper case) and every other found, largest first, then as listed.

    A value absent from a media item's answer is 0 there only when what is present adds up to the metric's own number
    (the API leaves out rows without events, and withholds others); else it is unknown there. Where the number does not
    count, because it was read too late for a comparison, its values do not either.
    """
    counted = once(dataset.media).drop_nulls(metric)
    numbers = counted.select(*_PLACE, is_provisional(metric).alias("provisional"), pl.col(metric).alias("whole"))
    lines = (
        dataset.breakdowns.filter(pl.col("metric") == metric)
        .join(numbers, on=_PLACE)
        .with_columns((pl.col("number").sum().over(_PLACE) == pl.col("whole")).alias("complete"))
        .with_columns((pl.col("complete") & pl.col("provisional")).alias("complete_provisional"))
    )
    complete = lines.unique(_PLACE).select(pl.col("complete", "complete_provisional").sum()).row(0)
    rows = {
        row["value"]: row
        for row in lines.drop_nulls("value")
        .group_by("value")
        .agg(
            pl.col("number").sum(),
            pl.len(),
            pl.col("provisional").any(),
            pl.col("complete", "complete_provisional").sum(),
        )
        .iter_rows(named=True)
    }
    values = [*known, *sorted(value for value in rows if value not in known)]
    parts = [_part(value, rows.get(value, {}), complete=complete) for value in values]
    return sorted(parts, key=lambda part: (part.number is None, -(part.number or 0)))


def _part(value: str, row: Mapping[str, Any], *, complete: tuple[int, int]) -> Split:
    """Join what was seen of a value with the media items that are complete without it, and so have none of it."""
    silent = complete[0] - row.get("complete", 0)
    silent_provisional = complete[1] - row.get("complete_provisional", 0)
    n = row.get("len", 0) + silent
    number = float(row.get("number", 0)) if n else None
    whole = int(number) if number is not None and number.is_integer() else number
    return Split(value, whole, n, bool(row.get("provisional", False)) or silent_provisional > 0)

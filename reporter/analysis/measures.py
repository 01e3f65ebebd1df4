"""Measures of snapshots as columns: a number or a reason for each metric, and breakdowns as a long frame."""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Sequence

import polars as pl

from reporter.catalog.models import Metric
from reporter.catalog.models import Unit
from reporter.observations import Measure
from reporter.observations import Missing
from reporter.observations import Observed
from reporter.observations import Reason
from reporter.observations import Snapshot

Details = Mapping[tuple[str, str, str], str]  # (account, media id, metric) -> one sentence

REASONS = pl.Enum([one.value for one in Reason])
_MOST = 2**53  # the largest number that every part of a report (floats, JSON, Excel) holds exactly
_TOO_BIG = Missing(Reason.FAILED, "the answer was not a number that can be used")
_COLUMNS = {
    "account": pl.String,
    "media_id": pl.String,
    "metric": pl.String,
    "value": pl.String,
    "number": pl.Float64,
}


def reason_column(metric: str) -> str:
    """Return the frame's column that says why a measure is missing."""
    return f"{metric}:reason"


def measure_columns(snapshots: Sequence[Snapshot], metrics: Sequence[Metric]) -> tuple[list[pl.Series], Details]:
    """Return two columns a metric, one row a snapshot, and what was said about missing measures.

    `<metric>`: Int64 (Float64 for percent), null when missing; `<metric>:reason`: why, null when observed.
    """
    columns: list[pl.Series] = []
    details: dict[tuple[str, str, str], str] = {}
    for metric in metrics:
        kind = pl.Float64 if metric.unit is Unit.PERCENT else pl.Int64
        values: list[int | float | None] = []
        reasons: list[str | None] = []
        for one in snapshots:
            measure = _measure(one, metric)
            if isinstance(measure, Observed):
                values.append(measure.value if kind is pl.Float64 else round(measure.value))
                reasons.append(None)
                continue
            values.append(None)
            reasons.append(measure.reason.value)
            if measure.detail:
                details[one.media.account, one.media.media_id, metric.name] = measure.detail
        columns.append(pl.Series(metric.name, values, dtype=kind, strict=False))
        columns.append(pl.Series(reason_column(metric.name), reasons, dtype=REASONS))
    return columns, details


def breakdowns_frame(snapshots: Sequence[Snapshot], asked: Mapping[str, str]) -> pl.DataFrame:
    """Return one row a value of each metric asked with a breakdown: account, media_id, metric, value, number.

    Values are upper case, as the catalog spells them; spellings of one value are added. A media item whose split is
    known and empty has one row with a null value.
    """
    rows: list[tuple[str, str, str, str | None, int | float]] = []
    for one in snapshots:
        for metric in asked:
            measure = one.measures.get(metric)
            if isinstance(measure, Observed) and measure.breakdown is not None and _usable(measure.value):
                start = (one.media.account, one.media.media_id, metric)
                usable = {value: number for value, number in measure.breakdown.items() if _usable(number)}
                rows.extend((*start, value.upper(), number) for value, number in usable.items())
                rows.extend([] if usable else [(*start, None, 0)])
    frame = pl.DataFrame(rows, schema=_COLUMNS, orient="row")
    keys = ["account", "media_id", "metric", "value"]
    return frame.group_by(keys, maintain_order=True).agg(pl.col("number").sum())


def _measure(snapshot: Snapshot, metric: Metric) -> Measure:
    measure = snapshot.measures.get(metric.name)
    if measure is None:
        offered = snapshot.media.product_type in metric.product_types
        return Missing(Reason.NOT_COLLECTED if offered else Reason.NOT_SUPPORTED)
    if isinstance(measure, Observed):
        return measure if _usable(measure.value) else _TOO_BIG
    return measure


def _usable(number: float) -> bool:
    return math.isfinite(number) and abs(number) <= _MOST

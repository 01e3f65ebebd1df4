"""Measures of snapshots as columns: a number or a reason for each metric, and breakdowns as a long frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from reporter.catalog.models import Metric, Unit
from reporter.core.observations import Missing, Observed, Reason, Snapshot

Details = Mapping[tuple[str, str, str], str]  # (account, media id, metric) -> one sentence

_UTC = pl.Datetime("us", "UTC")
REASON_TYPE = pl.Enum([reason.value for reason in Reason])
_MOST = 2**53  # the largest number that every part of a report (floats, JSON, Excel) holds exactly
_NO_NUMBER = Missing(Reason.FAILED, "the API returned a value that is not a valid number")
_NOT_COLLECTED = Missing(Reason.NOT_COLLECTED)
_NOT_SUPPORTED = Missing(Reason.NOT_SUPPORTED)
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


def read_column(metric: str) -> str:
    """Return the frame's column that says when a number was read."""
    return f"{metric}:read"


def stale_column(metric: str) -> str:
    """Return the frame's column that says whether the last reading gave no number, so that an older one is shown."""
    return f"{metric}:stale"


def lowered_column(metric: str) -> str:
    """Return the frame's column that says whether Meta lowered the number by more than a correction."""
    return f"{metric}:lowered"


def is_provisional(metric: str) -> pl.Expr:
    """Return whether a number was read before it had settled; false where there is none."""
    early = pl.col(read_column(metric)) < pl.col("settled")
    return (early & pl.col(metric).is_not_null()).fill_null(value=False)


def without(metric: str, where: pl.Expr) -> list[pl.Expr]:
    """Return the columns of a metric with its numbers taken out where a condition holds: not collected there."""
    not_collected = pl.lit(Reason.NOT_COLLECTED.value, dtype=REASON_TYPE)
    gone = where & pl.col(metric).is_not_null()
    return [
        pl.when(~gone).then(pl.col(metric)).alias(metric),
        pl.when(gone).then(not_collected).otherwise(pl.col(reason_column(metric))).alias(reason_column(metric)),
    ]


def measure_columns(
    snapshots: Sequence[Snapshot], metrics: Sequence[Metric], *, zone: str = "UTC"
) -> tuple[list[pl.Series], Details]:
    """Return the columns of each metric, one row a snapshot, and what was said about missing measures.

    `<metric>`: Int64 (Float64 for percent), null when missing; `<metric>:reason`: why, null when observed;
    `<metric>:read`: when it was read, in the zone; `<metric>:stale` and `<metric>:lowered`: whether it is that.
    """
    names = [metric.name for metric in metrics]
    # The hot loop, snapshot by snapshot for the processor's sake; the comparison keeps out NaN, infinities, the absurd.
    table = [
        [
            measure.value if type(measure) is Observed and -_MOST <= measure.value <= _MOST else None
            for measure in map(get, names)
        ]
        for get in (snapshot.measures.get for snapshot in snapshots)
    ]
    columns: list[pl.Series] = _marks(snapshots, metrics, zone)
    details: dict[tuple[str, str, str], str] = {}
    for metric, values in zip(metrics, zip(*table, strict=True) if table else [()] * len(names), strict=True):
        reasons: list[str | None] = [None] * len(values)
        for index, value in enumerate(values):
            if value is None:
                missing = _absence(snapshots[index], metric)
                reasons[index] = missing.reason
                if missing.detail:
                    media = snapshots[index].media
                    details[media.account, media.media_id, metric.name] = missing.detail
        numbers = pl.Series(metric.name, values, dtype=pl.Float64)  # exact for whole numbers up to _MOST
        columns.append(numbers if metric.unit is Unit.PERCENT else numbers.round().cast(pl.Int64))
        columns.append(pl.Series(reason_column(metric.name), reasons, dtype=pl.String).cast(REASON_TYPE))
    return columns, details


def _marks(snapshots: Sequence[Snapshot], metrics: Sequence[Metric], zone: str) -> list[pl.Series]:
    """Return the columns that say of each number when it was read and what has to be said of it.

    Nearly all numbers of a snapshot were read with it and bear no mark, so only the others are looked at.
    """
    seen = pl.Series([snapshot.seen for snapshot in snapshots], dtype=_UTC).dt.convert_time_zone(zone)
    never = pl.repeat(value=False, n=len(snapshots), dtype=pl.Boolean, eager=True)
    marked = [
        (place, snapshot)
        for place, snapshot in enumerate(snapshots)
        if snapshot.times or snapshot.stale or snapshot.highest
    ]
    columns = []
    for metric in metrics:
        name = metric.name
        read = {place: snapshot.times[name] for place, snapshot in marked if name in snapshot.times}
        stale = [place for place, snapshot in marked if name in snapshot.stale]
        lowered = [place for place, snapshot in marked if is_lowered(snapshot, metric)]
        columns += [
            seen.clone().scatter(list(read), list(read.values())).alias(read_column(name)),
            never.clone().scatter(stale, values=True).alias(stale_column(name)),
            never.clone().scatter(lowered, values=True).alias(lowered_column(name)),
        ]
    return columns


def is_lowered(snapshot: Snapshot, metric: Metric) -> bool:
    """Say whether a number lies below its highest reading by more than a correction."""
    measure, top = snapshot.measures.get(metric.name), snapshot.highest.get(metric.name)
    if metric.correction is None or top is None or not isinstance(measure, Observed):
        return False
    return metric.correction.is_exceeded(top[0], measure.value)


def breakdowns_frame(snapshots: Sequence[Snapshot], metrics: Mapping[str, str]) -> pl.DataFrame:
    """Return one row a value of each metric asked with a breakdown: account, media_id, metric, value, number.

    Values are upper case, as the catalog spells them; spellings of one value are added. A media item whose split is
    known and empty has one row with a null value.
    """
    rows: list[tuple[str, str, str, str | None, int | float]] = []
    for snapshot in snapshots:
        for metric in metrics:
            measure = snapshot.measures.get(metric)
            if isinstance(measure, Observed) and measure.breakdown is not None and _usable(measure.value):
                start = (snapshot.media.account, snapshot.media.media_id, metric)
                usable = {value: number for value, number in measure.breakdown.items() if _usable(number)}
                rows.extend((*start, value.upper(), number) for value, number in usable.items())
                rows.extend([] if usable else [(*start, None, 0)])
    frame = pl.DataFrame(rows, schema=_COLUMNS, orient="row")
    keys = ["account", "media_id", "metric", "value"]
    return frame.group_by(keys, maintain_order=True).agg(pl.col("number").sum())


def _absence(snapshot: Snapshot, metric: Metric) -> Missing:
    measure = snapshot.measures.get(metric.name)
    if isinstance(measure, Missing):
        return measure
    if measure is not None:
        return _NO_NUMBER
    offered = snapshot.media.product_type in metric.product_types
    return _NOT_COLLECTED if offered else _NOT_SUPPORTED


def _usable(number: float) -> bool:
    return -_MOST <= number <= _MOST

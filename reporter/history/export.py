"""An account's history as a Parquet file: one row a measure, for whoever wants to compute with it elsewhere."""

from __future__ import annotations

from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from reporter.history.store import History
from reporter.history.upkeep import measures_of

if TYPE_CHECKING:
    import polars as pl

_CHUNK = 200_000  # rows held as Python objects at a time


def export_account(history: History, account: str) -> bytes:
    """Return every measure ever seen of an account as Parquet, in the columns of `upkeep.measures_of`."""
    import polars as pl

    schema = _schema()
    frames = [pl.DataFrame(schema=schema)]
    with history.read() as connection:
        rows = measures_of(connection, account)
        while chunk := list(islice(rows, _CHUNK)):
            frames.append(pl.DataFrame(chunk, schema=schema))
    data = BytesIO()
    pl.concat(frames, rechunk=False).write_parquet(data)
    return data.getvalue()


def _schema() -> dict[str, pl.DataType]:
    import polars as pl

    text, few, time = pl.String(), pl.Categorical(), pl.Datetime("us", "UTC")
    return {
        "account": few,
        "media_id": text,
        "product_type": few,
        "media_type": few,
        "published": time,
        "metric": few,
        "breakdown": few,
        "value": pl.Float64(),
        "reason": few,
        "source": few,
        "seen": time,
        "until": time,
    }

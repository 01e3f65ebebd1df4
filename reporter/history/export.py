"""An account's history as a Parquet file: one row a measure, for whoever wants to compute with it elsewhere."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reporter.history.db.upkeep import media_ids_of
from reporter.history.db.upkeep import values_of
from reporter.history.open import History

if TYPE_CHECKING:
    import polars as pl

_CHUNK = 500  # media items read at a time: nobody who writes has to wait for long


def export_account(history: History, account: str) -> bytes:
    """Return every measure ever seen of an account as Parquet, in the columns of `upkeep.values_of`."""
    import polars as pl

    schema = _schema()
    frames = [pl.DataFrame(schema=schema)]
    with history.read() as connection:
        media = media_ids_of(connection, account)
    for start in range(0, len(media), _CHUNK):
        with history.read() as connection:
            rows = list(values_of(connection, account, media[start : start + _CHUNK]))
        frames.append(pl.DataFrame(rows, schema=schema))
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

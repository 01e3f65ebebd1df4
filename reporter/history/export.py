"""An account's history as a Parquet file: one row a measure, for whoever wants to compute with it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from reporter.core.observations import Missing
from reporter.history.encode import decode, decode_names, moment
from reporter.history.open import History
from reporter.history.tables import ACCOUNT, MEDIA, METRIC_SET, SERIES, SNAPSHOT

if TYPE_CHECKING:
    import polars as pl

_CHUNK = 500  # media items read at a time: nobody who writes has to wait for long


def export_account(history: History, account: str) -> bytes:
    """Return every measure ever seen of an account as Parquet, in the columns of `values_of`."""
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


def media_ids_of(connection: Connection, account: str) -> list[int]:
    """Return the numbers in history of an account's media items, oldest first."""
    query = select(MEDIA.c.id).join(ACCOUNT, ACCOUNT.c.id == MEDIA.c.account).where(ACCOUNT.c.alias == account)
    return list(connection.execute(query.order_by(MEDIA.c.published, MEDIA.c.id)).scalars())


def values_of(connection: Connection, account: str, media: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Give one row a measure ever seen of these media items: what, when first and last seen so, its number or reason.

    A breakdown's values are rows of their own, with `breakdown` naming the value.
    """
    query = (
        select(
            MEDIA, METRIC_SET.c.kind, METRIC_SET.c.metrics, SNAPSHOT.c.seen, SNAPSHOT.c.until, SNAPSHOT.c.metric_values
        )
        .join_from(MEDIA, SERIES, SERIES.c.media == MEDIA.c.id)
        .join(METRIC_SET, METRIC_SET.c.id == SERIES.c.metric_set)
        .join(SNAPSHOT, SNAPSHOT.c.series == SERIES.c.id)
        .where(MEDIA.c.id.in_(media))
        .order_by(MEDIA.c.published, MEDIA.c.id, SNAPSHOT.c.seen, SERIES.c.id)
    )
    for row in connection.execute(query):
        about = {
            "account": account,
            "media_id": row.media_id,
            "product_type": row.product_type,
            "media_type": row.media_type,
            "published": moment(row.published),
            "source": "webhook" if row.kind == "webhook" else "api",
            "seen": moment(row.seen),
            "until": moment(row.until),
        }
        for metric, measure in zip(decode_names(row.metrics), decode(row.metric_values), strict=True):
            base = {**about, "metric": metric, "breakdown": "", "value": None, "reason": ""}
            if isinstance(measure, Missing):
                yield {**base, "reason": measure.reason.value}
                continue
            yield {**base, "value": float(measure.value)}
            for value, number in (measure.breakdown or {}).items():
                yield {**base, "breakdown": value, "value": float(number)}


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

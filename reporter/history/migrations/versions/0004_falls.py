"""Where a number fell, noted once instead of being looked for at every report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Integer, Text, text

revision = "0004"
down_revision = "0003"

_WHOLE = BigInteger().with_variant(Integer, "sqlite")
_MEDIA = 1000  # media items read at a time
_ROWS = """
SELECT series.media, snapshot.seen, ask.metrics, snapshot.measures
FROM series JOIN ask ON ask.id = series.ask JOIN snapshot ON snapshot.series = series.id
WHERE ask.kind = 'numbers' AND series.media > :after AND series.media <= :last
ORDER BY series.media, snapshot.seen, ask.metrics
"""
_NEW = "INSERT INTO fall (media, metric, since, read, highest) VALUES (:media, :metric, :since, :read, :highest)"


def upgrade() -> None:
    """Make the table and fill it with what the rows that are there show. Written out, like every migration."""
    op.create_table(
        "fall",
        Column("media", _WHOLE, ForeignKey("media.id", name="fk_fall_media"), primary_key=True),
        Column("metric", Text, primary_key=True),
        Column("since", _WHOLE, primary_key=True),
        Column("read", _WHOLE, nullable=False),
        Column("highest", Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    last = connection.execute(text("SELECT coalesce(max(id), 0) FROM media")).scalar_one()
    for after in range(0, last, _MEDIA):
        falls = list(_falls(connection, after, after + _MEDIA))
        if falls:
            connection.execute(text(_NEW), falls)


def _falls(connection: Connection, after: int, last: int) -> Iterator[dict[str, Any]]:
    rows = connection.execute(text(_ROWS), {"after": after, "last": last})
    for media, own in groupby(rows, itemgetter(0)):
        tops: dict[str, tuple[float, int]] = {}  # the highest number of each metric, and when it was read
        told: dict[str, float] = {}  # the highest number of which it is known that it fell
        for _, seen, metrics, line in own:
            for metric, number in zip(metrics.split(" "), json.loads(line), strict=True):
                value = number[0] if isinstance(number, list) else number
                top, read = tops.setdefault(metric, (value, seen))
                if value > top:
                    tops[metric] = value, seen
                elif value < top and told.get(metric) != top:
                    told[metric] = top
                    yield {"media": media, "metric": metric, "since": seen, "read": read, "highest": json.dumps(top)}

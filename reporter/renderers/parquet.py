"""The media rows as Parquet with real types: text, whole and other numbers, days, times in the report's zone.

A column of whole numbers is Int64 unless one of its values is none; durations are milliseconds.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reporter.core.report import Artifact, Format, Report, Value
from reporter.renderers.media_fields import About, MediaField, fields

if TYPE_CHECKING:
    import polars as pl

_TEXTUAL = frozenset({Format.TEXT, Format.ID, Format.LINK})
_WHOLE = frozenset({Format.NUMBER, Format.DURATION})
_LONE = re.compile("[\ud800-\udfff]")
_INT64 = 2**63


def render(report: Report, *, name: str) -> Artifact:
    """Return all media rows as a Parquet file called `name`."""
    import polars as pl

    rows = report.media.rows
    frame = pl.DataFrame(
        [_column(field, [field.of(row) for row in rows], zone=report.timezone) for field in fields(report.media)]
    )
    data = BytesIO()
    frame.write_parquet(data)
    return Artifact(name, data.getvalue())


def _column(field: MediaField, values: list[Value], *, zone: str) -> pl.Series:
    import polars as pl

    name, kind = field.name, field.format
    if field.about is About.PROVISIONAL:
        return pl.Series(name, values, dtype=pl.Boolean)
    if kind in _TEXTUAL:
        return pl.Series(name, [_text(value) for value in values], dtype=pl.String)
    if kind is Format.DATE:
        return pl.Series(name, values, dtype=pl.Date)
    if kind is Format.DATETIME:
        return pl.Series(name, values, dtype=pl.Datetime("us", time_zone=zone))
    whole = kind in _WHOLE and all(_is_whole(value) for value in values)
    return pl.Series(name, values, dtype=pl.Int64 if whole else pl.Float64, strict=False)


def _text(value: Value) -> str | None:
    return None if value is None else _LONE.sub("\ufffd", str(value))


def _is_whole(value: Any) -> bool:  # noqa: ANN401 - any value of a cell
    return value is None or (isinstance(value, int) and -_INT64 <= value < _INT64)

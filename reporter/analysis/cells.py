"""From frames to rows: pooled figures and media items' own measures as cells. Computes nothing, formats nothing."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from functools import cache
from typing import Any

import polars as pl

from reporter.analysis.figures import Figure
from reporter.analysis.measures import reason_column
from reporter.language import say
from reporter.observations import Reason
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Format
from reporter.report import Row
from reporter.report import Value

ENOUGH = 3  # media items under which a group is not compared with others


def media_column() -> Column:
    """Return the column that says how many media items a group has."""
    return Column("media", say("Media"), Format.NUMBER, say("Number of media items"))


def pooled_cells(pooled: pl.DataFrame, figure: Figure, *, weak: bool = False) -> list[Cell]:
    """Return one cell a group of `pooling.pool`'s answer; `weak` marks figures that stand on too few media items."""
    name = figure.name
    columns = (pooled[one] for one in (f"{name}:why", f"{name}:n", "media", f"{name}:provisional"))
    return [
        Cell(value, why, n, of, provisional, weak and n < ENOUGH)
        for value, why, n, of, provisional in zip(_values(pooled[name], figure), *columns, strict=True)
    ]


def media_cells(pooled: pl.DataFrame) -> list[Cell]:
    """Return how many media items each group has; null is an account that did not answer, not one without media."""
    return [Cell(count, Reason.FAILED.value if count is None else "") for count in pooled["media"]]


def item_cells(media: pl.DataFrame, figure: Figure) -> list[Cell]:
    """Return one cell a media item: its own number, or why it has none."""
    why = pl.coalesce([*(pl.col(reason_column(name)).cast(pl.String) for name in _needs(figure)), pl.lit("undefined")])
    values, reasons = _values(media[figure.name], figure), media.select(why.alias("why"))["why"].to_list()
    return [
        _absent(why, provisional) if value is None else Cell(value, "", None, None, provisional)
        for value, why, provisional in zip(values, reasons, media["provisional"].to_list(), strict=True)
    ]


def fact_cells(values: Iterable[Value]) -> list[Cell]:
    """Return plain cells; nothing is known to be missing of a fact."""
    return list(map(Cell, values))


def rows(columns: Sequence[Sequence[Cell]]) -> tuple[Row, ...]:
    """Return rows from columns of cells."""
    return tuple(Row(cells) for cells in zip(*columns, strict=True))


def _needs(figure: Figure) -> tuple[str, ...]:
    return figure.needs if figure.formula is not None else (figure.name,)


def _values(series: pl.Series, figure: Figure) -> list[Any]:
    """Whole numbers as int where the format says so; a calculated one that is not whole stays what it is."""
    if figure.format is not Format.NUMBER or series.dtype.is_integer():
        return series.to_list()
    return [int(value) if value is not None and value.is_integer() else value for value in series.to_list()]


@cache
def _absent(why: str, provisional: bool) -> Cell:  # noqa: FBT001 - a cache key
    return Cell(None, why, provisional=provisional)

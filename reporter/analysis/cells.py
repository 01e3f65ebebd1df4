"""From frames to rows: pooled figures and media items' own measures as cells. Computes nothing, formats nothing."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from functools import cache

import polars as pl

from reporter.analysis.figures import Figure
from reporter.analysis.measures import reason_column
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Format
from reporter.report import Row
from reporter.report import Value

ENOUGH = 3  # media items under which a group is not compared with others
MEDIA = Column("media", "Media", Format.NUMBER, "Number of media items")


def pooled_cells(pooled: pl.DataFrame, figure: Figure, *, weak: bool = False) -> list[Cell]:
    """Return one cell a group of `pooling.pool`'s answer; `weak` marks figures that stand on too few media items."""
    name = figure.name
    columns = (pooled[one] for one in (name, f"{name}:why", f"{name}:n", "media", f"{name}:provisional"))
    return [
        Cell(_tidy(value, figure), why, n, of, provisional, weak and n < ENOUGH)
        for value, why, n, of, provisional in zip(*columns, strict=True)
    ]


def item_cells(media: pl.DataFrame, figure: Figure) -> list[Cell]:
    """Return one cell a media item: its own number, or why it has none."""
    why = pl.coalesce([*(pl.col(reason_column(name)).cast(pl.String) for name in _needs(figure)), pl.lit("undefined")])
    columns = media.select(pl.col(figure.name).alias("value"), why.alias("why"), "provisional")
    return [
        _absent(why, provisional) if value is None else Cell(_tidy(value, figure), provisional=provisional)
        for value, why, provisional in columns.iter_rows()
    ]


def fact_cells(values: Iterable[Value]) -> list[Cell]:
    """Return plain cells; nothing is known to be missing of a fact."""
    return [Cell(value) for value in values]


def rows(columns: Sequence[Sequence[Cell]]) -> tuple[Row, ...]:
    """Return rows from columns of cells."""
    return tuple(Row(cells) for cells in zip(*columns, strict=True))


def _needs(figure: Figure) -> tuple[str, ...]:
    return figure.needs if figure.formula is not None else (figure.name,)


def _tidy(value: float | None, figure: Figure) -> int | float | None:
    """Whole numbers as int where the format says so; a calculated one that is not whole stays what it is."""
    whole = figure.format is Format.NUMBER and isinstance(value, float) and value.is_integer()
    return int(value) if whole and value is not None else value


@cache
def _absent(why: str, provisional: bool) -> Cell:  # noqa: FBT001 - a cache key
    return Cell(None, why, provisional=provisional)

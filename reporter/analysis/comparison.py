"""Figures beside those of the compared period: the columns and cells that every kind of section shows of them.

A percentage on a base under 30 says nothing and is not given; nor is a change across a metric's break.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from datetime import time

import polars as pl

from reporter.analysis.cells import pooled_cells
from reporter.analysis.context import Context
from reporter.analysis.figures import Figure
from reporter.analysis.groups import Dimension
from reporter.analysis.groups import grouped
from reporter.analysis.pooling import pool
from reporter.analysis.wording import period_short
from reporter.analysis.wording import period_words
from reporter.catalog.models import ProductType
from reporter.language import say
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Format
from reporter.report import Role

LEAST_BASE = 30
_SHARES = {Format.PERCENT: 100.0, Format.PERCENT_POINTS: 1.0}  # how many points one is


def figure_columns(figures: Sequence[Figure], context: Context, *, of_items: bool = False) -> tuple[Column, ...]:
    """Return each figure's column, followed by those of its comparison where the report has one."""
    own = [figure.column if of_items else figure.pooled_column for figure in figures]
    return tuple(one for column in own for one in (column, *(_compared(column, context) if context.earlier else ())))


def figure_cells(
    pooled: pl.DataFrame,
    before: pl.DataFrame | None,
    figures: Sequence[Figure],
    *,
    context: Context,
    weak: bool = False,
) -> list[list[Cell]]:
    """Return the cells of `figure_columns`, column by column. `before`: the same groups of the earlier period."""
    found = []
    for figure in figures:
        now = pooled_cells(pooled, figure, weak=weak)
        then = pooled_cells(before, figure, weak=weak) if before is not None else []
        found += [now, *(compared_cells(now, then, figure, context=context) if before is not None else [])]
    return found


def compared_cells(now: Sequence[Cell], then: Sequence[Cell], figure: Figure, *, context: Context) -> list[list[Cell]]:
    """Return the columns of comparison for cells of two periods: earlier, change, and points where it is a share."""
    changes = [_change(one, other, figure, context=context) for one, other in zip(now, then, strict=True)]
    columns = [list(then), changes]
    if figure.format in _SHARES:
        broken = is_broken(figure, context)
        columns.append([_points(one, other, figure, broken=broken) for one, other in zip(now, then, strict=True)])
    return columns


def earlier_whole(figures: Sequence[Figure], context: Context) -> pl.DataFrame | None:
    """Return the figures of the whole compared period."""
    return pool(context.earlier.media, figures) if context.earlier else None


def earlier_groups(
    dims: Sequence[Dimension], context: Context, figures: Sequence[Figure], *, grid: pl.DataFrame
) -> pl.DataFrame | None:
    """Return the compared period's figures of the same groups, row by row those of `grid`.

    None where there is no comparison: a day, week or month of one period is not in the other.
    """
    if context.earlier is None or any(dim.dated for dim in dims):
        return None
    keys = [dim.key for dim in dims]
    return pool(grouped(context.earlier.media, dims), figures, by=keys, groups=grid.select(keys))


def remarks(context: Context) -> tuple[str, ...]:
    """Say in which way the two periods are not alike: stories that were not all looked at then and that count now."""
    unlike = context.unlike()
    stories = (pl.col("product_type") == ProductType.STORY) & pl.col("account").is_in(unlike)
    if context.edition.earlier is None or not unlike or context.dataset.media.filter(stories).is_empty():
        return ()
    then = period_words(context.edition.earlier)
    if context.earlier is not None and not context.earlier.media.filter(stories).is_empty():
        return (say("Stories of {period} were collected in part only.", period=then),)
    return (say("Stories count in this period only: those of {period} were not collected.", period=then),)


def change(now: float | None, then: float | None, *, figure: Figure, context: Context) -> tuple[float | None, str]:
    """Return the relative change of a figure, or None and why it is not computed ("" where a number is missing)."""
    if now is None or then is None:
        return None, ""
    if is_broken(figure, context):
        return None, "break"
    if figure.format is Format.NUMBER and then < LEAST_BASE:
        return None, "small_base"
    if then <= 0:
        return None, "undefined"
    return now / then - 1, ""


def is_broken(figure: Figure, context: Context) -> bool:
    """Say whether a metric that the figure stands on changed its meaning within the two periods or between them."""
    earlier, period = context.edition.earlier, context.edition.period
    breaks = [one.on for name in figure.needs for one in context.catalog.metrics[name].breaks]
    moments = [datetime.combine(day, time(), UTC) for day in breaks]
    return earlier is not None and any(earlier.start < moment < period.end for moment in moments)


def _compared(column: Column, context: Context) -> list[Column]:
    span = context.edition.earlier
    assert span is not None
    named = [
        Column(
            f"previous_{column.name}",
            say("{column}, earlier", column=column.label),
            column.format,
            say("The same over {period}", period=period_short(span)),
            Role.PREVIOUS,
            column.name,
        ),
        Column(
            f"change_{column.name}",
            say("{column}, change", column=column.label),
            Format.CHANGE,
            say("Against {period}", period=period_short(span)),
            Role.CHANGE,
            column.name,
        ),
    ]
    if column.format in _SHARES:
        help_ = say("Difference in percentage points against {period}", period=period_short(span))
        label = say("{column}, points", column=column.label)
        named.append(Column(f"points_{column.name}", label, Format.POINTS, help_, Role.POINTS, column.name))
    return named


def _change(now: Cell, then: Cell, figure: Figure, *, context: Context) -> Cell:
    value, why = change(_number(now), _number(then), figure=figure, context=context)
    missing = "" if value is not None else why or now.missing or then.missing
    return Cell(value, missing, provisional=now.provisional or then.provisional, weak=now.weak or then.weak)


def _points(now: Cell, then: Cell, figure: Figure, *, broken: bool) -> Cell:
    one, other = _number(now), _number(then)
    if broken:
        return Cell(None, "break")
    if one is None or other is None:
        return Cell(None, now.missing or then.missing)
    return Cell((one - other) * _SHARES[figure.format], weak=now.weak or then.weak)


def _number(cell: Cell) -> float | None:
    return cell.value if isinstance(cell.value, int | float) else None

"""The columns and cells of a comparison: the same beside every figure, in every kind of section. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.figures.cells import pooled_cells
from reporter.analysis.figures.comparison import SHARES, Change, changes, compares, sides
from reporter.analysis.figures.groups import Dimension
from reporter.analysis.figures.model import Figure
from reporter.analysis.wording import localized_period_short
from reporter.core.report import Cell, Column, Format, Role


def figure_columns(figures: Sequence[Figure], context: Context, *, of_items: bool = False) -> tuple[Column, ...]:
    """Return each figure's column, followed by those of its comparison where the report has one."""
    columns = [figure.column if of_items else figure.pooled_column for figure in figures]
    return tuple(
        part for column in columns for part in (column, *(_compared(column, context) if context.population else ()))
    )


def figure_cells(
    pooled: pl.DataFrame,
    figures: Sequence[Figure],
    context: Context,
    *,
    dims: Sequence[Dimension] | None = (),
    weak: bool = False,
) -> list[list[Cell]]:
    """Return the cells of `figure_columns`, column by column. `dims`: what `pooled` is by; None: not compared."""
    if dims is None or not compares(context, dims):
        return [pooled_cells(pooled, figure, weak=weak, translator=context.translator) for figure in figures]
    both_sides = sides(context, figures, own=pooled, dims=dims)
    return [
        cells for figure in figures for cells in change_cells(changes(both_sides, figure, context, weak=weak), figure)
    ]


def change_cells(compared: Sequence[Change], figure: Figure) -> list[list[Cell]]:
    """Return the changes of one figure as the columns of `figure_columns`."""
    columns = [
        [change.own for change in compared],
        [change.previous for change in compared],
        [change.change for change in compared],
    ]
    if figure.format in SHARES:
        columns.append([change.points or Cell() for change in compared])
    return [*columns, [change.compared for change in compared]]


def _compared(column: Column, context: Context) -> list[Column]:
    span = context.edition.earlier
    assert span is not None
    period = localized_period_short(span, translator=context.translator)
    named = [
        Column(
            f"previous_{column.name}",
            context.translator.say("{column}, earlier", column=column.label),
            column.format,
            context.translator.say("Value for {period}", period=period),
            Role.PREVIOUS,
            column.name,
        ),
        Column(
            f"change_{column.name}",
            context.translator.say("{column}, change", column=column.label),
            Format.CHANGE,
            context.translator.say("Compared with {period}", period=period),
            Role.CHANGE,
            column.name,
        ),
    ]
    if column.format in SHARES:
        help_ = context.translator.say("Difference in percentage points compared with {period}", period=period)
        label = context.translator.say("{column}, points", column=column.label)
        named.append(Column(f"points_{column.name}", label, Format.POINTS, help_, Role.POINTS, column.name))
    label, help_ = (
        context.translator.say("{column}, compared part", column=column.label),
        context.translator.say("Part of the value that is compared with {period}", period=period),
    )
    return [*named, Column(f"compared_{column.name}", label, column.format, help_, Role.COMPARED, column.name)]

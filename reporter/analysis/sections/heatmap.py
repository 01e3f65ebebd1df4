"""One metric over two dimensions: a row a cell of the grid, in the grid's order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.figures.cells import ENOUGH, fact_cells, media_column, rows
from reporter.analysis.figures.compared_columns import figure_cells, figure_columns
from reporter.analysis.figures.comparison import compares
from reporter.analysis.figures.groups import Dimension, dimension, domain, group_value, with_group_keys
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import pool
from reporter.analysis.wording import slug, unit, when
from reporter.core.i18n import Translator
from reporter.core.report import Cell, Chart, ChartKind, Row, Section, Value
from reporter.spec.sections import Heatmap

_MOST_CELLS = 20_000  # beyond it, only the cells that hold media


def build(section: Heatmap, context: Context) -> Section:
    """Return the whole grid; cells without media are missing, those under 3 media weak; without any there is none."""
    figure = context.dataset.figures[section.metric]
    dims = [
        dimension(section.rows, translator=context.translator),
        dimension(section.columns, translator=context.translator),
    ]
    pooled = _pooled(dims, context, figure)
    keys = [[group_value(dim, key, context) for key in pooled[dim.key]] for dim in dims]
    compared = compares(context, dims)
    whole = figure_cells(pool(context.dataset.media, [figure]), [figure], context, dims=() if compared else None)
    names = context.translator.enumeration([context.translator.within(dim.label) for dim in dims])
    title = section.title or context.translator.say(
        "{figure} by {dimensions}", figure=figure.pooled_label, dimensions=names
    )
    axis = unit(figure.format, translator=context.translator)
    best = _best(
        pooled,
        figure,
        names=[_cell(dims, cell, translator=context.translator) for cell in zip(*keys, strict=True)],
        translator=context.translator,
    )
    return Section(
        kind="heatmap",
        name=slug("heatmap", section.metric, "by", *(dim.name for dim in dims)),
        title=title,
        subtitle=context.translator.say("{unit}, by {dimensions} of publication", unit=axis, dimensions=names)
        if _timely(dims)
        else axis,
        columns=(
            *(dim.column for dim in dims),
            media_column(translator=context.translator),
            *(figure_columns([figure], context) if compared else (figure.pooled_column,)),
        ),
        rows=rows(
            [
                *map(fact_cells, keys),
                fact_cells(pooled["media"]),
                *figure_cells(pooled, [figure], context, dims=dims, weak=True),
            ]
        ),
        totals=Row((Cell(), Cell(), Cell(context.dataset.count), *(cell for (cell,) in whole))),
        chart=_chart(dims, figure, title=title, alt=best, translator=context.translator),
        notes=(best,) if pooled.height else (),
    )


def _chart(dims: Sequence[Dimension], figure: Figure, *, title: str, alt: str, translator: Translator) -> Chart:
    rows_, columns = (dim.name for dim in dims)
    subtitle = unit(figure.format, translator=translator)
    return Chart(ChartKind.HEATMAP, columns, (figure.name,), rows_, title=title, subtitle=subtitle, alt=alt)


def _pooled(dims: Sequence[Dimension], context: Context, figure: Figure) -> pl.DataFrame:
    media = with_group_keys(context.dataset.media, dims)
    keys = [dim.key for dim in dims]
    domains = [domain(dim, context) for dim in dims]
    cells = list(product(*domains))
    if len(cells) > _MOST_CELLS or media.is_empty():
        present = set(media.select(keys).iter_rows())
        cells = [cell for cell in cells if cell in present]
    grid = pl.DataFrame(cells, schema={key: media.schema[key] for key in keys}, orient="row")
    return pool(media, [figure], by=keys, groups=grid)


def _timely(dims: Sequence[Dimension]) -> bool:
    return all(dim.chronological for dim in dims)


def _cell(dims: Sequence[Dimension], values: Sequence[Value], *, translator: Translator) -> str:
    """Return a cell in words: Monday, 09:00."""
    named = zip(dims, values, strict=True)
    return ", ".join(
        f"{key}:00" if dim.name == "hour" else when(key, dim.column.format, translator=translator) for dim, key in named
    )


def _best(pooled: pl.DataFrame, figure: Figure, *, names: list[str], translator: Translator) -> str:
    values, counts = pooled[figure.name].to_list(), pooled[f"{figure.name}:n"].to_list()
    enough = [
        (value, -index)
        for index, (value, n) in enumerate(zip(values, counts, strict=True))
        if n >= ENOUGH and value is not None
    ]
    if not enough:
        return translator.say("No cell has at least {least} posts, so none is named as the highest.", least=ENOUGH)
    index = -max(enough)[1]
    metric = translator.within(figure.pooled_label)
    return translator.say_count(
        counts[index],
        "Highest {metric}: {cell} ({count} post).",
        "Highest {metric}: {cell} ({count} posts).",
        metric=metric,
        cell=names[index],
    )

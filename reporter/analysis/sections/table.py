"""Figures by group: one or two dimensions, ranked by the first metric or in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.figures.cells import ENOUGH, media_cells, media_column, rows
from reporter.analysis.figures.compared_columns import figure_cells, figure_columns
from reporter.analysis.figures.comparison import compares
from reporter.analysis.figures.groups import (
    Dimension,
    dimension,
    group_remarks,
    group_value,
    lumped,
    order,
    required,
    with_group_keys,
)
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import pool
from reporter.analysis.wording import peak, slug, unit
from reporter.core.i18n import Translator
from reporter.core.observations import Reason
from reporter.core.report import PLAIN, Cell, Chart, ChartKind, Marks, Row, Section
from reporter.spec.sections import Table

_MOST_BARS = 15


def build(section: Table, context: Context) -> Section:
    """Return one row a group; totals are pooled over the distinct media items, whatever groups they are in."""
    figures = context.figures(section.metrics)
    dims = [dimension(name, translator=context.translator) for name in dict.fromkeys(section.by)]
    pooled = _ordered(_pooled(dims, context, figures), dims, context=context, first=figures[0])
    keys = [[group_value(dim, key, context) for key in pooled[dim.key]] for dim in dims]
    ranked = not any(dim.chronological for dim in dims)
    weak = not all(dim.dated for dim in dims)
    compared = compares(context, dims)
    whole = figure_cells(pool(context.dataset.media, figures), figures, context, dims=() if compared else None)
    plain = (figure.pooled_column for figure in figures)
    title = section.title or context.translator.say(
        "By {dimensions}",
        dimensions=context.translator.enumeration([context.translator.within(dim.label) for dim in dims]),
    )
    return Section(
        kind="table",
        name=slug("table", "by", *(dim.name for dim in dims)),
        title=title,
        columns=(
            *(dim.column for dim in dims),
            media_column(translator=context.translator),
            *(figure_columns(figures, context) if compared else plain),
        ),
        rows=rows(
            [
                *(_key_cells(dim, pooled, context) for dim in dims),
                media_cells(pooled),
                *figure_cells(pooled, figures, context, dims=dims, weak=weak),
            ]
        ),
        totals=Row((*(Cell() for _ in dims), Cell(context.dataset.count), *(cell for (cell,) in whole))),
        chart=_bars(
            title, dims, figures[0], keys=keys, pooled=pooled, compared=compared, translator=context.translator
        ),
        rank=figures[0].name if ranked else "",
        notes=tuple(_notes(dims, context, figures, pooled=pooled, ranked=ranked)),
    )


def _key_cells(dim: Dimension, pooled: pl.DataFrame, context: Context) -> list[Cell]:
    """Return the groups' names, with what has to be said of a group as a whole."""
    remarks = group_remarks(dim, pooled[dim.key].to_list(), context)
    values = (group_value(dim, key, context) for key in pooled[dim.key])
    return [
        Cell(value, marks=Marks(remarks=(remark,)) if remark else PLAIN)
        for value, remark in zip(values, remarks, strict=True)
    ]


def _pooled(dims: Sequence[Dimension], context: Context, figures: Sequence[Figure]) -> pl.DataFrame:
    media = with_group_keys(context.dataset.media, dims)
    keys = [dim.key for dim in dims]
    groups = None
    needed = [*required(dims[0], context), *_earlier_kinds(dims[0], context)] if len(dims) == 1 else []
    if needed:
        others = [key for key in media[keys[0]].unique(maintain_order=True) if key not in needed]
        groups = pl.DataFrame({keys[0]: [*needed, *others]}, schema={keys[0]: media.schema[keys[0]]})
    pooled = pool(media, figures, by=keys, groups=groups)
    return _silenced(pooled, figures, context) if keys == ["account"] and context.silent else pooled


def _earlier_kinds(dim: Dimension, context: Context) -> list[str]:
    """A kind of media that there was before and is not now is worth a row."""
    if context.earlier is None or dim.name not in {"product_type", "media_type"}:
        return []
    kinds = pl.concat([context.dataset.media[dim.key], context.earlier.media[dim.key]])
    return kinds.unique().sort().to_list()


def _silenced(pooled: pl.DataFrame, figures: Sequence[Figure], context: Context) -> pl.DataFrame:
    """Of an account that did not answer nothing is known, not even that it published nothing."""
    silent = pl.col("account").is_in(list(context.silent)) & (pl.col("media") == 0)
    whys = [f"{figure.name}:why" for figure in figures]
    return pooled.with_columns(
        pl.when(~silent).then(pl.col("media")).alias("media"),
        *(pl.when(silent).then(pl.lit(Reason.FAILED.value)).otherwise(pl.col(why)).alias(why) for why in whys),
    )


def _ordered(pooled: pl.DataFrame, dims: Sequence[Dimension], *, context: Context, first: Figure) -> pl.DataFrame:
    places = _places(dims, context, first) if len(dims) > 1 and dims[1].chronological else {}
    rows_ = pooled.select(*(dim.key for dim in dims), first.name, f"{first.name}:n").rows()

    def place(index: int) -> tuple[Any, ...]:
        *keys, value, n = rows_[index]
        times = [order(dim, key, context) for dim, key in zip(dims, keys, strict=True) if dim.chronological]
        names = [str(group_value(dim, key, context)).casefold() for dim, key in zip(dims, keys, strict=True)]
        rest = any(lumped(dim, key) for dim, key in zip(dims, keys, strict=True))
        if places and not dims[0].chronological:
            return (places[keys[0]], *times, *names)
        return (rest and len(dims) == 1, *times, *_rank(value, n, rest=rest), *names)

    return pooled[sorted(range(len(rows_)), key=place)] if rows_ else pooled


def _places(dims: Sequence[Dimension], context: Context, first: Figure) -> dict[Any, int]:
    """Where the first dimension's groups stand when the second is time: in the order of a table by the first alone."""
    alone = _ordered(_pooled(dims[:1], context, (first,)), dims[:1], context=context, first=first)
    return {key: index for index, key in enumerate(alone[dims[0].key])}


def _rank(value: float | None, n: int, *, rest: bool) -> tuple[bool, bool, bool, float]:
    """What is missing last, before it what is based on too few media to be ranked, before that the rest.

    In a table by one dimension the rest is one row and comes last whatever it holds.
    """
    return value is None, n < ENOUGH, rest, -(value or 0)


def _bars(
    title: str,
    dims: Sequence[Dimension],
    figure: Figure,
    *,
    keys: list[list[Any]],
    pooled: pl.DataFrame,
    compared: bool,
    translator: Translator,
) -> Chart | None:
    if len(dims) > 1 or not 2 <= pooled.height <= _MOST_BARS:
        return None
    alt = peak(
        figure.pooled_label,
        keys[0],
        dims[0].column.format,
        values=pooled[figure.name].to_list(),
        kind=figure.format,
        translator=translator,
    )
    subtitle = translator.say(
        "{figure}, {unit}",
        figure=figure.pooled_label,
        unit=translator.within(unit(figure.format, translator=translator)),
    )
    previous = (f"previous_{figure.name}",) if compared else ()
    return Chart(
        ChartKind.BARS, dims[0].name, (figure.name,), title=title, subtitle=subtitle, alt=alt, previous=previous
    )


def _notes(
    dims: Sequence[Dimension], context: Context, figures: Sequence[Figure], *, pooled: pl.DataFrame, ranked: bool
) -> Iterator[str]:
    if context.dataset.media.is_empty():
        return
    if any(dim.name == "hashtag" for dim in dims):
        without = context.dataset.media.filter(pl.col("hashtags").list.len() == 0).height
        text = context.translator.say("A post counts for each of its hashtags, but only once in the total.")
        tagless = context.translator.say(
            "Posts without hashtags ({count}) are included in the total only.", count=context.translator.number(without)
        )
        yield f"{text} {tagless}" if without else text
    n = pooled[f"{figures[0].name}:n"]
    if ranked and bool((n >= ENOUGH).any()) and bool(((n > 0) & (n < ENOUGH)).any()):
        yield context.translator.say(
            "Groups of fewer than {least} posts are listed after the others and are not ranked.", least=ENOUGH
        )
    if any(figure.sums_reach for figure in figures):
        yield context.translator.say("Sum of post reach: a person reached by two posts counts twice.")

"""One metric split by its breakdown: a row a value, with its share of the sum."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.build import Dataset
from reporter.analysis.figures.cells import fact_cells, number_of, pooled_cells, rows
from reporter.analysis.figures.compared_columns import change_cells, figure_columns
from reporter.analysis.figures.comparison import (
    Change,
    Side,
    changes,
    sides,
    sides_of,
    with_change,
    with_pair,
    without_change,
)
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import pool
from reporter.analysis.figures.splits import Split, split_by_value
from reporter.analysis.wording import peak, readable_name, slug
from reporter.catalog.models import Breakdown
from reporter.core.i18n import Translator
from reporter.core.report import Cell, Chart, ChartKind, Column, Format, Row, Section
from reporter.spec.sections import BreakdownSection


def build(section: BreakdownSection, context: Context) -> Section:
    """Return the breakdown that the spec asks for this metric, largest value first, unknown values kept."""
    figure = context.dataset.figures[section.metric]
    dim = context.catalog.breakdowns[context.edition.spec.breakdowns[section.metric]]
    parts = split_by_value(context.dataset, section.metric, known=tuple(dim.values))
    labels = [
        context.translator.say(dim.values[part.value]) if part.value in dim.values else readable_name(part.value)
        for part in parts
    ]
    title = section.title or _title(figure, dim, translator=context.translator)
    whole = pooled_cells(pool(context.dataset.media, [figure]), figure, translator=context.translator)[0]
    total = sum(part.number for part in parts if part.number is not None)
    counts = [_number(part, whole) for part in parts]
    compared = _compared(parts, counts, figure, context=context, known=tuple(dim.values))
    return Section(
        kind="breakdown",
        name=slug("breakdown", section.metric),
        title=title,
        columns=(
            Column(dim.name, context.translator.say("API value"), Format.TEXT),
            Column("label", context.translator.say(dim.label), Format.TEXT),
            *figure_columns([figure], context),
            Column(
                "share",
                context.translator.say("Share"),
                Format.PERCENT,
                context.translator.say("Share of the sum of all values"),
            ),
        ),
        rows=rows(
            [
                fact_cells(part.value for part in parts),
                fact_cells(labels),
                *(change_cells(compared[:-1], figure) if compared else [counts]),
                _shares(parts, counts, total),
            ]
        ),
        totals=_totals(parts, total, whole, compared=compared, figure=figure),
        chart=_bars(figure, title, labels=labels, parts=parts, compared=bool(compared), translator=context.translator),
        rank=figure.name,
        notes=_notes(figure, whole, total=total, parts=parts, translator=context.translator),
    )


def _bars(
    figure: Figure, title: str, *, labels: list[str], parts: list[Split], compared: bool, translator: Translator
) -> Chart:
    alt = peak(
        figure.label,
        labels,
        Format.TEXT,
        values=[part.number for part in parts],
        kind=figure.format,
        translator=translator,
    )
    previous = (f"previous_{figure.name}",) if compared else ()
    return Chart(ChartKind.BARS, x="label", y=(figure.name,), title=title, alt=alt, previous=previous)


def _title(figure: Figure, dim: Breakdown, *, translator: Translator) -> str:
    label = translator.say(dim.label)
    if translator.within(label) in translator.within(figure.label):
        return figure.label
    return translator.say("{figure} by {dimensions}", figure=figure.label, dimensions=translator.within(label))


def _number(part: Split, whole: Cell) -> Cell:
    if part.number is None:
        return Cell(None, whole.missing or "not_available", 0, whole.of)
    return Cell(part.number, "", part.n, whole.of, part.provisional)


def _shares(parts: list[Split], counts: list[Cell], total: float) -> list[Cell]:
    shares = [part.number / total if part.number is not None and total else None for part in parts]
    return [_share(share, count) for share, count in zip(shares, counts, strict=True)]


def _share(share: float | None, count: Cell) -> Cell:
    missing = "" if share is not None else count.missing or "undefined"
    return Cell(share, missing, count.n, count.of, count.provisional)


def _compared(
    parts: list[Split], counts: list[Cell], figure: Figure, *, context: Context, known: tuple[str, ...]
) -> list[Change]:
    """Return each value beside its earlier number, and all of them together last; [] without a comparison."""
    population, earlier = context.population, context.earlier
    if population is None or earlier is None:
        return []
    both_sides = sides(context, [figure])
    (whole,) = changes(both_sides, figure, context)
    values = [*(part.value for part in parts), None]
    cells = [*counts, _together(parts, pooled_cells(both_sides.own, figure, translator=context.translator)[0])]
    if whole.change.missing == "not_known":
        every = _half(earlier, both_sides.every, figure, known=known, context=context)
        return [
            without_change(cell, every.cell(value), figure, "not_known")
            for cell, value in zip(cells, values, strict=True)
        ]
    now = _half(context.dataset.only(population.now), both_sides.now, figure, known=known, context=context)
    then = _half(earlier.only(population.then), both_sides.then, figure, known=known, context=context)
    words = whole.population
    return [
        with_pair(
            with_change(
                cell,
                (now.cell(value), then.cell(value)),
                (now.side(value), then.side(value)),
                figure=figure,
                context=context,
            ),
            words,
            figure,
            translator=context.translator,
        )
        for cell, value in zip(cells, values, strict=True)
    ]


def _half(data: Dataset, pooled: pl.DataFrame, figure: Figure, *, known: tuple[str, ...], context: Context) -> _Half:
    (whole,) = pooled_cells(pooled, figure, translator=context.translator)
    (side,) = sides_of(pooled, figure)
    return _Half(split_by_value(data, figure.name, known=known), whole, side)


@dataclass(frozen=True, slots=True)
class _Half:
    """One side of a comparison: the parts of the metric over the media items that are compared."""

    parts: list[Split]
    whole: Cell
    total: Side

    def cell(self, value: str | None) -> Cell:
        """Return the cell of one value; without a value, of all of them together."""
        if value is None:
            return _together(self.parts, self.whole)
        part = next((part for part in self.parts if part.value == value), Split(value, None, 0, provisional=False))
        return _number(part, self.whole)

    def side(self, value: str | None) -> Side:
        """Return what `comparison.decide` needs to know of the same cell."""
        cell = self.cell(value)
        return self.total._replace(value=number_of(cell), missing=cell.missing, observed=cell.n or 0)


def _together(parts: list[Split], whole: Cell) -> Cell:
    """Return all values added up."""
    numbers = [part.number for part in parts if part.number is not None]
    missing = "" if numbers else whole.missing or "not_available"
    most = max((part.n for part in parts), default=0)
    return Cell(sum(numbers) if numbers else None, missing, most, whole.of, any(part.provisional for part in parts))


def _totals(parts: list[Split], total: float, whole: Cell, *, compared: list[Change], figure: Figure) -> Row:
    count = _together(parts, whole)
    cells = [cell for (cell,) in change_cells(compared[-1:], figure)] if compared else [count]
    return Row((Cell(), Cell(), *cells, _share(1.0 if total else None, count)))


def _notes(figure: Figure, whole: Cell, *, total: float, parts: list[Split], translator: Translator) -> tuple[str, ...]:
    known = any(part.number is not None for part in parts)
    if not known or whole.value is None or whole.value == total:
        return ()
    assert isinstance(whole.value, int | float)
    text = translator.say(
        "The parts add up to {total}. Instagram reports {whole} for {metric}.",
        total=translator.number(total),
        metric=translator.within(figure.label),
        whole=translator.number(whole.value),
    )
    return (text,)

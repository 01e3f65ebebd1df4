"""Figures over time: media items by the time they were published, every stretch of the period in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import zip_longest

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.figures.cells import fact_cells, media_column, pooled_cells, rows
from reporter.analysis.figures.compared_columns import figure_cells, figure_columns
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import pool
from reporter.analysis.figures.timeline import Timeline, pooled_over, timeline
from reporter.analysis.wording import peak, slug, unit
from reporter.core.i18n import Translator, mark_translatable
from reporter.core.report import Cell, Chart, ChartKind, Column, Mark, Role, Row, Section
from reporter.spec.sections import Trend

_GRAINS = {
    "hour": mark_translatable("hour"),
    "day": mark_translatable("day"),
    "week": mark_translatable("week"),
    "month": mark_translatable("month"),
}


def build(section: Trend, context: Context) -> Section:
    """Return one row a stretch of the period, those ahead left out; the first column is named after `by`."""
    figures = context.figures(section.metrics)
    edition, data = context.edition, context.dataset
    line = timeline(edition.period, section.by, edition=edition, now=data.now)
    course, whole = pooled_over(line, data, figures), pool(data.media, figures)
    before = _before(section, context, figures, line=line)
    drawn = figures if section.metrics else figures[:1]
    title = section.title or _title(drawn, section.by, translator=context.translator)
    values = course[drawn[0].name].to_list()
    axis, grain = _units(drawn, translator=context.translator), context.translator.say(_GRAINS[section.by])
    published = context.translator.say("{unit}, by {dimensions} of publication", unit=axis, dimensions=grain)
    subtitle = (
        context.translator.say("{unit}, by {dimensions}", unit=axis, dimensions=grain) if data.courses else published
    )
    chart = Chart(
        kind=ChartKind.LINE,
        x=section.by,
        y=tuple(figure.name for figure in drawn),
        title=title,
        subtitle=subtitle,
        alt=peak(
            drawn[0].pooled_label,
            line.names,
            line.column(context.translator).format,
            values=values,
            kind=drawn[0].format,
            translator=context.translator,
        ),
        marks=(
            *_annotations(context, line),
            *_breaks(context, line, figures),
            *_parts(line, translator=context.translator),
        ),
        previous=tuple(f"previous_{figure.name}" for figure in drawn) if before else (),
    )
    current = {figure.name: pooled_cells(course, figure, translator=context.translator) for figure in figures}
    return Section(
        kind="trend",
        name=slug("trend", drawn[0].name, "by", section.by),
        title=title,
        subtitle=subtitle,
        columns=(
            line.column(context.translator),
            media_column(translator=context.translator),
            *_columns(figures, context),
        ),
        rows=rows(
            [
                fact_cells(line.names),
                fact_cells(course["media"]),
                *(
                    cells
                    for figure in figures
                    for cells in (current[figure.name], *([before[figure.name]] if before else []))
                ),
            ]
        ),
        totals=Row((Cell(), Cell(context.dataset.count), *_totals(whole, context, figures))),
        chart=chart,
    )


def _columns(figures: Sequence[Figure], context: Context) -> list[Column]:
    """A stretch shows the earlier one's figure beside its own; their changes would be read as noise."""
    return [column for column in figure_columns(figures, context) if column.role in {Role.VALUE, Role.PREVIOUS}]


def _totals(whole: pl.DataFrame, context: Context, figures: Sequence[Figure]) -> Iterator[Cell]:
    cells = figure_cells(whole, figures, context)
    for column, (cell,) in zip(figure_columns(figures, context), cells, strict=True):
        if column.role in {Role.VALUE, Role.PREVIOUS}:
            yield cell


def _before(section: Trend, context: Context, figures: tuple[Figure, ...], *, line: Timeline) -> dict[str, list[Cell]]:
    """Return the figures of the compared period's stretches, the first beside the first; {} without a comparison.

    Three days of a month say nothing beside a whole one: where the two stretches are not equally long, none is given.
    """
    population, earlier, span = context.population, context.earlier, context.edition.earlier
    if population is None or earlier is None or span is None:
        return {}
    past = timeline(span, section.by, edition=context.edition, now=context.dataset.now)
    nothing = population.now.is_empty() and population.then.is_empty()
    course = pooled_over(past, earlier if nothing else earlier.only(population.then), figures)
    missing = [Cell(None, "no_media")] * max(0, len(line.starts) - len(past.starts))
    pairs = zip_longest(line.extents, past.extents[: len(line.starts)])
    equal = [then is None or now.equals(then) for now, then in pairs]
    return {
        figure.name: [
            cell if fits else Cell(None, "unequal")
            for cell, fits in zip(
                [*pooled_cells(course, figure, translator=context.translator)[: len(equal)], *missing],
                equal,
                strict=True,
            )
        ]
        for figure in figures
    }


def _units(drawn: Sequence[Figure], *, translator: Translator) -> str:
    first, *others = dict.fromkeys(unit(figure.format, translator=translator) for figure in drawn)
    return translator.enumeration([first, *map(translator.within, others)])


def _title(drawn: Sequence[Figure], by: str, *, translator: Translator) -> str:
    first, *others = (figure.pooled_label for figure in drawn)
    figures = translator.enumeration([first, *map(translator.within, others)])
    return translator.say("{figure} by {dimensions}", figure=figures, dimensions=translator.say(_GRAINS[by]))


def _annotations(context: Context, line: Timeline) -> Iterator[Mark]:
    edition = context.edition
    concerning = [
        annotation
        for annotation in context.annotations
        if not annotation.accounts or set(annotation.accounts) & set(edition.accounts)
    ]
    for annotation in sorted(concerning, key=lambda annotation: annotation.date):
        for place in _place(annotation.date, context, line):
            yield Mark(line.names[place], annotation.text)


def _breaks(context: Context, line: Timeline, figures: Sequence[Figure]) -> Iterator[Mark]:
    metrics = dict.fromkeys(name for figure in figures for name in figure.needs)
    for metric_break in (change for name in metrics for change in context.catalog.metrics[name].breaks):
        for place in _place(metric_break.on, context, line):
            yield Mark(line.names[place], metric_break.label, "break")


def _parts(line: Timeline, *, translator: Translator) -> Iterator[Mark]:
    """Say how much a stretch holds that is less than whole: drawn as others are, it would look like a fall."""
    for name, extent in zip(line.names, line.extents, strict=True):
        if extent.running:
            yield Mark(name, translator.say("not over yet"), "part")
        elif not extent.whole:
            held = translator.say_count(
                extent.length.days, "only {count} day in this period", "only {count} days in this period"
            )
            yield Mark(name, held, "part")


def _place(day: date, context: Context, line: Timeline) -> Iterator[int]:
    """Give the stretch that a local day begins in, if the day is of the period and not ahead."""
    start = datetime.combine(day, time(), context.edition.zone)
    index = line.place(start)
    if index is not None and start < context.edition.period.end and start <= context.dataset.now:
        yield index

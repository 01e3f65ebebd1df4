"""Every media item of the edition, newest first, with its facts, labels and measures."""

from __future__ import annotations

from reporter.analysis.context import Context
from reporter.analysis.figures.compared_columns import figure_cells
from reporter.analysis.figures.pooling import pool
from reporter.analysis.media_columns import compares_items, item_columns, item_rows, with_numbers
from reporter.core.report import Cell, Row, Section
from reporter.spec.sections import MediaSection


def build(section: MediaSection, context: Context) -> Section:
    """Return one row a media item; totals are pooled as everywhere."""
    figures, labels = context.figures(section.metrics), tuple(context.edition.spec.labels)
    media = context.dataset.media
    columns = item_columns(figures, context, labels=labels)
    compared = compares_items(context)
    whole = figure_cells(pool(media, figures), figures, context, dims=() if compared else None)
    blank = [Cell() for _ in columns[: len(columns) - len(whole)]]
    summed = any(figure.sums_reach for figure in figures)
    return Section(
        kind="media",
        name="media",
        title=section.title or context.translator.say("All posts"),
        columns=columns,
        rows=item_rows(with_numbers(media, context).reverse(), context, figures=figures, labels=labels),
        totals=Row((*blank, *(cell for (cell,) in whole))),
        notes=(context.translator.say("Total reach is the sum of post reach: a person reached twice counts twice."),)
        if summed and not media.is_empty()
        else (),
    )

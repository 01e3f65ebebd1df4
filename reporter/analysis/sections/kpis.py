"""Key figures of the whole edition side by side: one row, a column a metric, each with its course.

The course is over the last periods where history holds enough of them, else over the period itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reporter.analysis.context import Context, Past
from reporter.analysis.figures.compared_columns import figure_cells, figure_columns
from reporter.analysis.figures.groups import dimension
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import pool
from reporter.analysis.figures.timeline import fitting, pooled_over, timeline
from reporter.analysis.notes.coverage import ground_notes
from reporter.analysis.wording import localized_period_short
from reporter.catalog.models import ProductType
from reporter.core.report import Row, Section
from reporter.spec.sections import Kpis

_ENOUGH = 4  # points of a line that says something


def build(section: Kpis, context: Context) -> Section:
    """Return the section; its row and its totals are the same figures."""
    figures = context.figures(section.metrics)
    columns = figure_columns(figures, context)
    now = pool(context.dataset.media, figures)
    totals = [cell for (cell,) in figure_cells(now, figures, context)]
    course, words = _over_periods(figures, context) or _within(figures, context)
    cells = [
        cell._replace(spark=tuple(course[column.name].cast(float).to_list())) if column.name in course.columns else cell
        for column, cell in zip(columns, totals, strict=True)
    ]
    return Section(
        kind="kpis",
        name="kpis",
        title=section.title or context.translator.say("Key figures"),
        columns=columns,
        rows=(Row(tuple(cells)),),
        totals=Row(tuple(totals)),
        notes=ground_notes(context),
        sparks=words,
    )


def _over_periods(figures: Sequence[Figure], context: Context) -> tuple[pl.DataFrame, str] | None:
    """Return the figures of the periods up to this one and which they are; None where a line would say nothing.

    All of the same accounts, and each as it was known at the same distance from its end.
    """
    past = context.history_facts.past
    if len(past.periods) + 1 < _ENOUGH:
        return None
    alike = [_alike(frame, past) for frame in (*(data.media for _, data in past.periods), context.dataset.media)]
    rows = [pool(frame, figures) for frame in alike]
    first, last = (
        localized_period_short(period, translator=context.translator)
        for period in (past.periods[0][0], context.edition.period)
    )
    words = context.translator.say("The small charts cover {first} to {last}.", first=first, last=last)
    stories = "" if past.stories else context.translator.say("The small charts exclude stories.")
    return pl.concat(rows, how="vertical_relaxed"), f"{words} {stories}".strip()


def _alike(media: pl.DataFrame, past: Past) -> pl.DataFrame:
    """Return media of the accounts that are known over all the periods, without stories where those are not known."""
    alike = pl.col("account").is_in(past.accounts)
    if not past.stories:
        alike &= pl.col("product_type") != ProductType.STORY
    return media.filter(alike)


def _within(figures: Sequence[Figure], context: Context) -> tuple[pl.DataFrame, str]:
    edition, data = context.edition, context.dataset
    line = timeline(edition.period, fitting(edition.period), edition=edition, now=data.now)
    words = context.translator.say(
        "The small charts show the period by {grain}.",
        grain=context.translator.within(dimension(line.by, translator=context.translator).label),
    )
    return pooled_over(line, data, tuple(figures)), words

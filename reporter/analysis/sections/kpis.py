"""Key figures of the whole edition side by side: one row, a column a metric, each with its course over the period."""

from __future__ import annotations

from reporter.analysis.comparison import earlier_whole
from reporter.analysis.comparison import figure_cells
from reporter.analysis.comparison import figure_columns
from reporter.analysis.context import Context
from reporter.analysis.pooling import pool
from reporter.analysis.timeline import fitting
from reporter.analysis.timeline import pooled_over
from reporter.analysis.timeline import timeline
from reporter.language import say
from reporter.report import Row
from reporter.report import Section
from reporter.spec.sections import Kpis


def build(section: Kpis, context: Context) -> Section:
    """Return the section; its row and its totals are the same figures."""
    figures = context.figures(section.metrics)
    edition, data = context.edition, context.dataset
    line = timeline(edition.period, fitting(edition.period), edition=edition, now=data.now)
    course = pooled_over(line, data, figures)
    columns = figure_columns(figures, context)
    whole = figure_cells(pool(data.media, figures), earlier_whole(figures, context), figures, context=context)
    totals = [cell for (cell,) in whole]
    cells = [
        cell._replace(spark=tuple(course[column.name].cast(float).to_list())) if column.name in course.columns else cell
        for column, cell in zip(columns, totals, strict=True)
    ]
    return Section(
        kind="kpis",
        name="kpis",
        title=section.title or say("Key figures"),
        columns=columns,
        rows=(Row(tuple(cells)),),
        totals=Row(tuple(totals)),
    )

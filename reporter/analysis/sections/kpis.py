"""Key figures of the whole edition side by side: one row, a column a metric, each with its course over the period."""

from __future__ import annotations

from reporter.analysis.cells import pooled_cells
from reporter.analysis.context import Context
from reporter.analysis.pooling import pool
from reporter.analysis.timeline import fitting
from reporter.analysis.timeline import pooled_over
from reporter.analysis.timeline import timeline
from reporter.report import Row
from reporter.report import Section
from reporter.spec.model import Kpis


def build(section: Kpis, context: Context) -> Section:
    """Return the section; its row and its totals are the same figures."""
    figures = context.figures(section.metrics)
    line = timeline(context, fitting(context.edition.period))
    course = pooled_over(line, context, figures)
    whole = pool(context.dataset.media, figures)
    cells = [
        pooled_cells(whole, figure)[0]._replace(spark=tuple(course[figure.name].cast(float).to_list()))
        for figure in figures
    ]
    return Section(
        kind="kpis",
        name="kpis",
        title=section.title or "Key figures",
        columns=tuple(figure.pooled_column for figure in figures),
        rows=(Row(tuple(cells)),),
        totals=Row(tuple(cell._replace(spark=()) for cell in cells)),
    )

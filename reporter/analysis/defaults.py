"""The sections of a report whose spec names none, chosen from its metrics, breakdowns, labels and the data."""

from __future__ import annotations

from reporter.analysis.context import Context
from reporter.analysis.figures.timeline import fitting
from reporter.spec.sections import BreakdownSection, Kpis, MediaSection, SectionSpec, Table, Top, Trend

_MOST_KPIS = 5
_MOST_TOP = 6


def default_sections(context: Context) -> tuple[SectionSpec, ...]:
    """Return key figures, trend, top media, tables, breakdowns and all media, in the order that a report is read."""
    spec, data = context.edition.spec, context.dataset.media
    names = tuple(figure.name for figure in context.figures())
    by = ["account"] if len(context.edition.accounts) > 1 else []
    by += ["product_type"] if data["product_type"].n_unique() > 1 else []
    return (
        Kpis(kind="kpis", metrics=names[:_MOST_KPIS]),
        Trend(kind="trend", metrics=names[:1], by=fitting(context.edition.period)),
        Top(kind="top", by=names[0], limit=_MOST_TOP),
        *(Table(kind="table", by=(name,)) for name in (*by, *spec.labels)),
        *(BreakdownSection(kind="breakdown", metric=name) for name in spec.breakdowns),
        MediaSection(kind="media"),
    )

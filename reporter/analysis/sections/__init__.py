"""Every kind of section and what builds it: the literal table. mypy refuses it when a kind is missing."""

from __future__ import annotations

from typing import assert_never

from reporter.analysis.context import Context
from reporter.analysis.sections import breakdown, heatmap, kpis, media, table, text, top, trend
from reporter.core.report import Section
from reporter.spec.sections import (
    BreakdownSection,
    Heatmap,
    Kpis,
    MediaSection,
    SectionSpec,
    Table,
    TextSection,
    Top,
    Trend,
)


def build_section(spec: SectionSpec, context: Context) -> Section:  # noqa: PLR0911 - a line for each kind
    """Return the computed section of a spec's."""
    match spec:
        case Kpis():
            return kpis.build(spec, context)
        case Trend():
            return trend.build(spec, context)
        case Table():
            return table.build(spec, context)
        case Top():
            return top.build(spec, context)
        case MediaSection():
            return media.build(spec, context)
        case BreakdownSection():
            return breakdown.build(spec, context)
        case Heatmap():
            return heatmap.build(spec, context)
        case TextSection():
            return text.build(spec, context)
        case _:
            assert_never(spec)

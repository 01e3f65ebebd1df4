"""Every kind of section and what builds it: the literal table. mypy refuses it when a kind is missing."""

from __future__ import annotations

from typing import assert_never

from reporter.analysis.context import Context
from reporter.analysis.sections import breakdown
from reporter.analysis.sections import heatmap
from reporter.analysis.sections import kpis
from reporter.analysis.sections import media
from reporter.analysis.sections import table
from reporter.analysis.sections import text
from reporter.analysis.sections import top
from reporter.analysis.sections import trend
from reporter.core.report import Section
from reporter.spec.sections import BreakdownSection
from reporter.spec.sections import Heatmap
from reporter.spec.sections import Kpis
from reporter.spec.sections import Media
from reporter.spec.sections import SectionSpec
from reporter.spec.sections import Table
from reporter.spec.sections import TextSection
from reporter.spec.sections import Top
from reporter.spec.sections import Trend


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
        case Media():
            return media.build(spec, context)
        case BreakdownSection():
            return breakdown.build(spec, context)
        case Heatmap():
            return heatmap.build(spec, context)
        case TextSection():
            return text.build(spec, context)
        case _:
            assert_never(spec)

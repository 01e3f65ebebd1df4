"""Every kind of section and what builds it: the literal table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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

SECTIONS: dict[str, Callable[[Any, Context], Section]] = {
    "kpis": kpis.build,
    "trend": trend.build,
    "table": table.build,
    "top": top.build,
    "media": media.build,
    "breakdown": breakdown.build,
    "heatmap": heatmap.build,
    "text": text.build,
}

"""A section's chart as a Vega-Lite specification, and as SVG or PNG drawn offline.

Every figure in it stands in the section. All text enters as data or as JSON inside quotes; an SVG is parsed and its
parts checked before it goes anywhere. Colours are the custom properties of the page's style sheet, with what they
are where there is none; in a PNG they are what a light page shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from reporter.renderers import colours
from reporter.renderers import comparisons
from reporter.renderers.chart_axes import FONT_SIZE
from reporter.renderers.chart_axes import INK
from reporter.renderers.chart_axes import RULE
from reporter.renderers.chart_axes import Canvas
from reporter.renderers.chart_axes import Spec
from reporter.renderers.chart_axes import text_width
from reporter.renderers.chart_bars import lying_bars
from reporter.renderers.chart_bars import standing_bars
from reporter.renderers.chart_data import Panel
from reporter.renderers.chart_data import column_of
from reporter.renderers.chart_data import panels
from reporter.renderers.chart_lines import line_panel
from reporter.renderers.formats import flat
from reporter.report import Chart
from reporter.report import ChartKind
from reporter.report import Format
from reporter.report import Report
from reporter.report import Section

# Drawings of one chart: on a phone the wide one would have unreadable text. A mail has one for both, in between.
WIDE, NARROW, MAIL = 1040, 340, 440
_HEIGHT = {WIDE: 260, NARROW: 200, MAIL: 210}
_DENSITY = 2.5  # a mail shows the picture somewhat larger than it was drawn, on screens of two pixels a point
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+), (#[0-9a-fA-F]{6})\)")
_NAMESPACE = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"svg", "g", "path", "line", "text", "tspan", "rect", "defs", "clipPath", "title"})
_DROPPED = ("aria-", "role", "pointer-events", "font-family", "class", "version", "id", "clip-path")
_TIMES = frozenset({"day", "week", "month", "hour", "weekday"})


def spec(section: Section, report: Report, *, width: int = WIDE) -> Spec | None:
    """Return the chart as Vega-Lite, or None where there is nothing to draw (no chart, no figures, a heatmap)."""
    chart = section.chart
    if chart is None or chart.kind is ChartKind.HEATMAP:
        return None
    found = panels(section, report)
    if not found:
        return None
    drawn = [_panel(panel, section, _canvas(panel, chart.kind, width=width, locale=report.locale)) for panel in found]
    titled = [{**one, "title": flat(panel.title)} for one, panel in zip(drawn, found, strict=True)]
    whole: Spec = drawn[0] if len(drawn) == 1 else {"vconcat": titled, "spacing": 28}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "padding": 4,
        "config": _CONFIG,
        **whole,
    }


def svg(section: Section, report: Report, *, width: int = WIDE) -> str:
    """Return the chart as an SVG element that scales to the room it has; "" where there is nothing to draw."""
    from vl_convert import vegalite_to_svg

    described = spec(section, report, width=width)
    if described is None or section.chart is None:
        return ""
    drawing = vegalite_to_svg(described, allowed_base_urls=[])
    return _safe(drawing, flat(section.chart.alt or section.chart.title or section.title))


def png(section: Section, report: Report) -> bytes:
    """Return the chart as a PNG on white paper, for mails; b"" where there is nothing to draw."""
    from vl_convert import vegalite_to_png

    described = spec(section, report, width=MAIL)
    if described is None:
        return b""
    light, _ = colours.variables(report.theme.brand)
    on_paper = _literal({**described, "background": colours.PAPER, "padding": 12}, light)
    return bytes(vegalite_to_png(on_paper, scale=_DENSITY, allowed_base_urls=[]))


def legend(section: Section, report: Report) -> tuple[tuple[str, str], ...]:
    """Return names and colours of several series, and of the compared period's; lines bear their names too.

    One series alone has the chart's title for a name.
    """
    chart = section.chart
    if chart is None or chart.kind is ChartKind.HEATMAP:
        return ()
    drawn = panels(section, report)
    found = {one.name: one.colour for panel in drawn if len(panel.series) > 1 for one in panel.series}
    earlier = next((one.colour for panel in drawn for one in panel.earlier), "")
    period = comparisons.period_short(report) or comparisons.earlier()
    return (*found.items(), *([(period, earlier)] if earlier else []))


def hollow(section: Section, report: Report) -> bool:
    """Say whether the drawing has hollow points or bars, which are provisional."""
    found = panels(section, report)
    return any(point.provisional for panel in found for one in panel.series for point in one.points)


_CONFIG: Spec = {
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": FONT_SIZE, "gridColor": RULE, "labelFontWeight": "normal"},
    "text": {"fontSize": FONT_SIZE},
    "title": {"fontSize": 13, "fontWeight": 600, "color": INK, "anchor": "start", "offset": 10},
}


def _canvas(panel: Panel, kind: ChartKind, *, width: int, locale: str) -> Canvas:
    """Return the room of the plot: what the labels beside it leave."""
    names = [one.name for one in (*(panel.series if len(panel.series) > 1 else ()), *panel.earlier)]
    named = kind is ChartKind.LINE and bool(names) and width > NARROW
    ends = max(map(text_width, names)) + 18 if named else 32 if kind is ChartKind.LINE else 8
    return Canvas(max(int(width - 48 - ends), width // 2), _HEIGHT[width], locale, named)


def _panel(panel: Panel, section: Section, canvas: Canvas) -> Spec:
    chart = section.chart
    assert chart is not None, "a panel comes from a chart"
    if chart.kind is ChartKind.LINE:
        return line_panel(panel, chart.marks, canvas)
    if chart.kind is ChartKind.STACKED or _stands(chart, section):
        return standing_bars(panel, canvas, stacked=chart.kind is ChartKind.STACKED)
    return lying_bars(panel, canvas)


def _stands(chart: Chart, section: Section) -> bool:
    """Say whether the bars stand over an axis: times have an order from left to right, names have room beside bars."""
    column = section.columns[column_of(section, chart.x)]
    return column.name in _TIMES or column.format in {Format.DATE, Format.DATETIME, Format.NUMBER}


def _literal(part: Any, named: Mapping[str, str]) -> Any:  # noqa: ANN401 - any part of a specification
    """Return the part with every colour of the style sheet as it is: pictures of pixels have no style sheet."""
    if isinstance(part, Mapping):
        return {name: _literal(one, named) for name, one in part.items()}
    if isinstance(part, list | tuple):
        return [_literal(one, named) for one in part]
    variable = _VARIABLE.fullmatch(part) if isinstance(part, str) else None
    return named.get(variable[1], variable[2]) if variable else part


def _safe(drawing: str, words: str) -> str:
    """Return the drawing with only what pictures are made of: known elements, no references, no outside names."""
    root = ET.fromstring(drawing)  # noqa: S314 - written by vl-convert from our own specification, no DTD possible
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{_NAMESPACE}}}")
        if name not in _ELEMENTS:
            raise AssertionError(f"a chart may not hold <{name}>")
        element.tag = name
        for attribute in list(element.attrib):
            if "href" in attribute or attribute.startswith("on"):
                raise AssertionError(f"a chart may not refer to anything: {attribute}")
            if attribute.startswith(_DROPPED):
                del element.attrib[attribute]
    sides = root.attrib.pop("width"), root.attrib.pop("height")
    root.attrib.setdefault("viewBox", f"0 0 {sides[0]} {sides[1]}")
    root.attrib |= {"xmlns": _NAMESPACE, "role": "img", "aria-label": words, "width": "100%"}
    return ET.tostring(root, encoding="unicode")

"""A section's chart as a Vega-Lite specification, and as SVG or PNG drawn offline.

Every figure in it stands in the section. All text enters as data or as JSON inside quotes; an SVG is parsed and its
parts checked before it goes anywhere. Colours are the custom properties of the page's style sheet, with what they
are where there is none; in a PNG they are what a light page shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain
from typing import Any
from xml.etree import ElementTree as ET

from reporter.core import colours
from reporter.core.report import ChartKind
from reporter.core.report import Report
from reporter.core.report import Section
from reporter.renderers import comparisons
from reporter.renderers.charts import layout as chart_layout
from reporter.renderers.charts.annotations import dated
from reporter.renderers.charts.axes import FONT_SIZE
from reporter.renderers.charts.axes import INK
from reporter.renderers.charts.axes import RULE
from reporter.renderers.charts.axes import Canvas
from reporter.renderers.charts.axes import Flags
from reporter.renderers.charts.axes import Spec
from reporter.renderers.charts.bars import lying_bars
from reporter.renderers.charts.bars import standing_bars
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.data import panels
from reporter.renderers.charts.layout import EDGE
from reporter.renderers.charts.layout import Form
from reporter.renderers.charts.layout import canvases
from reporter.renderers.charts.layout import form_of
from reporter.renderers.charts.legend import Legend
from reporter.renderers.charts.legend import swatches
from reporter.renderers.charts.lines import line_panel
from reporter.renderers.formats import flat

WIDE, NARROW, MAIL = chart_layout.WIDE, chart_layout.NARROW, chart_layout.MAIL
_DENSITY = 2.5  # a mail shows the picture somewhat larger than it was drawn, on screens of two pixels a point
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+), (#[0-9a-fA-F]{6})\)")
_NAMESPACE = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"svg", "g", "path", "line", "text", "tspan", "rect", "defs", "clipPath", "title"})
_DROPPED = ("aria-", "role", "pointer-events", "font-family", "class", "version", "id", "clip-path")


def spec(section: Section, report: Report, *, width: int = WIDE) -> Spec | None:
    """Return the chart as Vega-Lite, or None where there is nothing to draw (no chart, no figures, a heatmap)."""
    chart = section.chart
    if chart is None or chart.kind is ChartKind.HEATMAP:
        return None
    found = panels(section, report)
    if not found:
        return None
    rooms = canvases(section, found, report.locale, width=width)
    drawn = [_panel(panel, section, room) for panel, room in zip(found, rooms, strict=True)]
    titled = [{**one, "title": flat(panel.title)} for one, panel in zip(drawn, found, strict=True)]
    whole: Spec = drawn[0] if len(drawn) == 1 else {"vconcat": titled, "spacing": 28}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "padding": EDGE,
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


def legend(section: Section, report: Report) -> Legend:
    """Return what stands beside the drawing of a section."""
    chart = section.chart
    found = panels(section, report) if chart and chart.kind is not ChartKind.HEATMAP else ()
    if chart is None or not found:
        return Legend()
    period = comparisons.period_short(report) or comparisons.earlier()
    forms = [form_of(panel, section) for panel in found]
    titled = len(found) > 1
    shown = [swatches(panel, form, period, titled=titled) for panel, form in zip(found, forms, strict=True)]
    room, *_ = canvases(section, found, report.locale, width=WIDE)
    return Legend(
        series=tuple({one.name: one for one in chain(*shown)}.values()),
        marks=dated(found[0], chart.marks),
        parts=tuple(mark for mark in chart.marks if mark.kind == "part"),
        on_lines=all(form is Form.LINES for form in forms),
        numbered=room.flags is Flags.NUMBERS,
    )


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


def _panel(panel: Panel, section: Section, canvas: Canvas) -> Spec:
    chart, form = section.chart, form_of(panel, section)
    assert chart is not None, "a panel comes from a chart"
    if form is Form.LINES:
        return line_panel(panel, chart.marks, canvas)
    if form is Form.LYING:
        return lying_bars(panel, canvas)
    return standing_bars(panel, chart.marks, canvas, stacked=form is Form.STACKED)


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

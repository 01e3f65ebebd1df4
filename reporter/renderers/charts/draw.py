"""A section's chart as SVG for pages, and as PNG for mails, both drawn here.

Every figure in it is in the section. Colours are the custom properties of the page's style sheet, with a fallback;
a PNG has the colours of a light page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from reporter.core.contrast import PAPER
from reporter.core.i18n import Translator
from reporter.core.report import ChartKind, Mark, Report, Section
from reporter.renderers import comparisons
from reporter.renderers.charts import layout as chart_layout
from reporter.renderers.charts.annotations import flag_elements, flag_marks, place_flags, room_above
from reporter.renderers.charts.axes import BELOW, Canvas, Flags, axes
from reporter.renderers.charts.bars import lying_bars, lying_height, standing_bars
from reporter.renderers.charts.data import Panel, Series, panels
from reporter.renderers.charts.layout import EDGE, Form, canvases, form_of, plot_frame
from reporter.renderers.charts.lines import lines
from reporter.renderers.charts.styles import INK
from reporter.renderers.charts.svg import FONT_SIZE, element, group_at, line, pixels, shorten, text_at, text_width
from reporter.renderers.colours import variables
from reporter.renderers.formats import flat

WIDE, NARROW, MAIL = chart_layout.WIDE, chart_layout.NARROW, chart_layout.MAIL
_TITLE, _BETWEEN = 24, 24  # pixels: for the title of a panel, and from one panel to the next
_DENSITY = 2.5  # a mail shows the picture somewhat larger than it was drawn, on screens of two pixels a point
_MAIL_EDGE = 8
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+), (#[0-9a-fA-F]{6})\)")
_FONTS = Path(__file__).parent / "fonts"
_FONT = "DejaVu Sans"
_BAR_SWATCH = "M-5,-5H5V5H-5Z"
_LEGEND_ROW, _BELOW_LEGEND = 22, 8
_HALF = 12  # of a swatch's width
_TO_NAME, _AFTER_NAME = 20, 24


@dataclass(frozen=True, slots=True)
class Swatch:
    """A series' name and colour, and how it is drawn around zero: `shape` is a path, "" for none.

    `dash`: of the line through its middle, "none" for one without gaps, "" where no line is drawn.
    """

    name: str
    colour: str
    shape: str
    dash: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Series, and dated marks in the order of their numbers.

    `on_lines`: the wide drawing shows the series' names. `numbered`: it shows marks as numbers, as the narrow one does.
    `parts`: the marks of parts of a week or month.
    """

    series: tuple[Swatch, ...] = ()
    marks: tuple[Mark, ...] = ()
    parts: tuple[Mark, ...] = ()
    on_lines: bool = False
    numbered: bool = False


def svg(section: Section, report: Report, *, width: int = WIDE) -> str:
    """Return the chart as an SVG element that scales to the room it has; "" where there is nothing to draw."""
    drawing = _drawing(section, report, width=width)
    if drawing is None or section.chart is None:
        return ""
    label = flat(section.chart.alt or section.chart.title or section.title)
    drawing.attrib |= {"role": "img", "aria-label": label, "width": "100%"}
    return ET.tostring(drawing, encoding="unicode")


def png(section: Section, report: Report) -> bytes:
    """Return the chart as a PNG on white paper, for mails; b"" where there is nothing to draw."""
    drawing = _drawing(section, report, width=MAIL, edge=_MAIL_EDGE)
    if drawing is None:
        return b""
    from resvg_py import svg_to_bytes

    light, _ = variables(report.theme.brand)
    for part in drawing.iter():
        for name, value in part.items():
            part.set(name, _VARIABLE.sub(lambda colour: light.get(colour[1], colour[2]), value))
    picture = svg_to_bytes(
        ET.tostring(drawing, encoding="unicode"),
        background=PAPER,
        zoom=_DENSITY,
        font_family=_FONT,
        sans_serif_family=_FONT,
        font_files=[str(_FONTS / "DejaVuSans.ttf"), str(_FONTS / "DejaVuSans-Bold.ttf")],
    )
    return bytes(picture)


def legend(section: Section, report: Report) -> Legend:
    """Return the legend of a section's drawing."""
    chart = section.chart
    section_panels = _panels(section, report)
    if chart is None or not section_panels:
        return Legend()
    period = comparisons.period_short(report) or comparisons.earlier_label(translator=Translator(report.locale))
    forms = [form_of(panel, section) for panel in section_panels]
    has_titles = len(section_panels) > 1
    series = chain(
        *(
            swatches(panel, form, period, has_titles=has_titles)
            for panel, form in zip(section_panels, forms, strict=True)
        )
    )
    room, *_ = canvases(section, section_panels, report.locale, width=WIDE)
    return Legend(
        series=tuple({swatch.name: swatch for swatch in series}.values()),
        marks=flag_marks(section_panels[0], chart.marks),
        parts=tuple(mark for mark in chart.marks if mark.kind == "part"),
        on_lines=all(form is Form.LINES for form in forms),
        numbered=room.flags is Flags.NUMBERS,
    )


def hollow(section: Section, report: Report) -> bool:
    """Return whether the drawing has hollow points or bars, which are provisional."""
    all_series = [series for panel in panels(section, report) for series in panel.series]
    return any(point.provisional for series in all_series for point in series.points)


def swatches(panel: Panel, form: Form, period: str, *, has_titles: bool) -> Iterator[Swatch]:
    """Yield a panel's series and the compared period's.

    A single series is named by the chart's title where nothing is compared, and by its panel's title where the drawing
    `has_titles`. Lying bars show their figures.
    """
    if len(panel.series) > 1 or (panel.earlier and not has_titles and form is not Form.LYING):
        for series in panel.series:
            yield _swatch(series, series.name, form, shape=series.style.shape)
    for series in panel.earlier:
        yield _swatch(series, period if len(panel.series) == 1 else series.name, form)


def _swatch(series: Series, name: str, form: Form, *, shape: str = "") -> Swatch:
    if form is not Form.LINES:
        return Swatch(name, series.style.colour, _BAR_SWATCH, "")
    return Swatch(name, series.style.colour, shape, series.style.dash or "none")


def legend_elements(series: tuple[Swatch, ...], width: float) -> tuple[list[Element], float]:
    """Return the legend inside a drawing for emails, and its height: swatches with names, as many in a row as fit."""
    elements = []
    x, y = 0.0, 0.0
    for swatch in series:
        name = shorten(swatch.name, width - _HALF - _TO_NAME)
        room = _HALF + _TO_NAME + text_width(name)
        if x and x + room > width:
            x, y = 0, y + _LEGEND_ROW
        words = text_at(name, _TO_NAME, 0, fill=INK)
        elements.append(group_at(x + _HALF, y + _LEGEND_ROW / 2, [*_swatch_elements(swatch), words]))
        x += room + _AFTER_NAME
    return elements, y + _LEGEND_ROW + _BELOW_LEGEND if series else 0


def _panels(section: Section, report: Report) -> tuple[Panel, ...]:
    """Return the panels of a section; a heatmap has none, because the page shows it as a table."""
    has_panels = section.chart is not None and section.chart.kind is not ChartKind.HEATMAP
    return panels(section, report) if has_panels else ()


def _drawing(section: Section, report: Report, *, width: int, edge: int = EDGE) -> Element | None:
    """Return the panels of a chart below each other; in an email's picture their legend is above them."""
    section_panels = _panels(section, report)
    if not section_panels:
        return None
    rooms = canvases(section, section_panels, report.locale, width=width)
    left, right = EDGE + rooms[0].left, EDGE + rooms[0].right
    series = legend(section, report).series if width == MAIL else ()
    parts, bottom = legend_elements(series, width - 2 * EDGE)
    drawing = element("svg", xmlns="http://www.w3.org/2000/svg", font_size=FONT_SIZE)
    drawing.append(group_at(EDGE, 0, parts))
    for panel, canvas in zip(section_panels, rooms, strict=True):
        top = bottom + (_BETWEEN if panel is not section_panels[0] else 0)
        if len(section_panels) > 1:
            title = text_at(flat(panel.title), left, top + _TITLE / 2, fill=INK, font_size=13, font_weight=600)
            drawing.append(title)
            top += _TITLE
        marks, above, below = _panel(panel, section, canvas)
        drawing.append(group_at(left, top + above, marks))
        bottom = top + above + below
    size = (left + rooms[0].width + right + 2 * (edge - EDGE), bottom + 2 * edge)
    drawing.set("viewBox", " ".join(map(pixels, (EDGE - edge, -edge, *size))))
    return drawing


def _panel(panel: Panel, section: Section, canvas: Canvas) -> tuple[list[Element], float, float]:
    """Return the elements of a panel, and how many pixels it takes above and below the top of its plot."""
    form = form_of(panel, section)
    if form is Form.LYING:
        return lying_bars(panel, canvas), 0, lying_height(panel)
    marks = section.chart.marks if section.chart else ()
    frame = plot_frame(panel, section, canvas)
    flags = place_flags(panel, marks, frame)
    if form is Form.LINES:
        shapes = lines(panel, marks, frame)
    else:
        shapes = standing_bars(panel, frame, stacked=form is Form.STACKED)
    elements = [*axes(panel, frame), *flag_elements(flags, frame), *shapes]
    return elements, room_above(flags), canvas.height + BELOW


def _swatch_elements(swatch: Swatch) -> Iterator[Element]:
    if swatch.dash:
        yield line((-_HALF, 0), (_HALF, 0), stroke=swatch.colour, stroke_width=2, stroke_dasharray=swatch.dash)
    if swatch.shape:
        yield element("path", d=swatch.shape, fill=swatch.colour, stroke=swatch.colour, stroke_width=1.8)

"""Native charts over the cells of the section's sheet, so that they follow when a reader edits these cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, floor, log10
from re import split
from typing import Any

from openpyxl.chart import BarChart, LineChart, Series
from openpyxl.chart.data_source import AxDataSource, NumRef, StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter, quote_sheetname

from reporter.core.contrast import PAPER, brand_of, mix, readable
from reporter.core.i18n import Translator
from reporter.core.report import Chart, ChartKind, Format, Section, Theme, Value
from reporter.renderers.change_colours import EARLIER
from reporter.renderers.colours import PRODUCT_TYPE_COLOURS, SERIES_COLOURS
from reporter.renderers.excel.cell_values import Losses, cell_text, is_known
from reporter.renderers.excel.number_formats import TIMES, axis_format
from reporter.renderers.excel.sheets import TableArea
from reporter.renderers.excel.styles import GREY, INK, colour

WIDTH, HEIGHT = 12.0, 7.2  # centimetres
_GRID = "E5E7EB"
_SHAPE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: shapes against their ground
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_DAY = 9  # characters that a day and its distance take
_LONG = 12  # characters: bars with longer names are drawn horizontally
_LONGEST = 60  # characters of a name
_MANY = 8  # bars that fit side by side
_SIGNS = 58  # characters that fit next to each other below a chart
_TICKS = 5
_AUTOMATIC = 6  # Excel starts the axis above zero for a line that is higher than this many times its range
_DASHES = ("solid", "sysDash", "sysDot", "lgDashDot")  # earlier series are all grey
_MOST = 10  # bars whose names can still be read


def can_draw(section: Section) -> bool:
    """Return whether a workbook draws the section's chart (a heatmap is coloured cells on its own sheet).

    Names that are too long would leave no room for bars.
    """
    chart = section.chart
    if chart is None or chart.kind is ChartKind.HEATMAP or chart.series or not section.rows:
        return False
    at = _places(section)
    if chart.x not in at or not at.keys() >= set(chart.y):
        return False
    if max(len(str(row.cells[at[chart.x]].value)) for row in section.rows) > _LONGEST:
        return False
    return _axis_format(section, chart) is not None


def draw_chart(section: Section, place: TableArea, theme: Theme, *, translator: Translator) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return the section's chart over the cells at `place`. Ask `can_draw` first."""
    chart = section.chart
    assert chart is not None  # can_draw was asked
    at = _places(section)
    x = section.columns[at[chart.x]].format
    chart, place = _limited(chart, place, x, translator=translator)
    kind = _axis_format(section, chart)
    assert kind is not None  # can_draw was asked
    earlier, current = _columns(section, _earlier(section, chart), kind), _columns(section, chart.y, kind)
    drawing = _new_chart(section, chart, at[chart.x])
    for number, y in enumerate(earlier):  # first: behind the other lines, or before the other bars
        drawing.series.append(_series(section, place, x=at[chart.x], y=y))
        _paint_earlier(drawing, drawing.series[-1], number)
    for number, y in enumerate(current):
        drawing.series.append(_series(section, place, x=at[chart.x], y=y))
        _paint(drawing, drawing.series[-1], _series_colour(section.columns[y].name, number, theme))
    drawing.title = _title(chart, section.title, translator=translator)
    drawing.legend.position = "b"
    if len(drawing.series) == 1:
        drawing.legend = None
    drawing.alt = cell_text(chart.alt or chart.title or section.title, Losses(), translator=translator)
    drawing.width, drawing.height = WIDTH, HEIGHT
    drawing.display_blanks = "gap"
    drawing.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    _axes(drawing, x, kind, translator=translator)
    values = [[row.cells[y].value for y in (*earlier, *current)] for row in section.rows]
    drawing.y_axis.majorUnit = _tick_distance(_axis_length(chart.kind, values), kind)
    return drawing


def _places(section: Section) -> dict[str, int]:
    """Return the places of the section's columns, by name."""
    return {column.name: index for index, column in enumerate(section.columns)}


def _columns(section: Section, names: Iterable[str], kind: Format) -> list[int]:
    """Return the places of those columns that hold one kind of number."""
    at = _places(section)
    return [at[name] for name in names if section.columns[at[name]].format is kind]


def _limited(chart: Chart, place: TableArea, x: Format, *, translator: Translator) -> tuple[Chart, TableArea]:
    """Return the chart over the first rows only, with a subtitle that says so, if it has too many bars with names."""
    if chart.kind is ChartKind.LINE or x in TIMES or place.rows <= _MOST:
        return chart, place
    note = translator.say("the first {shown} of {count}", shown=_MOST, count=translator.number(place.rows))
    subtitle = ", ".join(filter(None, (chart.subtitle, note)))
    return replace(chart, subtitle=subtitle), replace(place, rows=_MOST)


def _earlier(section: Section, chart: Chart) -> list[str]:
    """Return the columns of the compared period that the chart draws."""
    names = {column.name for column in section.columns}
    return [] if chart.kind is ChartKind.STACKED else [name for name in chart.previous if name in names]


def _axis_format(section: Section, chart: Chart) -> Format | None:
    """Return the format of the first column that has anything to draw; there may be none in a week without reels.

    One axis takes one kind of number. The page has panels for the others, the sheet their cells.
    """
    at = _places(section)
    for name in (*chart.y, *_earlier(section, chart)):
        if any(is_known(row.cells[at[name]].value) for row in section.rows):
            return section.columns[at[name]].format
    return None


def _axis_length(kind: ChartKind, rows: list[list[Value]]) -> float:
    """Return the length of the axis: from zero, unless the lines are far above it."""
    numbers = [[value for value in row if is_known(value)] for row in rows]
    if kind is ChartKind.STACKED:
        return max(map(sum, numbers))
    low, high = min(map(min, filter(None, numbers))), max(map(max, filter(None, numbers)))
    is_high = kind is ChartKind.LINE and _AUTOMATIC * (high - low) < high
    return high - (low if is_high or low < 0 else 0)


def _tick_distance(length: float, kind: Format) -> float | None:
    """Return the distance of two ticks: a step that people count in, so wide that there are about five at most."""
    if length <= 0:
        return None
    if kind is Format.DURATION:
        seconds = length / 1000
        return next((step for step in _SECONDS if seconds <= _TICKS * step), seconds / _TICKS) / 86_400
    power: float = 10 ** floor(log10(length / _TICKS))
    step = next(power * step for step in (1, 2, 5, 10) if length <= _TICKS * power * step * (1 + 1e-9))
    return max(step, 1.0) if kind is Format.NUMBER else step


def _new_chart(section: Section, chart: Chart, x: int) -> Any:  # noqa: ANN401 - same
    """Return a chart without series, with as many labels as fit below each other or side by side."""
    names = [str(row.cells[x].value) for row in section.rows]
    is_timed = section.columns[x].format in TIMES
    width = len(names) * (_DAY if is_timed else _name_width(names))
    if chart.kind is ChartKind.LINE:
        drawing = LineChart()
        drawing.x_axis.tickLblSkip = ceil(width / _SIGNS)
        return drawing
    drawing = BarChart()
    drawing.gapWidth = 60
    if chart.kind is ChartKind.STACKED:
        drawing.grouping, drawing.overlap = "stacked", 100
    if is_timed:
        drawing.x_axis.tickLblSkip = ceil(width / _SIGNS)
    elif max(map(len, names)) > _LONG or width > _SIGNS or len(names) > _MANY:
        drawing.type = "bar"
        drawing.x_axis.scaling.orientation = "maxMin"  # the first row on top
        drawing.x_axis.tickLblSkip = 1  # every bar has its name
    return drawing


def _name_width(names: Iterable[str]) -> int:
    """Return how many characters the widest name takes; it can continue in the next line after each word."""
    return 2 + max(len(word) for name in names for word in split(r"[\s-]", name))


def _series(section: Section, place: TableArea, *, x: int, y: int) -> Any:  # noqa: ANN401 - same
    sheet = quote_sheetname(place.sheet)
    first, last = place.head + 1, place.head + place.rows
    area = [f"{sheet}!${letter}${first}:${letter}${last}" for letter in map(get_column_letter, (x + 1, y + 1))]
    series = Series(values=area[1])
    series.tx = SeriesLabel(strRef=StrRef(f=f"{sheet}!${get_column_letter(y + 1)}${place.head}"))
    timed = section.columns[x].format in TIMES
    series.cat = AxDataSource(numRef=NumRef(f=area[0])) if timed else AxDataSource(strRef=StrRef(f=area[0]))
    return series


def _paint(drawing: Any, series: Any, shade: str) -> None:  # noqa: ANN401 - same
    if isinstance(drawing, LineChart):
        series.smooth = False
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=shade, w=28_575))
        series.marker.symbol, series.marker.size = "circle", 5
        series.marker.graphicalProperties = GraphicalProperties(solidFill=shade, ln=LineProperties(solidFill=shade))
    else:
        series.graphicalProperties = GraphicalProperties(solidFill=shade)


def _paint_earlier(drawing: Any, series: Any, number: int) -> None:  # noqa: ANN401 - same
    if isinstance(drawing, LineChart):
        shade, dash = colour(EARLIER[0]), _DASHES[number % len(_DASHES)]
        series.smooth = False
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=shade, w=15_875, prstDash=dash))
        series.marker.symbol = "none"
    else:
        shade = colour(mix(EARLIER[0], PAPER, 1 - number % 3 * 0.3))
        series.graphicalProperties = GraphicalProperties(solidFill=shade)


def _series_colour(name: str, number: int, theme: Theme) -> str:
    if name.upper() in PRODUCT_TYPE_COLOURS:
        return colour(PRODUCT_TYPE_COLOURS[name.upper()][0])
    shades = (readable(brand_of(theme.brand), PAPER, _SHAPE_CONTRAST), *(light for light, _ in SERIES_COLOURS))
    return colour(shades[number % len(shades)])


def _title(chart: Chart, title: str, *, translator: Translator) -> Title:
    lines = [(chart.title or title, 1200, INK, True), (chart.subtitle, 900, GREY, False)]
    paragraphs = []
    for words, size, shade, bold in lines:
        if words:
            style = _text_style(size, shade, bold=bold)
            run = RegularTextRun(rPr=style, t=cell_text(words, Losses(), translator=translator))
            paragraphs.append(Paragraph(pPr=ParagraphProperties(defRPr=style), r=[run]))
    return Title(tx=Text(rich=RichText(p=paragraphs)), overlay=False)


def _text_style(size: int, shade: str, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=shade)


def _axes(drawing: Any, x: Format, y: Format, *, translator: Translator) -> None:  # noqa: ANN401 - same
    for axis, kind in ((drawing.x_axis, x), (drawing.y_axis, y)):
        axis.delete = False  # openpyxl hides them otherwise
        axis.number_format = axis_format(kind, translator=translator)
        axis.majorTickMark = "none"
        letters = ParagraphProperties(defRPr=_text_style(900, GREY))
        axis.txPr = RichText(p=[Paragraph(pPr=letters, endParaRPr=_text_style(900, GREY))])
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    drawing.x_axis.tickLblPos = "low"
    drawing.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID, w=6_350))
    drawing.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    if isinstance(drawing, BarChart):
        drawing.y_axis.scaling.min = 0
    if drawing.x_axis.scaling.orientation == "maxMin":
        drawing.y_axis.crosses = "max"  # the figures below the bars

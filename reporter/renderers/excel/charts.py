"""Native charts, fed from the cells of the section's own sheet, so that they stay true when a reader edits them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart import LineChart
from openpyxl.chart import Series
from openpyxl.chart.data_source import AxDataSource
from openpyxl.chart.data_source import NumRef
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.text import Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties
from openpyxl.drawing.text import Paragraph
from openpyxl.drawing.text import ParagraphProperties
from openpyxl.drawing.text import RegularTextRun
from openpyxl.utils import get_column_letter
from openpyxl.utils import quote_sheetname

from reporter.language import say
from reporter.language import say_number
from reporter.renderers.colours import EARLIER
from reporter.renderers.colours import PAPER
from reporter.renderers.colours import PRODUCT_TYPES
from reporter.renderers.colours import SERIES
from reporter.renderers.colours import brand_of
from reporter.renderers.colours import readable
from reporter.renderers.excel.pens import GREY
from reporter.renderers.excel.pens import INK
from reporter.renderers.excel.pens import colour
from reporter.renderers.excel.pens import number_format
from reporter.renderers.excel.sheets import Place
from reporter.renderers.excel.stored import Losses
from reporter.renderers.excel.stored import text
from reporter.report import Chart
from reporter.report import ChartKind
from reporter.report import Format
from reporter.report import Section
from reporter.report import Theme

WIDTH, HEIGHT = 13.2, 7.6  # centimetres
_GRID = "E5E7EB"
_SHAPE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: shapes against their ground
_AXIS = {
    Format.PERCENT: "0%",
    Format.DECIMAL: "#,##0.0",
    Format.DURATION: "[m]:ss",
    Format.NUMBER: '[>=1000000]0.0,,"M";[>=10000]0,"K";#,##0',
}
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_TIMES = frozenset({Format.DATE, Format.DATETIME})
_LONG = 12  # characters: longer names of bars stand better beside lying bars
_MANY = 8  # bars that still stand side by side
_MOST = 10  # bars whose names can still be read


def can_draw(section: Section) -> bool:
    """Whether the section's chart is one that a workbook draws (a heatmap is coloured cells on its own sheet)."""
    chart = section.chart
    if chart is None or chart.kind is ChartKind.HEATMAP or chart.series or not section.rows:
        return False
    at = {column.name: index for index, column in enumerate(section.columns)}
    if chart.x not in at or not at.keys() >= set(chart.y):
        return False
    drawn = [at[name] for name in (*chart.y, *chart.previous) if name in at]
    return any(row.cells[index].value is not None for row in section.rows for index in drawn)


def draw(section: Section, place: Place, theme: Theme) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return the section's chart over the cells at `place`. Ask `can_draw` first."""
    chart = section.chart
    assert chart is not None  # can_draw was asked
    at = {column.name: index for index, column in enumerate(section.columns)}
    if chart.kind is not ChartKind.LINE and section.columns[at[chart.x]].format not in _TIMES and place.rows > _MOST:
        told = say("the first {shown} of {count}", shown=_MOST, count=say_number(place.rows))
        chart = replace(chart, subtitle=", ".join(filter(None, (chart.subtitle, told))))
        place = replace(place, rows=_MOST)
    drawing = _empty(section, chart, at[chart.x])
    earlier = [name for name in chart.previous if name in at and chart.kind is not ChartKind.STACKED]
    for name in earlier:  # first, that is behind the others, or before them
        drawing.series.append(_series(section, place, x=at[chart.x], y=at[name]))
        _paint_earlier(drawing, drawing.series[-1])
    for number, name in enumerate(chart.y):
        drawing.series.append(_series(section, place, x=at[chart.x], y=at[name]))
        _paint(drawing, drawing.series[-1], _shade(name, number, theme))
    drawing.title = _title(chart, section.title)
    drawing.legend.position = "b"
    if len(chart.y) + len(earlier) == 1:
        drawing.legend = None
    drawing.alt = text(chart.alt or chart.title or section.title, Losses())
    drawing.width, drawing.height = WIDTH, HEIGHT
    drawing.display_blanks = "gap"
    drawing.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    kind = section.columns[at[chart.y[0]]].format
    _axes(drawing, section.columns[at[chart.x]].format, kind)
    if kind is Format.DURATION:
        drawing.y_axis.majorUnit = _step(section, [at[name] for name in (*earlier, *chart.y)])
    return drawing


def _step(section: Section, places: list[int]) -> float:
    """Return what lies between two ticks of a time, in days: whole seconds that people count in, at most five ticks."""
    values = (row.cells[place].value for row in section.rows for place in places)
    longest = max(value / 1000 for value in values if isinstance(value, int | float))
    return next((step for step in _SECONDS if longest <= 5 * step), longest / 5) / 86_400


def _empty(section: Section, chart: Chart, x: int) -> Any:  # noqa: ANN401 - same
    if chart.kind is ChartKind.LINE:
        return LineChart()
    drawing = BarChart()
    drawing.gapWidth = 60
    if chart.kind is ChartKind.STACKED:
        drawing.grouping, drawing.overlap = "stacked", 100
    longest = max(len(str(row.cells[x].value)) for row in section.rows)
    if section.columns[x].format not in _TIMES and (longest > _LONG or len(section.rows) > _MANY):
        drawing.type = "bar"
        drawing.x_axis.scaling.orientation = "maxMin"  # the first row on top
        drawing.x_axis.tickLblSkip = 1  # every bar has its name
    return drawing


def _series(section: Section, place: Place, *, x: int, y: int) -> Any:  # noqa: ANN401 - same
    sheet = quote_sheetname(place.sheet)
    first, last = place.head + 1, place.head + place.rows
    area = [f"{sheet}!${letter}${first}:${letter}${last}" for letter in map(get_column_letter, (x + 1, y + 1))]
    series = Series(values=area[1])
    series.tx = _name(f"{sheet}!${get_column_letter(y + 1)}${place.head}")
    timed = section.columns[x].format in _TIMES
    series.cat = AxDataSource(numRef=NumRef(f=area[0])) if timed else AxDataSource(strRef=StrRef(f=area[0]))
    return series


def _name(cell: str) -> Any:  # noqa: ANN401 - same
    return SeriesLabel(strRef=StrRef(f=cell))


def _paint(drawing: Any, series: Any, shade: str) -> None:  # noqa: ANN401 - same
    if isinstance(drawing, LineChart):
        series.smooth = False
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=shade, w=28_575))
        series.marker.symbol, series.marker.size = "circle", 5
        series.marker.graphicalProperties = GraphicalProperties(solidFill=shade, ln=LineProperties(solidFill=shade))
    else:
        series.graphicalProperties = GraphicalProperties(solidFill=shade)


def _paint_earlier(drawing: Any, series: Any) -> None:  # noqa: ANN401 - same
    shade = colour(EARLIER[0])
    if isinstance(drawing, LineChart):
        series.smooth = False
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=shade, w=15_875))
        series.marker.symbol = "none"
    else:
        series.graphicalProperties = GraphicalProperties(solidFill=shade)


def _shade(name: str, number: int, theme: Theme) -> str:
    if name.upper() in PRODUCT_TYPES:
        return colour(PRODUCT_TYPES[name.upper()][0])
    shades = (readable(brand_of(theme.brand), PAPER, _SHAPE_CONTRAST), *(light for light, _ in SERIES))
    return colour(shades[number % len(shades)])


def _title(chart: Chart, title: str) -> Title:
    lines = [(chart.title or title, 1200, INK, True), (chart.subtitle, 900, GREY, False)]
    paragraphs = [
        Paragraph(
            pPr=ParagraphProperties(defRPr=_letters(size, shade, bold=bold)),
            r=[RegularTextRun(rPr=_letters(size, shade, bold=bold), t=text(line, Losses()))],
        )
        for line, size, shade, bold in lines
        if line
    ]
    made = Title(overlay=False)
    made.tx = _rich(paragraphs)
    return made


def _rich(paragraphs: list[Paragraph]) -> Any:  # noqa: ANN401 - same
    return Text(rich=RichText(p=paragraphs))


def _letters(size: int, shade: str, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=shade)


def _axes(drawing: Any, x: Format, y: Format) -> None:  # noqa: ANN401 - same
    for axis, kind in ((drawing.x_axis, x), (drawing.y_axis, y)):
        axis.delete = False  # openpyxl hides them otherwise
        axis.number_format = _AXIS.get(kind) or number_format(kind, year=False)
        axis.majorTickMark = "none"
        letters = ParagraphProperties(defRPr=_letters(900, GREY))
        axis.txPr = RichText(p=[Paragraph(pPr=letters, endParaRPr=_letters(900, GREY))])
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    drawing.x_axis.tickLblPos = "low"
    drawing.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID, w=6_350))
    drawing.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    if isinstance(drawing, BarChart):
        drawing.y_axis.scaling.min = 0
    if drawing.x_axis.scaling.orientation == "maxMin":
        drawing.y_axis.crosses = "max"  # the figures below the bars

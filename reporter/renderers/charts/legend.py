"""What explains a drawing: which series is which, and the dated marks that it shows as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from reporter.core.report import Mark
from reporter.renderers.charts.data import Panel, Series
from reporter.renderers.charts.layout import Form
from reporter.renderers.charts.styles import INK
from reporter.renderers.charts.svg import element, line, moved, shortened, text_at, text_width

_BAR = "M-5,-5H5V5H-5Z"
_ROW, _BELOW = 22, 8
_HALF = 12  # of a swatch's width
_TO_NAME, _BETWEEN = 20, 24


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

    `on_lines`: the wide drawing bears the series' names. `numbered`: it shows marks as numbers, as the narrow one does.
    `parts`: the marks of what is only part of a week or month.
    """

    series: tuple[Swatch, ...] = ()
    marks: tuple[Mark, ...] = ()
    parts: tuple[Mark, ...] = ()
    on_lines: bool = False
    numbered: bool = False


def swatches(panel: Panel, form: Form, period: str, *, titled: bool) -> Iterator[Swatch]:
    """Yield a panel's series and the compared period's.

    One alone is named by the chart's title where nothing is compared, and by its own where the panel is `titled`;
    lying bars bear their figures.
    """
    if len(panel.series) > 1 or (panel.earlier and not titled and form is not Form.LYING):
        for series in panel.series:
            shape, dash = (series.style.shape, _dash(series)) if form is Form.LINES else (_BAR, "")
            yield Swatch(series.name, series.style.colour, shape, dash)
    for series in panel.earlier:
        name = period if len(panel.series) == 1 else series.name
        shape, dash = ("", _dash(series)) if form is Form.LINES else (_BAR, "")
        yield Swatch(name, series.style.colour, shape, dash)


def drawn_legend(series: tuple[Swatch, ...], width: float) -> tuple[list[Element], float]:
    """Return a drawing's own legend, for mails, and how high it is: swatches with names, as many in a row as fit."""
    drawn = []
    x, y = 0.0, 0.0
    for swatch in series:
        name = shortened(swatch.name, width - _HALF - _TO_NAME)
        room = _HALF + _TO_NAME + text_width(name)
        if x and x + room > width:
            x, y = 0, y + _ROW
        drawn.append(moved(x + _HALF, y + _ROW / 2, [*_sample(swatch), text_at(name, _TO_NAME, 0, fill=INK)]))
        x += room + _BETWEEN
    return drawn, y + _ROW + _BELOW if series else 0


def _sample(swatch: Swatch) -> Iterator[Element]:
    if swatch.dash:
        yield line((-_HALF, 0), (_HALF, 0), stroke=swatch.colour, stroke_width=2, stroke_dasharray=swatch.dash)
    if swatch.shape:
        yield element("path", d=swatch.shape, fill=swatch.colour, stroke=swatch.colour, stroke_width=1.8)


def _dash(series: Series) -> str:
    return series.style.dash or "none"

"""What stands beside a drawing: which series is which, and the dated marks that it tells by numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.core.report import Mark
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.data import Series
from reporter.renderers.charts.layout import Form

_BAR = "M6,0H18V12H6Z"
_SHAPES = {  # around the middle of 24 by 12
    "circle": "M8,6a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z",
    "square": "M8,2H16V10H8Z",
    "triangle-up": "M12,1.5L17,10.5H7Z",
    "diamond": "M12,0.5L16.5,6L12,11.5L7.5,6Z",
    "triangle-down": "M12,10.5L7,1.5H17Z",
    "triangle-right": "M16.5,6L7.5,1V11Z",
}


@dataclass(frozen=True, slots=True)
class Swatch:
    """A series' name and colour, and how it is drawn on 24 by 12: `shape` is a path, "" for none.

    `dash`: of the line through its middle, "none" for one without gaps, "" where no line is drawn.
    """

    name: str
    colour: str
    shape: str
    dash: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Series, and dated marks in the order of their numbers.

    `on_lines`: the wide drawing bears the series' names. `numbered`: it tells marks by numbers, as the narrow one does.
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
        yield from (_swatch(one, one.name, form) for one in panel.series)
    for one in panel.earlier:
        name = period if len(panel.series) == 1 else one.name
        yield Swatch(name, one.style.colour, *(("", _dash(one)) if form is Form.LINES else (_BAR, "")))


def _swatch(series: Series, name: str, form: Form) -> Swatch:
    drawn = (_SHAPES[series.style.shape], _dash(series)) if form is Form.LINES else (_BAR, "")
    return Swatch(name, series.style.colour, *drawn)


def _dash(series: Series) -> str:
    return " ".join(map(str, series.style.dash)) or "none"

"""Bars from zero: lying with the figure at their end, or standing where the places are times."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from reporter.renderers.charts.axes import Canvas, Frame, scale_of
from reporter.renderers.charts.data import Panel, Point, Series, product_type
from reporter.renderers.charts.styles import INK, MUTED, variable
from reporter.renderers.charts.svg import break_lines, element, shorten, text_at, text_width
from reporter.renderers.colours import PRODUCT_TYPE_COLOURS

TO_NAME = 12  # from a lying bar to the name beside it
_MOST_BARS = 40
_BAR, _GROUP_GAP = 22, 12
_NARROW_BAR = 13
_GHOST = 6  # the compared period's bar, below a lying one
_GHOST_SHARE = 0.28  # of the room of a standing one, left of it
_TO_FIGURE = 8
_HALF = 0.36  # of a slot, on both sides of its middle
_WIDEST = 96  # pixels that bars over a place take together
_THIN_SLOT = 3  # pixels a place, under which bars are stems
_DOTTED = "1.5 2"


def room_for_bar_names(panel: Panel, width: float) -> float:
    """Return how many pixels the names of lying bars take on a drawing of a width."""
    return min(max(text_width(place.words) for place in panel.places[:_MOST_BARS]), width * 0.4)


def lying_height(panel: Panel) -> float:
    """Return how many pixels lying bars take from top to bottom."""
    return _row_height(panel) * min(len(panel.places), _MOST_BARS)


def lying_bars(panel: Panel, canvas: Canvas) -> list[Element]:
    """Return bars beside the names of their places, the figure at the end of each. At most forty places are drawn.

    The compared period's bars lie below, thin and grey.
    """
    scale = _lying_scale(panel, canvas)
    thick, row = _thickness(panel), _row_height(panel)
    elements = []
    for place, category in enumerate(panel.places[:_MOST_BARS]):
        top = place * row
        name = shorten(category.words, canvas.left - TO_NAME)
        elements.append(text_at(name, -TO_NAME, top + (row - _GROUP_GAP) / 2, anchor="end"))
        for number, series in enumerate(panel.series):
            point = series.points[place]
            elements += scale.bar(point, (top, top + thick - 2), _colour(panel, series, place))
            left = scale.x(max(point.value or 0, 0)) + _TO_FIGURE
            room = canvas.width - left
            words = break_lines(point.words, room) if len(panel.series) == 1 else [shorten(point.words, room)]
            elements += _figure(words, left, top + thick / 2, ink=MUTED if point.value is None else INK)
            top += thick
            if panel.earlier:
                earlier = panel.earlier[number]
                elements += scale.bar(earlier.points[place], (top - 1, top + _GHOST - 2), earlier.style.colour)
                top += _GHOST
    return elements


@dataclass(frozen=True, slots=True)
class _LyingScale:
    """Where lying bars end: those of values from `low` to `high` share a length in pixels."""

    low: float
    high: float
    length: float

    def x(self, value: float) -> float:
        return self.length * (value - self.low) / (self.high - self.low)

    def bar(self, point: Point, y: tuple[float, float], colour: str) -> list[Element]:
        """Return a point's bar, nothing for a missing figure."""
        if point.value is None:
            return []
        return [_bar((self.x(0), self.x(point.value)), y, point, colour=colour, rx=2)]


def _lying_scale(panel: Panel, canvas: Canvas) -> _LyingScale:
    """Return the scale that leaves room for the widest figure at the end of the longest bar."""
    figures = [point.words for series in panel.series for point in series.points if point.value is not None]
    length = canvas.width - max(map(text_width, figures)) - 12
    return _LyingScale(scale_of(panel.values, panel.format).low, max(*panel.values, 0) or 1, length)


def standing_bars(panel: Panel, frame: Frame, *, stacked: bool) -> list[Element]:
    """Return bars over the places of an axis, stacked on each other or side by side."""
    half = min(_HALF, _WIDEST / 2 / frame.slot)
    return _stacked(panel, frame, half) if stacked else _side_by_side(panel, frame, half)


def heights(panel: Panel) -> list[float]:
    """Return the heights of stacked bars."""
    return [sum(series.points[place].value or 0 for series in panel.series) for place in range(len(panel.places))]


def _thickness(panel: Panel) -> float:
    return _BAR if len(panel.series) == 1 else _NARROW_BAR


def _row_height(panel: Panel) -> float:
    """Return how high the bars of one place are, with the gap to the next."""
    return (_thickness(panel) + (_GHOST if panel.earlier else 0)) * len(panel.series) + _GROUP_GAP


def _colour(panel: Panel, series: Series, place: int) -> str:
    """Return a bar's colour: that of its product type where the places are product types."""
    kind = product_type(str(panel.places[place].value))
    return (
        variable(kind.lower(), PRODUCT_TYPE_COLOURS[kind][0])
        if kind and len(panel.series) == 1
        else series.style.colour
    )


def _figure(words: list[str], x: float, y: float, *, ink: str) -> list[Element]:
    """Return the figure at the end of a lying bar, or on one line or two why there is none."""
    first = y - 10 * (len(words) - 1)
    return [text_at(line, x, first + 14 * number, fill=ink) for number, line in enumerate(words)]


def _stacked(panel: Panel, frame: Frame, half: float) -> list[Element]:
    elements = []
    for place in range(len(panel.places)):
        base = 0.0
        for series in panel.series:
            point = series.points[place]
            if point.value is not None:
                elements.append(_standing(point, series, frame, sides=(-half, half), base=base))
                base += point.value
    return elements


def _side_by_side(panel: Panel, frame: Frame, half: float) -> list[Element]:
    """Return the bars of all series side by side, each narrow bar of the compared period left of the current one."""
    room = 2 * half / len(panel.series)
    ghost = room * _GHOST_SHARE if panel.earlier else 0.0
    elements = []
    for number, series in enumerate(panel.series):
        left = -half + number * room
        if panel.earlier:
            elements += _row(panel.earlier[number], frame, left, left + ghost * 0.9)
        elements += _row(series, frame, left + ghost, left + room * 0.94)
    return elements


def _row(series: Series, frame: Frame, *sides: float) -> list[Element]:
    points = [point for point in series.points if point.value is not None]
    return [_standing(point, series, frame, sides=sides) for point in points]


def _standing(point: Point, series: Series, frame: Frame, *, sides: tuple[float, ...], base: float = 0.0) -> Element:
    """Return a bar over its place; `sides` are how many places left and right of the place's middle it reaches."""
    left, right = (frame.x(point.place + side) for side in sides)
    value = base + (point.value or 0)
    thin = frame.slot < _THIN_SLOT
    look = {"rx": 0, "stroke_width": 1} if thin else {"rx": 1}
    return _bar((left, right), (frame.y(base), frame.y(value)), point, colour=series.style.colour, **look)


def _bar(x: tuple[float, float], y: tuple[float, float], point: Point, *, colour: str, **look: float) -> Element:
    """Return a bar; provisional ones are hollow, and those of a part of a week or month also dotted."""
    sides = {"x": min(x), "y": min(y), "width": abs(x[1] - x[0]), "height": abs(y[1] - y[0])}
    paint = {"fill": "none" if point.hollow else colour, "stroke": colour}
    if point.partial:
        paint["stroke_dasharray"] = _DOTTED
    return element("rect", **sides, **paint, **{"stroke_width": 1.5, **look})

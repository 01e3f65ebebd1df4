"""Trends: lines with gaps where figures are missing, points in their series' shape, and names at the ends of lines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element

from reporter.core.report import Mark
from reporter.renderers.charts.axes import Frame
from reporter.renderers.charts.data import Panel, Point, Series
from reporter.renderers.charts.styles import MUTED, PAPER
from reporter.renderers.charts.svg import element, pixels, text_at, text_width

_MOST_POINTS = 45
_THICK, _THIN = 2.5, 1.5
_DOTTED = "1.5 3.5"  # to and from a part of a week or month
_SMALL = "M-2,0a2,2 0 1,0 4,0a2,2 0 1,0 -4,0Z"
_NAME_HEIGHT = 15
_FROM_LINE = 12  # from a line to the middle of a name above or below it
_OWN, _EARLIER = 600, 400  # weights of letters
_HALO = {"stroke": PAPER, "stroke_width": "4", "stroke_linejoin": "round", "paint_order": "stroke"}


@dataclass(frozen=True, slots=True)
class _LineName:
    """A line's name; `y` is its middle, first where the line ends."""

    place: int
    y: float
    words: str
    colour: str
    weight: int


def lines(panel: Panel, marks: tuple[Mark, ...], frame: Frame) -> list[Element]:
    """Return the lines of a panel, those of the compared period behind the others, with points and names."""
    changed_values = {mark.x for mark in marks if mark.kind == "break"}
    breaks = frozenset(number for number, place in enumerate(panel.places) if place.value in changed_values)
    elements = []
    for series in panel.earlier:
        elements += _earlier_line(series, frame)
    for series in panel.series:
        elements += _series_line(series, breaks, frame, thickness=_THICK)
    for series in panel.series:
        elements += _points(series, frame)
    return elements + (line_names(panel, frame) if frame.canvas.has_names else [])


def named_series(panel: Panel) -> tuple[Series, ...]:
    """Return the series whose lines have names; a single line is named by the title."""
    return (*panel.series, *panel.earlier) if len(panel.series) > 1 or panel.earlier else ()


def room_for_names(panel: Panel) -> float:
    """Return how many pixels the names take beside the plot."""
    return max((text_width(series.name, bold=series in panel.series) for series in named_series(panel)), default=0)


def line_names(panel: Panel, frame: Frame) -> list[Element]:
    """Return the names of a panel's lines."""
    names = _line_ends(panel, frame)
    last = frame.places - 1
    outer_names = [name for name in names if name.place == last]
    inner_names = sorted((name for name in names if name.place < last), key=lambda name: name.place)
    elements = [_name_text(name, frame.x(last) + 10) for name in _push_apart(outer_names, frame.canvas.height)]
    for place, names_at in groupby(inner_names, key=lambda name: name.place):
        inner = _above_or_below(list(names_at), panel, frame)
        elements += [_name_text(name, frame.x(place), anchor="end", **_HALO) for name in inner]
    return elements


def _earlier_line(series: Series, frame: Frame) -> list[Element]:
    """Return a thin line of the compared period, without breaks, since these belong to another time.

    Only a figure between two gaps is drawn as a point.
    """
    lone_points = [point for point in series.points if _is_alone(series, point)]
    return [
        *_series_line(series, frozenset(), frame, thickness=_THIN),
        *(_point(point, _SMALL, frame, fill=series.style.colour) for point in lone_points),
    ]


def _series_line(series: Series, breaks: frozenset[int], frame: Frame, *, thickness: float) -> list[Element]:
    """Return a series' line, dotted where it leads to or from a part of a week or month.

    No line crosses a gap or a break.
    """
    solid: list[list[Point]] = []
    dotted: list[list[Point]] = []
    for start, end in _connections(series, breaks):
        if start.partial or end.partial:
            dotted.append([start, end])
        elif solid and solid[-1][-1] is start:
            solid[-1].append(end)
        else:
            solid.append([start, end])
    colour, dash = series.style.colour, series.style.dash
    return [
        *(_line(points, frame, stroke=colour, stroke_width=thickness, stroke_dasharray=dash) for points in solid),
        *(_line(points, frame, stroke=colour, stroke_width=_THIN, stroke_dasharray=_DOTTED) for points in dotted),
    ]


def _connections(series: Series, breaks: frozenset[int]) -> Iterator[tuple[Point, Point]]:
    for start, end in pairwise(series.points):
        if start.value is not None and end.value is not None and end.place not in breaks:
            yield start, end


def _line(points: Sequence[Point], frame: Frame, *, stroke_dasharray: str, **look: str | float) -> Element:
    corners = " ".join(f"{pixels(frame.x(point.place))},{pixels(frame.y(point.value or 0))}" for point in points)
    dashes = {"stroke_dasharray": stroke_dasharray} if stroke_dasharray else {"stroke_linecap": "round"}
    return element("polyline", points=corners, fill="none", stroke_linejoin="round", **look, **dashes)


def _points(series: Series, frame: Frame) -> list[Element]:
    """Return a series' points; if there are very many, only those without a line and the hollow ones."""
    has_all = frame.places <= _MOST_POINTS
    known_points = [point for point in series.points if point.value is not None]
    shown_points = [point for point in known_points if has_all or point.hollow or _is_alone(series, point)]
    colour = series.style.colour
    return [
        _point(
            point,
            series.style.shape,
            frame,
            fill=PAPER if point.hollow else colour,
            stroke=colour,
            stroke_width=1.8,
        )
        for point in shown_points
    ]


def _point(point: Point, shape: str, frame: Frame, **look: str | float) -> Element:
    x, y = pixels(frame.x(point.place)), pixels(frame.y(point.value or 0))
    return element("path", d=shape, transform=f"translate({x},{y})", **look)


def _is_alone(series: Series, point: Point) -> bool:
    neighbours = [other.value for other in series.points if abs(other.place - point.place) == 1]
    return point.value is not None and all(value is None for value in neighbours)


def _name_text(name: _LineName, x: float, **look: str) -> Element:
    return text_at(name.words, x, name.y, fill=name.colour, font_weight=str(name.weight), **look)


def _line_ends(panel: Panel, frame: Frame) -> list[_LineName]:
    names = []
    for series in named_series(panel):
        points = [point for point in series.points if point.value is not None]
        if points:
            colour, weight = (MUTED, _EARLIER) if series in panel.earlier else (series.style.colour, _OWN)
            y = frame.y(points[-1].value or 0)
            names.append(_LineName(points[-1].place, y, series.name, colour, weight))
    return names


def _push_apart(names: list[_LineName], height: float) -> list[_LineName]:
    """Return the names next to the plot without overlaps; if there is no room for all, the earlier ones are dropped."""
    most = int(height // _NAME_HEIGHT)
    kept_names = sorted(names, key=lambda name: name.weight, reverse=True)[:most]
    lowest_first = sorted(kept_names, key=lambda name: name.y, reverse=True)
    result: list[_LineName] = []
    lowest = height
    for number, name in enumerate(lowest_first):
        highest = _NAME_HEIGHT * (len(kept_names) - 1 - number)  # room for those above it
        y = max(min(name.y, lowest), highest)
        result.append(replace(name, y=y))
        lowest = y - _NAME_HEIGHT
    return result


def _above_or_below(names: list[_LineName], panel: Panel, frame: Frame) -> list[_LineName]:
    """Return names inside the plot, above or below their lines, where they cross no line.

    The lines of all of them end at one place.
    """
    place = names[0].place
    widest = max(text_width(name.words, bold=True) for name in names)
    first = max(place - math.ceil(widest / frame.slot), 0)
    points = [point for series in (*panel.series, *panel.earlier) for point in series.points[first : place + 1]]
    heights = [frame.y(point.value) for point in points if point.value is not None]
    top, bottom = min(heights), max(heights)
    room = len(names) * _NAME_HEIGHT
    below = bottom - names[0].y < names[0].y - top and bottom + room < frame.canvas.height
    start, step = (bottom + _FROM_LINE, _NAME_HEIGHT) if below else (top - _FROM_LINE, -_NAME_HEIGHT)
    return [replace(name, y=start + row * step) for row, name in enumerate(names)]

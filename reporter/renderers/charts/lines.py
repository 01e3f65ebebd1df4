"""Trends: lines that break where figures are missing, and points of their series' shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

from reporter.core.report import Mark
from reporter.renderers.charts.axes import Frame
from reporter.renderers.charts.data import Panel, Point, Series
from reporter.renderers.charts.labels import line_names
from reporter.renderers.charts.styles import PAPER
from reporter.renderers.charts.svg import element, pixels

_MOST_POINTS = 45
_THICK, _THIN = 2.5, 1.5
_DOTTED = "1.5 3.5"  # to and from what is only part of a week or month
_SMALL = "M-2,0a2,2 0 1,0 4,0a2,2 0 1,0 -4,0Z"


def lines(panel: Panel, marks: tuple[Mark, ...], frame: Frame) -> list[Element]:
    """Return the lines of a panel, those of the compared period behind the others, with points and names."""
    changed = {mark.x for mark in marks if mark.kind == "break"}
    breaks = frozenset(number for number, place in enumerate(panel.places) if place.value in changed)
    drawn = []
    for series in panel.earlier:
        drawn += _earlier(series, frame)
    for series in panel.series:
        drawn += _course(series, breaks, frame, thickness=_THICK)
    for series in panel.series:
        drawn += _points(series, frame)
    return drawn + (line_names(panel, frame) if frame.canvas.named else [])


def _earlier(series: Series, frame: Frame) -> list[Element]:
    """Return a line of the compared period, thin; no break is in it, for its is another time.

    Only a figure between two gaps, to which no line leads, is a point.
    """
    alone = [point for point in series.points if _is_alone(series, point)]
    return [
        *_course(series, frozenset(), frame, thickness=_THIN),
        *(_point(point, _SMALL, frame, fill=series.style.colour) for point in alone),
    ]


def _course(series: Series, breaks: frozenset[int], frame: Frame, *, thickness: float) -> list[Element]:
    """Return a series' line, dotted where it leads to or from what is only part of a week or month.

    No line crosses a gap or a break.
    """
    whole: list[list[Point]] = []
    dotted: list[list[Point]] = []
    for start, end in pairwise(series.points):
        if start.value is None or end.value is None or end.place in breaks:
            continue
        if start.partial or end.partial:
            dotted.append([start, end])
        elif whole and whole[-1][-1] is start:
            whole[-1].append(end)
        else:
            whole.append([start, end])
    colour, dash = series.style.colour, series.style.dash
    return [
        *(_line(points, frame, stroke=colour, stroke_width=thickness, stroke_dasharray=dash) for points in whole),
        *(_line(points, frame, stroke=colour, stroke_width=_THIN, stroke_dasharray=_DOTTED) for points in dotted),
    ]


def _line(points: Sequence[Point], frame: Frame, *, stroke_dasharray: str, **look: str | float) -> Element:
    corners = " ".join(f"{pixels(frame.x(point.place))},{pixels(frame.y(point.value or 0))}" for point in points)
    dashes = {"stroke_dasharray": stroke_dasharray} if stroke_dasharray else {"stroke_linecap": "round"}
    return element("polyline", points=corners, fill="none", stroke_linejoin="round", **look, **dashes)


def _points(series: Series, frame: Frame) -> list[Element]:
    """Return a series' points; of very many only those that no line leads to, and the hollow ones."""
    few = frame.places <= _MOST_POINTS
    known = [point for point in series.points if point.value is not None]
    shown = [point for point in known if few or point.hollow or _is_alone(series, point)]
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
        for point in shown
    ]


def _point(point: Point, shape: str, frame: Frame, **look: str | float) -> Element:
    x, y = pixels(frame.x(point.place)), pixels(frame.y(point.value or 0))
    return element("path", d=shape, transform=f"translate({x},{y})", **look)


def _is_alone(series: Series, point: Point) -> bool:
    neighbours = [other.value for other in series.points if abs(other.place - point.place) == 1]
    return point.value is not None and all(value is None for value in neighbours)

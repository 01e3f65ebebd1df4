"""Names of lines, written where the lines end: beside the plot, or above the last point of a line that ends earlier."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree.ElementTree import Element

from reporter.renderers.charts.axes import Frame
from reporter.renderers.charts.data import Panel, Series
from reporter.renderers.charts.styles import MUTED, PAPER
from reporter.renderers.charts.svg import text_at, text_width

_LINE_OF_TEXT = 15
_FROM_LINE = 12  # from a line to the middle of a name above or below it
_OWN, _EARLIER = 600, 400  # weights of letters
_HALO = {"stroke": PAPER, "stroke_width": "4", "stroke_linejoin": "round", "paint_order": "stroke"}


@dataclass(frozen=True, slots=True)
class _Name:
    """A line's name; `y` is its middle, first where the line ends."""

    place: int
    y: float
    words: str
    colour: str
    weight: int


def named_series(panel: Panel) -> tuple[Series, ...]:
    """Return the series whose lines bear names; a line alone is named by the title."""
    return (*panel.series, *panel.earlier) if len(panel.series) > 1 or panel.earlier else ()


def room_for_names(panel: Panel) -> float:
    """Return how many pixels the names take beside the plot."""
    return max((text_width(series.name, bold=series in panel.series) for series in named_series(panel)), default=0)


def line_names(panel: Panel, frame: Frame) -> list[Element]:
    """Return the names of a panel's lines."""
    names = _names(panel, frame)
    last = frame.places - 1
    beside = [name for name in names if name.place == last]
    inside = sorted((name for name in names if name.place < last), key=lambda name: name.place)
    drawn = [_text(name, frame.x(last) + 10) for name in _pushed_apart(beside, frame.canvas.height)]
    for place, ending in groupby(inside, key=lambda name: name.place):
        clear = _clear(list(ending), panel, frame)
        drawn += [_text(name, frame.x(place), anchor="end", **_HALO) for name in clear]
    return drawn


def _text(name: _Name, x: float, **look: str) -> Element:
    return text_at(name.words, x, name.y, fill=name.colour, font_weight=str(name.weight), **look)


def _names(panel: Panel, frame: Frame) -> list[_Name]:
    names = []
    for series in named_series(panel):
        known = [point for point in series.points if point.value is not None]
        if known:
            colour, weight = (MUTED, _EARLIER) if series in panel.earlier else (series.style.colour, _OWN)
            y = frame.y(known[-1].value or 0)
            names.append(_Name(known[-1].place, y, series.name, colour, weight))
    return names


def _pushed_apart(names: list[_Name], height: float) -> list[_Name]:
    """Return the names beside the plot so that none lies on another; where not all have room, the earlier ones go."""
    most = int(height // _LINE_OF_TEXT)
    fitting = sorted(names, key=lambda name: name.weight, reverse=True)[:most]
    lowest_first = sorted(fitting, key=lambda name: name.y, reverse=True)
    pushed: list[_Name] = []
    lowest = height
    for number, name in enumerate(lowest_first):
        highest = _LINE_OF_TEXT * (len(fitting) - 1 - number)  # room for those above it
        y = max(min(name.y, lowest), highest)
        pushed.append(replace(name, y=y))
        lowest = y - _LINE_OF_TEXT
    return pushed


def _clear(names: list[_Name], panel: Panel, frame: Frame) -> list[_Name]:
    """Return names inside the plot, above or below their lines, where they cross no line.

    The lines of all of them end at one place.
    """
    place = names[0].place
    widest = max(text_width(name.words, bold=True) for name in names)
    first = max(place - math.ceil(widest / frame.slot), 0)
    crossed = [point for series in (*panel.series, *panel.earlier) for point in series.points[first : place + 1]]
    heights = [frame.y(point.value) for point in crossed if point.value is not None]
    top, bottom = min(heights), max(heights)
    room = len(names) * _LINE_OF_TEXT
    below = bottom - names[0].y < names[0].y - top and bottom + room < frame.canvas.height
    start, step = (bottom + _FROM_LINE, _LINE_OF_TEXT) if below else (top - _FROM_LINE, -_LINE_OF_TEXT)
    return [replace(name, y=start + row * step) for row, name in enumerate(names)]

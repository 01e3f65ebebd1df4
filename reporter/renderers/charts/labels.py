"""Names of lines, written where the lines end: beside the plot, or above the last point of a line that ends earlier."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from itertools import groupby

from reporter.renderers.charts.axes import MUTED
from reporter.renderers.charts.axes import PAPER
from reporter.renderers.charts.axes import Frame
from reporter.renderers.charts.axes import Spec
from reporter.renderers.charts.axes import text_width
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.data import Series

_LINE_OF_TEXT = 15
_OWN, _EARLIER = 600, 400  # weights of letters


@dataclass(frozen=True, slots=True)
class _End:
    place: int
    value: float
    words: str
    colour: str
    weight: int


def named_series(panel: Panel) -> tuple[Series, ...]:
    """Return the series whose lines bear names; a line alone is named by the title."""
    return (*panel.series, *panel.earlier) if len(panel.series) > 1 or panel.earlier else ()


def room_for_names(panel: Panel) -> float:
    """Return how many pixels the names take beside the plot."""
    own = [text_width(one.name, bold=True) for one in panel.series if named_series(panel)]
    return max([*own, *(text_width(one.name) for one in panel.earlier)], default=0)


def name_layers(panel: Panel, frame: Frame) -> list[Spec]:
    """Return the names of a panel's lines."""
    ends = list(_ends(panel))
    last = len(panel.places) - 1
    beside = _pushed_apart([end for end in ends if end.place == last], frame)
    above = [end for end in ends if end.place < last]
    layers = [_text(end, "left", dx=10, dy=0) for end in beside]
    for _, found in groupby(sorted(above, key=lambda end: end.place), key=lambda end: end.place):
        ends_there = list(found)
        value, dy = _clear(ends_there, panel, frame)
        for row, end in enumerate(ends_there):
            away = dy + (_LINE_OF_TEXT if dy > 0 else -_LINE_OF_TEXT) * row
            layers += [_text(replace(end, value=value), "right", dx=0, dy=away, halo=halo) for halo in (True, False)]
    return layers


def _ends(panel: Panel) -> Iterator[_End]:
    for one in named_series(panel):
        last = next((point for point in reversed(one.points) if point.value is not None), None)
        if last is not None and last.value is not None:
            earlier = one in panel.earlier
            look = (MUTED, _EARLIER) if earlier else (one.style.colour, _OWN)
            yield _End(last.place, last.value, one.name, *look)


def _pushed_apart(ends: list[_End], frame: Frame) -> list[_End]:
    """Return the names beside the plot so that none lies on another; where not all have room, the earlier ones go."""
    scale, height = frame.scale, frame.canvas.height
    gap = _LINE_OF_TEXT * (scale.high - scale.low) / height
    most = int(height // _LINE_OF_TEXT)
    named = sorted(ends, key=lambda end: end.weight, reverse=True)[:most]
    pushed, below = list[_End](), scale.low - gap
    for end in sorted(named, key=lambda end: end.value):
        below = max(end.value, below + gap)
        pushed.append(replace(end, value=below))
    return pushed


def _clear(ends: list[_End], panel: Panel, frame: Frame) -> tuple[float, int]:
    """Return the value above or below which names inside the plot cross no line, and how far away the first stands.

    The lines of all of them end at one place.
    """
    slot = frame.across.pixel(1) - frame.across.pixel(0)
    place = ends[0].place
    first = place - math.ceil(max(text_width(end.words, bold=True) for end in ends) / slot)
    every = (one.points[max(first, 0) : place + 1] for one in (*panel.series, *panel.earlier))
    values = [point.value for points in every for point in points if point.value is not None]
    room = len(ends) * _LINE_OF_TEXT * (frame.scale.high - frame.scale.low) / frame.canvas.height
    above, below = max(values), min(values)
    if ends[0].value - below < above - ends[0].value and below - room > frame.scale.low:
        return below, 12
    return above, -12


def _text(end: _End, align: str, *, dx: int, dy: int, halo: bool = False) -> Spec:
    mark = {"type": "text", "align": align, "baseline": "middle", "dx": dx, "dy": dy, "fontWeight": end.weight}
    paint = (
        {"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"} if halo else {"color": end.colour}
    )
    row = {"place": end.place, "value": end.value, "words": end.words}
    return {"data": {"values": [row]}, "mark": {**mark, **paint}, "encoding": {"text": {"field": "words"}}}

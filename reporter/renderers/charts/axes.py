"""Scales and axes: round ticks, which labels fit, and the Vega-Lite axes made of them. Knows no section."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reporter.core.report import Format
from reporter.renderers import formats
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.styles import variable

Spec = dict[str, Any]

FONT_SIZE = 12
INK = variable("ink", "#16202c")
MUTED = variable("muted", "#5a6775")
RULE = variable("rule", "#e3e7ec")
PAPER = variable("paper", "#ffffff")
_MOST_TICKS = 5
_STEPS = (1, 2, 2.5, 5, 10)
_MINUTE = 60_000
_BETWEEN = 10  # pixels between the labels of places
_BESIDE = 14  # pixels on both sides of a line, for its first and last point
_WIDE_SCRIPTS = 0x2E80
_WIDE, _THIN = frozenset("mwMW%@—"), frozenset(" .,:;'|!ijltfrI()[]/-")


class Flags(StrEnum):
    """How dated marks are told on a drawing."""

    WORDS = "words"
    NUMBERS = "numbers"  # those of the list below it
    STEMS = "stems"  # by the panel above


@dataclass(frozen=True, slots=True)
class Canvas:
    """How much room a plot has in pixels and what is kept free beside it, and the locale of its figures.

    `named`: lines bear their names.
    """

    width: float
    height: int
    left: float
    right: float
    locale: str
    named: bool
    flags: Flags


@dataclass(frozen=True, slots=True)
class Across:
    """Where the places of a panel stand from left to right, in numbers of places and in pixels."""

    low: float
    high: float
    width: float

    def pixel(self, place: float) -> float:
        """Return how far from the left of the plot a place stands."""
        return self.width * (place - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Scale:
    """A numeric axis from `low` to `high` with its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The room of a plot with its axes: places from left to right as `x`, figures from below as `y`."""

    canvas: Canvas
    scale: Scale
    across: Across
    x: Spec
    y: Spec


def scale_of(values: Sequence[float], format: Format) -> Scale:  # noqa: A002 - its name
    """Return a scale that holds zero and every value, with at most five round ticks."""
    low, high = min(0.0, *values), max(0.0, *values)
    high = high if high > low else low + 1
    step = _step((high - low) / (_MOST_TICKS - 1), format)
    first, last = math.floor(low / step), math.ceil(high / step)
    while last - first > _MOST_TICKS - 1:
        step = _step(step * 1.01, format)
        first, last = math.floor(low / step), math.ceil(high / step)
    return Scale(first * step, last * step, tuple(round(place * step, 10) for place in range(first, last + 1)))


def value_labels(panel: Panel, scale: Scale, locale: str) -> dict[str, str]:
    """Return the texts of the ticks, by the number as JavaScript writes it."""
    return {
        _key(tick): formats.text(_typed(tick, panel.format), panel.format, locale, compact=True) for tick in scale.ticks
    }


def frame_of(panel: Panel, canvas: Canvas, *, scale: Scale, slots: bool) -> Frame:
    """Return the axes of a panel; `slots` for bars."""
    across = _across(panel, canvas, slots=slots)
    x: Spec = {
        "field": "place",
        "type": "quantitative",
        "scale": {"domain": [across.low, across.high], "nice": False, "zero": False},
        "axis": _place_axis(panel, canvas, across),
    }
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [scale.low, scale.high], "nice": False},
        "axis": _value_axis(panel, scale, canvas),
    }
    return Frame(canvas, scale, across, x, y)


def plot(frame: Frame, layers: list[Spec]) -> Spec:
    """Return a panel: layers of places and values over the axes."""
    return {
        "width": frame.canvas.width,
        "height": frame.canvas.height,
        "encoding": {"x": frame.x, "y": frame.y},
        "layer": [margin(frame.canvas), *layers],
    }


def _across(panel: Panel, canvas: Canvas, *, slots: bool) -> Across:
    """Return where places stand: bars need half a slot at both ends, points only so much that they cover no label."""
    last = len(panel.places) - 1
    beside = 0.5 if slots or not last else min(0.5, _BESIDE * last / (canvas.width - 2 * _BESIDE))
    return Across(-beside, last + beside, canvas.width)


def _value_axis(panel: Panel, scale: Scale, canvas: Canvas) -> Spec:
    """Return the axis of figures: its labels in the report's locale, light rules, no line."""
    labels = value_labels(panel, scale, canvas.locale)
    return {**_BARE, "values": list(scale.ticks), "labelExpr": _lookup(labels), "grid": True, "labelColor": MUTED}


def _place_axis(panel: Panel, canvas: Canvas, across: Across) -> Spec:
    """Return the axis of places by their number, with as many labels as fit beside each other and on the drawing."""
    apart = across.pixel(1) - across.pixel(0)
    words = [place.words for place in panel.places]
    if max(map(text_width, words)) + _BETWEEN > apart:
        words = [place.short for place in panel.places]
    widths = [text_width(one) for one in words]
    step = max(1, math.ceil((max(widths) + _BETWEEN) / apart))
    end = canvas.width + canvas.right
    shown = [at for at in range(0, len(widths), step) if at == 0 or across.pixel(at) + widths[at] / 2 <= end]
    labels = {str(number): words[number] for number in shown}
    return {**_BARE, "values": shown, "labelExpr": _lookup(labels), "labelColor": MUTED, "labelPadding": 8}


def margin(canvas: Canvas) -> Spec:
    """Return an invisible mark over the margins, too: nothing is cut where fonts are wider than its maker's."""
    ends = {"x": {"value": -canvas.left}, "x2": {"value": canvas.width + canvas.right}}
    heights = {"y": {"value": 0}, "y2": {"value": 1}}
    mark = {"type": "rect", "color": "rgba(0,0,0,0)"}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {**ends, **heights}}


def text_width(words: str, *, bold: bool = False) -> float:
    """Return how many pixels a text takes at most at the charts' font size, in the widest of the usual fonts."""
    return sum(map(_sign_width, words)) * (1.13 if bold else 1)


def _sign_width(sign: str) -> float:
    if ord(sign) > _WIDE_SCRIPTS:
        return 12.5
    if sign in _WIDE:
        return 11.8
    return 4.9 if sign in _THIN else 9.2 if sign.isupper() else 7.7


_BARE: Spec = {
    "domain": False,
    "ticks": False,
    "title": None,
    "grid": False,
    "labelOverlap": False,
    "labelFlush": False,
}


def _step(least: float, format: Format) -> float:  # noqa: A002 - its name
    """Return the next round step; whole for counts, and a round number of seconds for durations over a minute."""
    if format is Format.DURATION and least > _MINUTE / 4:
        return next(step * 1000 for step in (15, 30, 60, 120, 300, 600, 900, 1800, 3600, 10**9) if step * 1000 >= least)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(times * power for times in _STEPS if times * power >= least * 0.999999)
    return max(1.0, step if step % 1 == 0 else math.ceil(step)) if format is Format.NUMBER else step


def _typed(tick: float, format: Format) -> float:  # noqa: A002 - its name
    return int(tick) if format is Format.NUMBER else tick


def _key(tick: float) -> str:
    """Return a number as JavaScript writes it, for looking it up there."""
    return str(int(tick)) if tick == int(tick) else repr(tick)


def _lookup(labels: dict[str, str]) -> str:
    """Return an expression that gives the label of a tick. The labels are JSON: no text can leave its quotes."""
    return f"{json.dumps(labels)}[datum.value] || ''"

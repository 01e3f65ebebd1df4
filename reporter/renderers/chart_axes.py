"""Scales and axes: round ticks, which labels fit, and the Vega-Lite axes made of them. Knows no section."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reporter.renderers import formats
from reporter.renderers.chart_data import Panel
from reporter.renderers.chart_data import variable
from reporter.report import Format

Spec = dict[str, Any]

FONT_SIZE = 12
INK = variable("ink", "#16202c")
MUTED = variable("muted", "#5a6775")
RULE = variable("rule", "#e3e7ec")
PAPER = variable("paper", "#ffffff")
_MOST_TICKS = 5
_STEPS = (1, 2, 2.5, 5, 10)
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Canvas:
    """How much room a plot has in pixels, the locale of its figures, and whether lines bear their names."""

    width: int
    height: int
    locale: str
    named: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """A numeric axis from `low` to `high` with its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]


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


def value_axis(panel: Panel, scale: Scale, canvas: Canvas) -> Spec:
    """Return the axis of figures: its labels in the report's locale, light rules, no line."""
    labels = {
        _key(tick): formats.text(_typed(tick, panel.format), panel.format, canvas.locale, compact=True)
        for tick in scale.ticks
    }
    return {**_BARE, "values": list(scale.ticks), "labelExpr": _lookup(labels), "grid": True, "labelColor": MUTED}


def place_axis(panel: Panel, canvas: Canvas) -> Spec:
    """Return the axis of places by their number, with as many labels as fit beside each other."""
    widest = max(text_width(place.words) for place in panel.places) + 14
    step = max(1, math.ceil(len(panel.places) * widest / canvas.width))
    shown = range(0, len(panel.places), step)
    labels = {str(number): panel.places[number].words for number in shown}
    return {**_BARE, "values": list(shown), "labelExpr": _lookup(labels), "labelColor": MUTED, "labelPadding": 8}


def text_width(words: str) -> float:
    """Return about how many pixels a text takes at the charts' font size."""
    return sum(11 if ord(sign) > 0x2E80 else 6.6 for sign in words)


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

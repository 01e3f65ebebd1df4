"""Scales and axes: round ticks, which labels fit, and where values and places are on a plot. Knows no section."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from reporter.core.report import Format
from reporter.renderers import formats
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.svg import line, text_at, text_width

BELOW = 24  # pixels below a plot, for the labels of its places
TO_TICK_LABEL = 8
_TO_PLACE_LABEL = 14
_MOST_TICKS = 5
_STEPS = (1, 2, 2.5, 5, 10)
_MINUTE = 60_000
_BETWEEN = 10  # pixels between the labels of places
_BESIDE = 14  # pixels on both sides of a line, for its first and last point


class Flags(StrEnum):
    """How a drawing shows dated marks."""

    WORDS = "words"
    NUMBERS = "numbers"  # those of the list below it
    STEMS = "stems"  # the panel above has the words


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a plot and the margins next to it in pixels, and the locale of its figures.

    `has_names`: lines have their names.
    """

    width: float
    height: int
    left: float
    right: float
    locale: str
    has_names: bool
    flags: Flags


@dataclass(frozen=True, slots=True)
class Scale:
    """A numeric axis from `low` to `high` with its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot's room and axes. `margin`: how many places wide the room is before the first place and after the last."""

    canvas: Canvas
    scale: Scale
    places: int
    margin: float

    @property
    def slot(self) -> float:
        """How many pixels a place takes."""
        return self.canvas.width / (self.places - 1 + 2 * self.margin)

    def x(self, place: float) -> float:
        """Return how many pixels from the left of the plot a place is."""
        return (place + self.margin) * self.slot

    def y(self, value: float) -> float:
        """Return how many pixels below the top of the plot a value is."""
        return self.canvas.height * (self.scale.high - value) / (self.scale.high - self.scale.low)


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


def frame_of(panel: Panel, canvas: Canvas, *, scale: Scale, slots: bool) -> Frame:
    """Return the axes of a panel. Bars need half a slot at both ends, points only so much that they cover no label."""
    last = len(panel.places) - 1
    margin = 0.5 if slots or not last else min(0.5, _BESIDE * last / (canvas.width - 2 * _BESIDE))
    return Frame(canvas, scale, len(panel.places), margin)


def tick_labels(panel: Panel, scale: Scale, locale: str) -> list[str]:
    """Return the texts of the ticks in the report's locale."""
    ticks = map(int, scale.ticks) if panel.format is Format.NUMBER else scale.ticks
    return [formats.text(tick, panel.format, locale, compact=True) for tick in ticks]


def axes(panel: Panel, frame: Frame) -> list[Element]:
    """Return a light rule with its label for every tick, and the labels of places."""
    elements = []
    canvas = frame.canvas
    for tick, label in zip(frame.scale.ticks, tick_labels(panel, frame.scale, canvas.locale), strict=True):
        y = frame.y(tick)
        elements.append(line((0, y), (canvas.width, y)))
        elements.append(text_at(label, -TO_TICK_LABEL, y, anchor="end"))
    for place, label in _place_labels(panel, frame):
        elements.append(text_at(label, frame.x(place), canvas.height + _TO_PLACE_LABEL, anchor="middle"))
    return elements


def _place_labels(panel: Panel, frame: Frame) -> list[tuple[int, str]]:
    """Return as many labels of places as fit beside each other and on the drawing, by the place's number."""
    labels = [place.words for place in panel.places]
    if max(map(text_width, labels)) + _BETWEEN > frame.slot:
        labels = [place.short for place in panel.places]
    widths = [text_width(label) for label in labels]
    step = max(1, math.ceil((max(widths) + _BETWEEN) / frame.slot))
    end = frame.canvas.width + frame.canvas.right
    return [
        (place, labels[place])
        for place in range(0, len(labels), step)
        if place == 0 or frame.x(place) + widths[place] / 2 <= end
    ]


def _step(least: float, format: Format) -> float:  # noqa: A002 - its name
    """Return the next round step; whole for counts, and a round number of seconds for durations over a minute."""
    if format is Format.DURATION and least > _MINUTE / 4:
        return next(step * 1000 for step in (15, 30, 60, 120, 300, 600, 900, 1800, 3600, 10**9) if step * 1000 >= least)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(times * power for times in _STEPS if times * power >= least * 0.999999)
    return max(1.0, step if step % 1 == 0 else math.ceil(step)) if format is Format.NUMBER else step

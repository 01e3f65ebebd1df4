"""Dated marks above a plot: which of them are drawn, where their texts stand, and the flags as Vega-Lite layers.

A text lies on no other text and no stem runs through one. Where words would be cut, numbers stand for them: those of
the list below the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from itertools import groupby

from reporter.core.report import Mark
from reporter.renderers.charts.axes import FONT_SIZE
from reporter.renderers.charts.axes import INK
from reporter.renderers.charts.axes import MUTED
from reporter.renderers.charts.axes import Canvas
from reporter.renderers.charts.axes import Flags
from reporter.renderers.charts.axes import Frame
from reporter.renderers.charts.axes import Spec
from reporter.renderers.charts.axes import text_width
from reporter.renderers.charts.data import Panel
from reporter.renderers.formats import flat

_LINE_OF_TEXT = 16
_CLOTH = 13  # from a stem to its text
_AFTER = 6  # kept free behind a text
_MOST_LEVELS = 4
_LOOKS = {"annotation": ([1, 0], MUTED), "break": ([5, 4], INK)}


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark at `x` pixels with its words; `level` counts from 0.

    `before`: the share of its width that lies left of the stem, 0 for words on the right of it, 1 on the left.
    `cut`: there is less room than the words take.
    """

    place: int
    x: float
    width: float
    words: str
    kind: str
    before: float = 0.0
    cut: bool = False
    level: int = 0

    @property
    def start(self) -> float:
        """Where the words begin from the left."""
        return self.x - self.width * self.before

    def covers(self, x: float) -> bool:
        """Say whether a stem at `x` that reaches higher would run through the text."""
        return self.start < x < self.start + self.width

    def meets(self, other: Flag) -> bool:
        """Say whether the texts would lie on each other if they stood equally high."""
        return self.start < other.start + other.width and other.start < self.start + self.width


def dated(panel: Panel, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the marks that are drawn as flags, in the order of their numbers; what is on no place is not drawn."""
    places = {place.value: number for number, place in enumerate(panel.places)}
    found = (mark for mark in marks if mark.x in places and mark.kind in _LOOKS)
    return tuple(sorted(found, key=lambda mark: places[mark.x]))


def fit(panel: Panel, marks: tuple[Mark, ...], frame: Frame) -> bool:
    """Say whether all flags have room for what the frame's canvas tells of them."""
    flags = placed_flags(panel, marks, frame)
    return not any(flag.cut or flag.level >= _MOST_LEVELS for flag in flags)


def flag_layers(panel: Panel, marks: tuple[Mark, ...], frame: Frame) -> list[Spec]:
    """Return the flags of a panel."""
    flags, scale = placed_flags(panel, marks, frame), frame.scale
    line = _LINE_OF_TEXT * (scale.high - scale.low) / frame.canvas.height
    layers: list[Spec] = []
    for kind, (dash, colour) in _LOOKS.items():
        own = [flag for flag in flags if flag.kind == kind]
        tops = [scale.high + line * (flag.level + 1) if flag.words else scale.high for flag in own]
        rows = [
            {"place": flag.place, "low": scale.low, "value": top, "words": flag.words}
            for flag, top in zip(own, tops, strict=True)
        ]
        if rows:
            stem = {"type": "rule", "strokeDash": dash, "strokeWidth": 1, "color": colour}
            ends = {"y": {**frame.y, "field": "low"}, "y2": {"field": "value"}}
            layers.append({"data": {"values": rows}, "mark": stem, "encoding": ends})
        for flag, row in zip(own, rows, strict=True):
            layers += _texts(flag, row, colour) if flag.words else []
    return layers


def placed_flags(panel: Panel, marks: tuple[Mark, ...], frame: Frame) -> tuple[Flag, ...]:
    """Return the flags where they stand, each with the side and level that it needs."""
    places = {place.value: number for number, place in enumerate(panel.places)}
    told = [(places[mark.x], flat(mark.text), mark.kind) for mark in dated(panel, marks)]
    if frame.canvas.flags is Flags.STEMS:
        return tuple(Flag(place, frame.across.pixel(place), 0, "", kind) for place, _, kind in told)
    if frame.canvas.flags is Flags.NUMBERS:
        return _levelled(list(_numbers([(place, kind) for place, _, kind in told], frame)))
    placed: list[Flag] = []
    for place, words, kind in reversed(told):
        flag = Flag(place, frame.across.pixel(place), text_width(words) + _CLOTH + _AFTER, words, kind)
        placed.append(_sided(flag, placed, frame.canvas))
    return _levelled(placed)


def _numbers(told: list[tuple[int, str]], frame: Frame) -> Iterator[Flag]:
    """Yield one flag a place, with the numbers of all its marks above the stem; a break shows as one."""
    numbered = list(enumerate(told, 1))
    for place, group in groupby(numbered, key=lambda one: one[1][0]):
        numbers, kinds = zip(*((number, kind) for number, (_, kind) in group), strict=True)
        words = "\N{EN DASH}".join(map(str, dict.fromkeys((numbers[0], numbers[-1]))))
        kind = "break" if "break" in kinds else "annotation"
        yield Flag(place, frame.across.pixel(place), text_width(words) + _AFTER, words, kind, before=0.5)


def _sided(flag: Flag, placed: list[Flag], canvas: Canvas) -> Flag:
    """Return the flag with its words where there is room, cut where there is too little.

    `placed` stand on the right of it, or at the same place. Two texts that each lie over the other's stem can have
    no levels, so the left one is turned, too, or ends before that stem.
    """
    right, left = canvas.width + canvas.right - flag.x, flag.x + canvas.left
    stems = [one.x for one in placed if one.before and one.start < flag.x < one.x]
    free = min([right, *(x - flag.x for x in stems)])
    if flag.width <= free:
        return flag
    if flag.width <= left:
        return replace(flag, before=1)
    return replace(flag, before=float(left > free), width=max(left, free, _CLOTH), cut=True)


def _levelled(flags: list[Flag]) -> tuple[Flag, ...]:
    """Return the flags on their levels: each above those whose stems its text lies over, as low as there is room."""
    waiting, placed = list(flags), list[Flag]()
    while waiting:
        free = (one for one in waiting if not any(one.covers(other.x) for other in waiting))
        flag = next(free, waiting[0])
        waiting.remove(flag)
        least = max((one.level + 1 for one in placed if flag.covers(one.x)), default=0)
        taken = {one.level for one in placed if one.meets(flag)}
        level = next(level for level in range(least, least + len(flags)) if level not in taken)
        placed.append(replace(flag, level=level))
    return tuple(placed)


def _texts(flag: Flag, row: Spec, colour: str) -> list[Spec]:
    """Return the words of a flag, and between them and the stem its cloth; numbers stand on the stem."""
    data, side = {"values": [row]}, round(1 - 2 * flag.before)
    words = {
        "type": "text",
        "align": {1: "left", -1: "right"}.get(side, "center"),
        "baseline": "middle",
        "dx": side * _CLOTH,
        "dy": 0 if side else -7,
        "fontSize": FONT_SIZE,
        "limit": flag.width - _CLOTH if side else flag.width,
        "color": colour,
    }
    cloth = {"type": "point", "shape": f"M0,-5L{side * 9},0L0,5Z", "filled": True, "size": 4, "color": colour}
    written = {"data": data, "mark": words, "encoding": {"text": {"field": "words"}}}
    return [{"data": data, "mark": {**cloth, "opacity": 1}}, written] if side else [written]

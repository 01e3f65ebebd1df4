"""Dated marks above a plot: which of them are drawn, where their texts are, and the flags themselves.

Texts never overlap, and no stem crosses a text. Where a text would be cut, its number in the list below the drawing
is shown instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree.ElementTree import Element

from reporter.core.report import Mark
from reporter.renderers.charts.axes import Canvas, Flags, Frame
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.styles import INK, MUTED
from reporter.renderers.charts.svg import element, line, pixels, shorten, text_at, text_width
from reporter.renderers.formats import flat

_LINE_OF_TEXT = 16
_CLOTH = 13  # from a stem to its text
_AFTER = 6  # kept free behind a text
_MOST_LEVELS = 4
_OVER_FLAG, _OVER_TICK = 15, 8
_LOOKS: dict[str, tuple[str, dict[str, str]]] = {
    "annotation": (MUTED, {}),
    "break": (INK, {"stroke_dasharray": "5 4"}),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark at `x` pixels with its words; `level` counts from 0.

    `before`: the share of its width left of the stem, 0 for words on the right of it, 1 on the left.
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
        """Return whether a higher stem at `x` would cross the text."""
        return self.start < x < self.start + self.width

    def meets(self, other: Flag) -> bool:
        """Return whether the texts would overlap on the same level."""
        return self.start < other.start + other.width and other.start < self.start + self.width


def flag_marks(panel: Panel, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the marks that are drawn as flags, in the order of their numbers; a mark outside the plot is not drawn."""
    places = {place.value: number for number, place in enumerate(panel.places)}
    known_marks = (mark for mark in marks if mark.x in places and mark.kind in _LOOKS)
    return tuple(sorted(known_marks, key=lambda mark: places[mark.x]))


def fit(panel: Panel, marks: tuple[Mark, ...], frame: Frame) -> bool:
    """Return whether all flags have room for what the frame's canvas shows of them."""
    flags = place_flags(panel, marks, frame)
    return not any(flag.cut or flag.level >= _MOST_LEVELS for flag in flags)


def room_above(flags: Sequence[Flag]) -> float:
    """Return how many pixels flags take above a plot, where at least the highest tick's label has room."""
    return max((_LINE_OF_TEXT * (flag.level + 1) + _OVER_FLAG for flag in flags if flag.words), default=_OVER_TICK)


def flag_elements(flags: Sequence[Flag], frame: Frame) -> list[Element]:
    """Return the stems of flags with their words."""
    elements = []
    for flag in flags:
        colour, dashes = _LOOKS[flag.kind]
        top = -_LINE_OF_TEXT * (flag.level + 1) if flag.words else 0
        elements.append(line((flag.x, frame.canvas.height), (flag.x, top), stroke=colour, **dashes))
        elements += _words(flag, top, colour) if flag.words else []
    return elements


def place_flags(panel: Panel, marks: tuple[Mark, ...], frame: Frame) -> tuple[Flag, ...]:
    """Return the flags at their places, each with its side and level."""
    places = {place.value: number for number, place in enumerate(panel.places)}
    texts = [(places[mark.x], flat(mark.text), mark.kind) for mark in flag_marks(panel, marks)]
    if frame.canvas.flags is Flags.STEMS:
        return tuple(Flag(place, frame.x(place), 0, "", kind) for place, _, kind in texts)
    if frame.canvas.flags is Flags.NUMBERS:
        return _assign_levels(list(_numbers([(place, kind) for place, _, kind in texts], frame)))
    flags: list[Flag] = []
    for place, words, kind in reversed(texts):
        flag = Flag(place, frame.x(place), text_width(words) + _CLOTH + _AFTER, words, kind)
        flags.append(_choose_side(flag, flags, frame.canvas))
    return _assign_levels(flags)


def _numbers(marks: list[tuple[int, str]], frame: Frame) -> Iterator[Flag]:
    """Yield one flag a place, with the numbers of all its marks above the stem; a break shows as one."""
    pairs = list(enumerate(marks, 1))
    for place, group in groupby(pairs, key=lambda pair: pair[1][0]):
        numbers, kinds = zip(*((number, kind) for number, (_, kind) in group), strict=True)
        words = "\N{EN DASH}".join(map(str, dict.fromkeys((numbers[0], numbers[-1]))))
        kind = "break" if "break" in kinds else "annotation"
        yield Flag(place, frame.x(place), text_width(words) + _AFTER, words, kind, before=0.5)


def _choose_side(flag: Flag, right_flags: list[Flag], canvas: Canvas) -> Flag:
    """Return the flag with its words where there is room, cut where there is too little.

    `right_flags` are on the right of it, or at the same place. Two texts that each cross the other's stem have no
    possible levels, so the left one is turned, too, or ends before that stem.
    """
    right, left = canvas.width + canvas.right - flag.x, flag.x + canvas.left
    stems = [other.x for other in right_flags if other.before and other.start < flag.x < other.x]
    free = min([right, *(x - flag.x for x in stems)])
    if flag.width <= free:
        return flag
    if flag.width <= left:
        return replace(flag, before=1)
    return replace(flag, before=float(left > free), width=max(left, free, _CLOTH), cut=True)


def _assign_levels(flags: list[Flag]) -> tuple[Flag, ...]:
    """Return the flags on the lowest free levels, each above the flags whose stems its text crosses."""
    remaining, result = list(flags), list[Flag]()
    while remaining:
        free = (flag for flag in remaining if not any(flag.covers(other.x) for other in remaining))
        flag = next(free, remaining[0])
        remaining.remove(flag)
        result.append(replace(flag, level=_free_level(flag, result)))
    return tuple(result)


def _free_level(flag: Flag, lower_flags: list[Flag]) -> int:
    level = max((other.level + 1 for other in lower_flags if flag.covers(other.x)), default=0)
    levels = {other.level for other in lower_flags if other.meets(flag)}
    while level in levels:
        level += 1
    return level


def _words(flag: Flag, y: float, colour: str) -> list[Element]:
    """Return the words of a flag and the cloth between them and the stem; numbers are above the stem."""
    side = round(1 - 2 * flag.before)
    if not side:
        return [text_at(flag.words, flag.x, y - 7, anchor="middle", fill=colour)]
    words = shorten(flag.words, flag.width - _CLOTH)
    anchor = "start" if side > 0 else "end"
    cloth = f"M{pixels(flag.x)},{pixels(y - 5)}l{side * 9},5l{-side * 9},5Z"
    return [
        element("path", d=cloth, fill=colour),
        text_at(words, flag.x + side * _CLOTH, y, anchor=anchor, fill=colour),
    ]

"""The elements of a drawing. Texts and attributes are escaped where the tree is written, never by hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from xml.etree.ElementTree import Element

from reporter.renderers.charts.styles import MUTED, RULE

FONT_SIZE = 12
_TO_BASELINE = 4  # pixels, from the middle of a text
_ELLIPSIS = "…"
_WIDE_SCRIPTS = 0x2E80
_WIDE, _THIN = frozenset("mwMW%@—…<>=+#&"), frozenset(" .,:;'|!ijltfrI()[]/-")


def element(name: str, **attributes: str | float) -> Element:
    """Return an element; `stroke_width` is its attribute stroke-width."""
    texts = {
        key.replace("_", "-"): value if isinstance(value, str) else pixels(value) for key, value in attributes.items()
    }
    return Element(name, texts)


def group_at(x: float, y: float, children: Iterable[Element]) -> Element:
    """Return the children in a group whose origin is at a point."""
    parent = element("g", transform=f"translate({pixels(x)},{pixels(y)})")
    parent.extend(children)
    return parent


def line(start: tuple[float, float], end: tuple[float, float], *, stroke: str = RULE, **look: str | float) -> Element:
    """Return a straight line."""
    (x1, y1), (x2, y2) = start, end
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **look)


def text_at(
    words: str, x: float, y: float, *, anchor: str = "start", fill: str = MUTED, **look: str | float
) -> Element:
    """Return a text; `y` is the middle of its letters."""
    text = element("text", x=x, y=y + _TO_BASELINE, text_anchor=anchor, fill=fill, **look)
    text.text = words
    return text


def pixels(value: float) -> str:
    """Return a number of pixels as SVG writes it, to a hundredth."""
    return f"{round(value, 2) + 0:.8g}"


def text_width(words: str, *, bold: bool = False) -> float:
    """Return how many pixels a text takes at most at the charts' font size, in the widest of the usual fonts."""
    return sum(map(_character_width, words)) * (1.13 if bold else 1)


def shorten(words: str, room: float) -> str:
    """Return the text, cut with an ellipsis where it takes more pixels than there is room."""
    if text_width(words) <= room:
        return words
    ends = accumulate(map(_character_width, words))
    count = sum(end <= room - text_width(_ELLIPSIS) for end in ends)
    return words[:count].rstrip() + _ELLIPSIS


def break_lines(words: str, room: float) -> list[str]:
    """Return the text on one line, or on two where it takes more pixels than there is room; the second may be cut."""
    first = shorten(words, room)
    if first == words or " " not in first:
        return [first]
    first = first.rpartition(" ")[0]
    return [first, shorten(words[len(first) :].strip(), room)]


def _character_width(character: str) -> float:
    if ord(character) > _WIDE_SCRIPTS:
        return 12.5
    if character in _WIDE:
        return 11.8
    if character in _THIN:
        return 4.9
    return 9.2 if character.isupper() else 7.7

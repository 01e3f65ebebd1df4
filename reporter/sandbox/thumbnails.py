"""Draws thumbnails: small PNG pictures in an account's colours, a motif each, from the standard library alone."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from reporter.sandbox.accounts import Look
from reporter.sandbox.draws import between, choose, draw

SIZE = 160
Colour = tuple[int, int, int]
RowSpan = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FilledShape:
    """A filled shape: `span` gives where it begins and ends in the row at a height, or None."""

    span: Callable[[float], RowSpan | None]
    colour: Colour


@lru_cache(maxsize=4096)
def draw_thumbnail(look: Look, key: str, *, video: bool) -> bytes:
    """Return a PNG of 160 x 160 pixels, at most 4 KB, the same for the same key."""
    top, low = _mixed(choose(look.sky, key, "sky"), 0.25, "#ffffff"), _colour(choose(look.sky, key, "sky"))
    shapes = list(MOTIFS[look.motif](look, key))
    if video:
        shapes += _play()
    rows = b"".join(b"\0" + _row(y, _blend(top, low, y // 2 * 2 / SIZE), shapes) for y in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def data_url(look: Look, key: str, *, video: bool) -> str:
    """Return a thumbnail as an address that needs no other host."""
    return "data:image/png;base64," + base64.b64encode(draw_thumbnail(look, key, video=video)).decode()


def _lamp(look: Look, key: str) -> Iterator[FilledShape]:
    x, top, size = between(58, 102, key, "x"), between(34, 56, key, "top"), between(0.85, 1.25, key, "size")
    half, shade, ground = 34 * size, top + 40 * size, _colour(look.ground)
    glow = _mixed(look.accent, 0.55, "#ffffff")
    yield _ellipse((x, shade), (66 * size, 58 * size), _mixed(look.accent, 0.45, choose(look.sky, key, "sky")))
    yield _ellipse((x, shade + 6), (44 * size, 36 * size), glow)
    yield _block((128, SIZE), (0, SIZE), ground)
    if draw(key, "hanging") < 0.4:
        yield _block((0, top), (x - 1.2, x + 1.2), ground)
    else:
        yield _block((shade, 130), (x - 2.5, x + 2.5), ground)
        yield _ellipse((x, 131), (20 * size, 5), ground)
    yield _taper((top, shade), ((x - half * 0.5, x + half * 0.5), (x - half, x + half)), _colour(look.subject))


def _peaks(look: Look, key: str) -> Iterator[FilledShape]:
    yield _ellipse((between(28, 132, key, "sun"), between(30, 58, key, "noon")), (15, 15), _colour(look.accent))
    for index, shade in enumerate((0.62, 0.35, 0.12)):
        x, top = between(10, 150, key, "x", index), between(38, 66, key, "top", index) + 18 * index
        yield _taper((top, SIZE), ((x, x), (x - 88, x + 96)), _mixed(look.ground, shade, look.sky[2]))
        if index < 2:
            yield _taper((top, top + 17), ((x, x), (x - 14, x + 15)), _colour(look.subject))
    yield _ellipse((between(20, 140, key, "hill"), 176), (130, 44), _colour(look.ground))


def _bowl(look: Look, key: str) -> Iterator[FilledShape]:
    x, y = between(66, 94, key, "x"), between(78, 94, key, "y")
    whole = _ellipse((x, y), (56, 46), _colour(look.subject))
    yield _block((118, SIZE), (0, SIZE), _colour(look.ground))
    yield FilledShape(lambda row: whole.span(row) if row >= y else None, whole.colour)
    yield _ellipse((x, y), (56, 15), _mixed(look.subject, 0.82, look.ground))
    yield _ellipse((x, y + 1), (49, 11), _mixed(look.accent, 0.55, look.subject))
    for index in range(3 + int(draw(key, "olives") * 4)):
        left, up = between(-36, 36, key, "left", index), between(-4, 4, key, "up", index)
        yield _ellipse((x + left, y - 3 + up), (8, 7), _mixed(look.accent, 0.8, look.sky[index % 2]))


def _wheel(look: Look, key: str) -> Iterator[FilledShape]:
    x, radius, lean = between(48, 112, key, "x"), between(40, 54, key, "radius"), between(18, 34, key, "lean")
    y, ground, subject = 128 - radius, _colour(look.ground), _colour(look.subject)
    yield _ellipse((between(20, 140, key, "sun"), 40), (24, 24), _colour(look.accent))
    yield _block((126, SIZE), (0, SIZE), ground)
    inner = _mixed(choose(look.sky, key, "sky"), 0.7, look.subject)
    for narrower, colour in ((0, ground), (6, subject), (9, inner)):
        yield _ellipse((x, y), (radius - narrower, radius - narrower), colour)
    yield _taper((y - radius - 14, y), ((x + lean - 3, x + lean + 3), (x - 3, x + 3)), subject)
    yield _block((y - radius - 18, y - radius - 13), (x + lean - 12, x + lean + 16), ground)
    yield _ellipse((x, y), (5, 5), ground)


def _loaf(look: Look, key: str) -> Iterator[FilledShape]:
    x, y, size = between(68, 92, key, "x"), between(88, 98, key, "y"), between(0.85, 1.1, key, "size")
    yield _block((122, SIZE), (0, SIZE), _colour(look.ground))
    yield _ellipse((x, 126), (62 * size, 7), _mixed(look.ground, 0.75, "#000000"))
    yield _ellipse((x, y), (58 * size, 36 * size), _mixed(look.subject, between(0.7, 1, key, "baked"), look.ground))
    for index in range(2 + int(draw(key, "cuts") * 3)):
        left = x - 34 + index * 20
        yield _taper((y - 20, y + 6), ((left + 8, left + 12), (left - 3, left + 3)), _colour(look.accent))


MOTIFS: dict[str, Callable[[Look, str], Iterator[FilledShape]]] = {
    "lamp": _lamp,
    "peaks": _peaks,
    "bowl": _bowl,
    "wheel": _wheel,
    "loaf": _loaf,
}


def _ellipse(centre: tuple[float, float], radii: tuple[float, float], colour: Colour) -> FilledShape:
    def span(row: float) -> RowSpan | None:
        off = (row - centre[1]) / radii[1]
        half = radii[0] * math.sqrt(1 - off * off) if abs(off) < 1 else 0.0
        return (centre[0] - half, centre[0] + half) if half else None

    return FilledShape(span, colour)


def _taper(rows: RowSpan, ends: tuple[RowSpan, RowSpan], colour: Colour) -> FilledShape:
    """A figure between two heights whose sides run straight from its upper span to its lower."""

    def span(row: float) -> RowSpan | None:
        if not rows[0] <= row < rows[1]:
            return None
        part = (row - rows[0]) / (rows[1] - rows[0])
        (left, right), (left_end, right_end) = ends
        return left + (left_end - left) * part, right + (right_end - right) * part

    return FilledShape(span, colour)


def _block(rows: RowSpan, span: RowSpan, colour: Colour) -> FilledShape:
    return _taper(rows, (span, span), colour)


def _play() -> Iterator[FilledShape]:
    """The sign for a video, in the corner."""
    yield _ellipse((134, 134), (15, 15), (20, 20, 24))
    yield _taper((126, 134), ((129, 129), (129, 142)), (255, 255, 255))
    yield _taper((134, 142), ((129, 142), (129, 129)), (255, 255, 255))


def _row(y: int, ground: Colour, shapes: list[FilledShape]) -> bytes:
    row = bytearray(bytes(ground) * SIZE)
    for shape in shapes:
        span = shape.span(y + 0.5)
        if span is not None:
            _fill(row, (max(span[0], 0.0), min(span[1], float(SIZE))), shape.colour)
    return bytes(row)


def _fill(row: bytearray, span: RowSpan, colour: Colour) -> None:
    """Fill whole pixels, and mix the two at the ends by how much of them is covered."""
    first, last = math.ceil(span[0]), math.floor(span[1])
    if first <= last:
        row[first * 3 : last * 3] = bytes(colour) * (last - first)
        _mix(row, first - 1, colour, covered=first - span[0])
        _mix(row, last, colour, covered=span[1] - last)
    elif span[0] < span[1]:
        _mix(row, last, colour, covered=span[1] - span[0])


def _mix(row: bytearray, pixel: int, colour: Colour, *, covered: float) -> None:
    share = round(covered * 3) / 3  # three steps look the same and pack better
    if 0 <= pixel < SIZE and share > 0:
        at = slice(pixel * 3, pixel * 3 + 3)
        row[at] = bytes(round(new * share + old * (1 - share)) for new, old in zip(colour, row[at], strict=True))


def _blend(first: Colour, second: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _mixed(colour: str, share: float, other: str) -> Colour:
    return _blend(_colour(other), _colour(colour), share)


def _colour(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

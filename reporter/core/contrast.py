"""Contrast of colours, and colours made from a brand colour with enough of it. Formulas: WCAG 2.2."""

from __future__ import annotations

import math
import re

DEFAULT_BRAND = "#1f4e8c"
PAPER, PAPER_DARK = "#ffffff", "#12161c"
INK, INK_DARK = "#16202c", "#e8ecf1"
TEXT_CONTRAST = 4.5
_ALIKE = 50  # distance of two colours, in steps of a channel, under which a line may be taken for another


def brand_of(written: str) -> str:
    """Return the brand colour, or the plain one when what is written is no #rrggbb."""
    return written.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", written) else DEFAULT_BRAND


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def alike(one: str, other: str) -> bool:
    """Say whether two colours are easily taken for each other."""
    return math.dist(_channels(one), _channels(other)) < _ALIKE


def ink_on(ground: str) -> str:
    """Return the ink that reads best on a ground."""
    return best_ink(ground, (PAPER, INK))


def mix(one: str, other: str, share: float) -> str:
    """Return `share` of the first colour mixed with the rest of the second."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def readable(colour: str, ground: str, least: float) -> str:
    """Return the nearest shade or tint of the colour, away from the ground, that has the contrast."""
    away = "#000000" if _luminance(ground) > 0.2 else "#ffffff"
    steps = (mix(away, colour, step / 255) for step in range(256))
    return next(step for step in steps if contrast(step, ground) >= least)


def best_ink(ground: str, inks: tuple[str, str]) -> str:
    """Return the ink that reads best on a ground, or black or white where none reads well."""
    best = max(inks, key=lambda ink: contrast(ink, ground))
    return (
        best
        if contrast(best, ground) >= TEXT_CONTRAST
        else max("#000000", PAPER, key=lambda ink: contrast(ink, ground))
    )


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

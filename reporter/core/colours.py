"""Colours of the page: those made from the brand colour with enough contrast, and the fixed ones of the data.

Every colour of data exists twice, for light and dark, and is safe for the colour-blind (after Okabe and Ito).
Formulas of luminance and contrast: WCAG 2.2.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

DEFAULT_BRAND = "#1f4e8c"
PAPER, PAPER_DARK = "#ffffff", "#12161c"
INK, INK_DARK = "#16202c", "#e8ecf1"
TEXT_CONTRAST = 4.5
HEAT_STEPS = 7
# The same thing the same colour in the whole report: name -> (light, dark).
PRODUCT_TYPE_COLOURS = {
    "FEED": ("#0072b2", "#56b4e9"),
    "REELS": ("#c75000", "#f2994a"),
    "STORY": ("#00875f", "#33c492"),
}
# More and less than before, never green and red; always beside an arrow and a sign. `EARLIER` draws the period before.
CHANGES = {"up": ("#1a5fb4", "#79b0f0"), "down": ("#a84300", "#f5a35c")}
EARLIER = ("#8a95a1", "#6f7b88")
# After the brand colour, for series that are no product types.
SERIES_COLOURS = (
    ("#a3487f", "#e08fbe"),
    ("#8a6d00", "#e0bd3b"),
    ("#00808a", "#4cc5cf"),
    ("#8c4b3b", "#d79a86"),
    ("#5b5bb5", "#a5a5f0"),
    ("#4b7a1e", "#a3cc74"),
    ("#b02a4c", "#f08aa2"),
)
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
    return _better(ground, (PAPER, INK))


def mix(one: str, other: str, share: float) -> str:
    """Return `share` of the first colour mixed with the rest of the second."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def readable(colour: str, ground: str, least: float) -> str:
    """Return the nearest shade or tint of the colour, away from the ground, that has the contrast."""
    away = "#000000" if _luminance(ground) > 0.2 else "#ffffff"
    steps = (mix(away, colour, step / 255) for step in range(256))
    return next(step for step in steps if contrast(step, ground) >= least)


@lru_cache
def variables(brand: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the custom properties of the style sheet that colours make: for light pages, and for dark ones."""
    return _side(brand_of(brand), 0), _side(brand_of(brand), 1)


def _side(brand: str, side: int) -> dict[str, str]:
    paper, ink = (PAPER, INK) if side == 0 else (PAPER_DARK, INK_DARK)
    shape = readable(brand, paper, TEXT_CONTRAST)
    tint = mix(shape, paper, 0.1 if side == 0 else 0.16)
    named = {
        "paper": paper,
        "ink": ink,
        "brand": shape,
        "brand-ink": ink_on(shape),
        "brand-text": readable(brand, tint, TEXT_CONTRAST),
        "brand-tint": tint,
        "brand-bar": mix(shape, paper, 0.2 if side == 0 else 0.34),
    }
    named |= {name.lower(): pair[side] for name, pair in PRODUCT_TYPE_COLOURS.items()}
    named |= {name: pair[side] for name, pair in CHANGES.items()} | {"earlier": EARLIER[side]}
    named |= {f"series-{place}": pair[side] for place, pair in enumerate(SERIES_COLOURS, 1)}
    for step in range(HEAT_STEPS):
        ground = mix(shape, paper, 0.08 + 0.92 * step / (HEAT_STEPS - 1))
        named |= {f"heat-{step}": ground, f"heat-ink-{step}": _better(ground, (ink, paper))}
    return named


def _better(ground: str, inks: tuple[str, str]) -> str:
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

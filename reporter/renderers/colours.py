"""The colours of page, email, workbook and charts. Those made from the brand colour have enough contrast.

Every colour of data exists twice, for light and dark, and is safe for the colour-blind (after Okabe and Ito).
"""

from __future__ import annotations

from functools import lru_cache

from reporter.core.contrast import (
    INK,
    INK_DARK,
    PAPER,
    PAPER_DARK,
    TEXT_CONTRAST,
    best_ink,
    brand_of,
    ink_on,
    mix,
    readable,
)
from reporter.renderers.change_colours import CHANGES, EARLIER

HEAT_STEPS = 7
# The same thing the same colour in the whole report: name -> (light, dark).
PRODUCT_TYPE_COLOURS = {
    "FEED": ("#0072b2", "#56b4e9"),
    "REELS": ("#c75000", "#f2994a"),
    "STORY": ("#00875f", "#33c492"),
}
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
        named |= {f"heat-{step}": ground, f"heat-ink-{step}": best_ink(ground, (ink, paper))}
    return named

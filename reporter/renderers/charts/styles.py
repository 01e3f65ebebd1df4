"""How series look: a metric has one colour and one shape of points in the whole report; lines differ by dashes, too.

Colours tell most people which is which; shapes and dashes tell those who print in grey or do not see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporter.core.colours import EARLIER
from reporter.core.colours import PRODUCT_TYPES
from reporter.core.colours import SERIES
from reporter.core.colours import alike
from reporter.core.colours import brand_of
from reporter.core.report import ChartKind
from reporter.core.report import Report

SOLID: tuple[int, ...] = ()
_DASHES = (SOLID, (9, 4), (4, 3), (12, 3, 3, 3))
_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "triangle-right")


@dataclass(frozen=True, slots=True)
class Style:
    """The colour of a series, the shape of its points, and the dashes of its line (`SOLID` has none)."""

    colour: str
    shape: str
    dash: tuple[int, ...] = SOLID


def variable(name: str, fallback: str) -> str:
    """Return a colour of the page's style sheet, with what it is where there is no style sheet."""
    return f"var(--{name}, {fallback})"


def styles(keys: Sequence[str], report: Report) -> tuple[Style, ...]:
    """Return the look of series that share axes, by what tells them apart: a metric's name, or a value of theirs."""
    charts = [one.chart for one in report.sections if one.chart and one.chart.kind is not ChartKind.HEATMAP]
    known = list(dict.fromkeys([*(name for chart in charts if not chart.series for name in chart.y), *keys]))
    return tuple(_style(key, known.index(key), report.theme.brand, line=line) for line, key in enumerate(keys))


def earlier_styles(of: Sequence[Style]) -> tuple[Style, ...]:
    """Return the look of the compared period's series: grey, each with the shape and the dashes of its own series."""
    return tuple(Style(variable("earlier", EARLIER[0]), one.shape, one.dash) for one in of)


def _style(key: str, number: int, brand: str, *, line: int) -> Style:
    fixed, palette = PRODUCT_TYPES.get(key), _palette(brand)
    colour = variable(key.lower(), fixed[0]) if fixed else palette[number % len(palette)]
    return Style(colour, _SHAPES[number % len(_SHAPES)], _DASHES[line % len(_DASHES)])


def _palette(brand: str) -> list[str]:
    """Return the brand colour and the others; one that looks like the brand comes last."""
    own = brand_of(brand)
    numbered = sorted(enumerate(SERIES, 1), key=lambda one: alike(one[1][0], own))
    return [variable("brand", own), *(variable(f"series-{place}", light) for place, (light, _) in numbered)]

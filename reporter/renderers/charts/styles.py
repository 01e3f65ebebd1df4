"""How series look: a metric has one colour and one shape of points in the whole report; lines differ by dashes, too.

Colours tell most people which is which; shapes and dashes tell those who print in grey or do not see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporter.core.contrast import alike, brand_of
from reporter.core.report import ChartKind, Report
from reporter.renderers.change_colours import EARLIER
from reporter.renderers.colours import PRODUCT_TYPE_COLOURS, SERIES_COLOURS

_DASHES = ("", "9 4", "4 3", "12 3 3 3")
_SHAPES = (  # paths around zero
    "M-3.3,0a3.3,3.3 0 1,0 6.6,0a3.3,3.3 0 1,0 -6.6,0Z",  # circle
    "M-3.3,-3.3H3.3V3.3H-3.3Z",  # square
    "M0,-4L4,3H-4Z",  # triangle
    "M0,-4.4L4.4,0L0,4.4L-4.4,0Z",  # diamond
    "M0,4L4,-3H-4Z",  # triangle, downwards
    "M4,0L-3,-4V4Z",  # triangle, to the right
)


@dataclass(frozen=True, slots=True)
class Style:
    """The colour of a series, the path of its points, and the dashes of its line, "" for none."""

    colour: str
    shape: str
    dash: str = ""


def variable(name: str, fallback: str) -> str:
    """Return a colour of the page's style sheet, with what it is where there is no style sheet."""
    return f"var(--{name}, {fallback})"


INK = variable("ink", "#16202c")
MUTED = variable("muted", "#5a6775")
RULE = variable("rule", "#e3e7ec")
PAPER = variable("paper", "#ffffff")


def styles(keys: Sequence[str], report: Report) -> tuple[Style, ...]:
    """Return the styles of series that share axes, by their keys: the name of a metric, or a value that they share."""
    charts = [
        section.chart for section in report.sections if section.chart and section.chart.kind is not ChartKind.HEATMAP
    ]
    every_key = list(dict.fromkeys([*(name for chart in charts if not chart.series for name in chart.y), *keys]))
    return tuple(_style(key, every_key.index(key), report.theme.brand, line=line) for line, key in enumerate(keys))


def earlier_styles(current: Sequence[Style]) -> tuple[Style, ...]:
    """Return the styles of the compared period's series: grey, each with the shape and dashes of the current series."""
    return tuple(Style(variable("earlier", EARLIER[0]), style.shape, style.dash) for style in current)


def _style(key: str, number: int, brand: str, *, line: int) -> Style:
    fixed, palette = PRODUCT_TYPE_COLOURS.get(key), _palette(brand)
    colour = variable(key.lower(), fixed[0]) if fixed else palette[number % len(palette)]
    return Style(colour, _SHAPES[number % len(_SHAPES)], _DASHES[line % len(_DASHES)])


def _palette(brand: str) -> list[str]:
    """Return the brand colour and the others; one that looks like the brand comes last."""
    brand_colour = brand_of(brand)
    colours = sorted(enumerate(SERIES_COLOURS, 1), key=lambda pair: alike(pair[1][0], brand_colour))
    return [variable("brand", brand_colour), *(variable(f"series-{place}", light) for place, (light, _) in colours)]

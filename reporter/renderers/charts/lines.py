"""Trends as Vega-Lite layers: lines broken where figures are missing, points of their series' shape."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from reporter.core.report import Mark
from reporter.renderers.charts.annotations import dated
from reporter.renderers.charts.annotations import flag_layers
from reporter.renderers.charts.axes import PAPER
from reporter.renderers.charts.axes import Canvas
from reporter.renderers.charts.axes import Spec
from reporter.renderers.charts.axes import frame_of
from reporter.renderers.charts.axes import plot
from reporter.renderers.charts.axes import scale_of
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.data import Point
from reporter.renderers.charts.data import Series
from reporter.renderers.charts.labels import name_layers

_MOST_DOTS = 45
_THICK, _THIN = 2.5, 1.5
_DOT = 44  # square pixels
_DOTTED = (1.5, 3.5)  # to and from what is only part of a stretch

Rows = list[dict[str, Any]]


def line_panel(panel: Panel, marks: tuple[Mark, ...], canvas: Canvas) -> Spec:
    """Return one panel of lines. Dated marks whose x is no place of the panel are not drawn."""
    frame = frame_of(panel, canvas, scale=scale_of(panel.values, panel.format), slots=False)
    breaks = frozenset(_broken(panel, marks))
    layers = [
        *flag_layers(panel, marks, frame),
        *(layer for one in panel.earlier for layer in _earlier_layers(one)),
        *(layer for one in panel.series for layer in _course(one, breaks, _THICK)),
        *(layer for one in panel.series for layer in _dots(panel, one)),
        *(name_layers(panel, frame) if canvas.named else []),
    ]
    return plot(frame, layers)


def _broken(panel: Panel, marks: tuple[Mark, ...]) -> Iterator[int]:
    """Yield the places at which a metric's meaning changed."""
    found = {mark.x for mark in dated(panel, marks) if mark.kind == "break"}
    return (number for number, place in enumerate(panel.places) if place.value in found)


def _earlier_layers(series: Series) -> list[Spec]:
    """Return a line of the compared period, thin and without points; no break is in it, for its is another time."""
    # A figure between two gaps makes no line.
    alone = [{"place": point.place, "value": point.value} for point in series.points if _is_alone(series, point)]
    mark = {"type": "point", "filled": True, "size": 16, "opacity": 1, "color": series.style.colour}
    return [*_course(series, frozenset(), _THIN), *([{"data": {"values": alone}, "mark": mark}] if alone else [])]


def _course(series: Series, breaks: frozenset[int], thickness: float) -> list[Spec]:
    """Return a series' line, dotted where it leads to or from what is only part of a stretch.

    No line crosses a gap or a break.
    """
    whole: Rows = []
    dotted: Rows = []
    for number, (one, other) in enumerate(pairwise(series.points)):
        if one.value is None or other.value is None or other.place in breaks:
            continue
        ends = [{"place": point.place, "value": point.value} for point in (one, other)]
        if one.partial or other.partial:
            dotted += [{**end, "part": number} for end in ends]
        elif whole and whole[-1]["place"] == one.place:
            whole.append({**ends[1], "part": whole[-1]["part"]})
        else:
            whole += [{**end, "part": number} for end in ends]
    drawn = ((whole, thickness, series.style.dash), (dotted, _THIN, _DOTTED))
    return [_line(rows, series.style.colour, thick, dash=dash) for rows, thick, dash in drawn if rows]


def _line(rows: Rows, colour: str, thickness: float, *, dash: Sequence[float]) -> Spec:
    cap = {"strokeDash": list(dash), "strokeCap": "butt"} if dash else {"strokeCap": "round"}
    mark = {"type": "line", "color": colour, "strokeWidth": thickness, "strokeJoin": "round", **cap}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"detail": {"field": "part", "type": "nominal"}}}


def _dots(panel: Panel, series: Series) -> list[Spec]:
    """Return a series' points; of very many only those that no line leads to, and the hollow ones."""
    few = len(panel.places) <= _MOST_DOTS
    known = [point for point in series.points if point.value is not None]
    shown = [point for point in known if few or point.hollow or _is_alone(series, point)]
    layers: list[Spec] = []
    for hollow in (False, True):
        rows = [{"place": one.place, "value": one.value} for one in shown if one.hollow is hollow]
        mark = {
            "type": "point",
            "shape": series.style.shape,
            "size": _DOT,
            "strokeWidth": 1.8,
            "opacity": 1,
            "stroke": series.style.colour,
            "fill": PAPER if hollow else series.style.colour,
        }
        layers += [{"data": {"values": rows}, "mark": mark}] if rows else []
    return layers


def _is_alone(series: Series, point: Point) -> bool:
    beside = (series.points[at].value for at in (point.place - 1, point.place + 1) if 0 <= at < len(series.points))
    return point.value is not None and all(value is None for value in beside)

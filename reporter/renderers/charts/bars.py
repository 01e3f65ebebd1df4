"""Bars as Vega-Lite layers: lying with the figure at their end, or standing when the places are times; from zero."""

from __future__ import annotations

from typing import Any

from reporter.core.colours import PRODUCT_TYPES
from reporter.core.report import Mark
from reporter.renderers.charts.annotations import flag_layers
from reporter.renderers.charts.axes import INK
from reporter.renderers.charts.axes import MUTED
from reporter.renderers.charts.axes import Canvas
from reporter.renderers.charts.axes import Spec
from reporter.renderers.charts.axes import frame_of
from reporter.renderers.charts.axes import margin
from reporter.renderers.charts.axes import plot
from reporter.renderers.charts.axes import scale_of
from reporter.renderers.charts.axes import text_width
from reporter.renderers.charts.data import Panel
from reporter.renderers.charts.data import Point
from reporter.renderers.charts.data import Series
from reporter.renderers.charts.data import product_type
from reporter.renderers.charts.styles import variable

_MOST_BARS = 40
_BAR, _GROUP_GAP = 22, 12
_NARROW_BAR = 13
_GHOST = 6  # the compared period's bar, below a lying one
_GHOST_SHARE = 0.28  # of the room of a standing one, left of it
_HALF = 0.36  # of a slot, on both sides of its middle
_WIDEST = 96  # pixels that bars over a place take together
_THIN_SLOT = 3  # pixels a place, under which bars are stems
_DOTTED = [1.5, 2]
_NONE = "rgba(0,0,0,0)"

Rows = list[dict[str, Any]]


def lying_bars(panel: Panel, canvas: Canvas) -> Spec:
    """Return bars beside the names of their places, the figure at the end of each. At most forty places are drawn.

    The compared period's bars lie below, thin and grey.
    """
    shown = panel.places[:_MOST_BARS]
    thick = _BAR if len(panel.series) == 1 else _NARROW_BAR
    room = thick + (_GHOST if panel.earlier else 0)
    step = room * len(panel.series) + _GROUP_GAP
    names = min(max(text_width(place.words) for place in shown), canvas.width * 0.4)
    width = canvas.width - names - 20
    end = max(text_width(point.words) for one in panel.series for point in one.points if point.value is not None) + 12
    scale = scale_of(panel.values, panel.format)
    rows = [
        row for number, one in enumerate(panel.series) for row in _lying(panel, one, offset=number * room, step=step)
    ]
    ghosts = [
        row
        for number, one in enumerate(panel.earlier)
        for row in _ghosts(one, offset=number * room + thick - 1, step=step)
    ]
    high = max(*panel.values, 0) or 1
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [min(scale.low, 0), high], "range": [0, width - end], "nice": False},
        "axis": None,
    }
    middle = room * len(panel.series) / 2
    labels = [{"words": place.words, "y": number * step + middle} for number, place in enumerate(shown)]
    return {
        "width": width,
        "height": step * len(shown),
        "layer": [
            margin(canvas),
            _bars([*(row for row in rows if row["known"]), *ghosts], x),
            _texts([{**row, "y": row["top"] + thick / 2} for row in rows], x, width),
            _names(labels, names),
        ],
    }


def standing_bars(panel: Panel, marks: tuple[Mark, ...], canvas: Canvas, *, stacked: bool) -> Spec:
    """Return bars over the places of an axis, stacked on each other or beside each other, below their dated marks."""
    scale = scale_of(heights(panel) if stacked else panel.values, panel.format)
    frame = frame_of(panel, canvas, scale=scale, slots=True)
    sides = {
        "x": {**frame.x, "field": "left"},
        "x2": {"field": "right"},
        "y": {**frame.y, "field": "low"},
        "y2": {"field": "high"},
    }
    slot = canvas.width / len(panel.places)
    half = min(_HALF, _WIDEST / 2 / slot)
    rows = _stacked(panel, half) if stacked else _beside(panel, half)
    thin = slot < _THIN_SLOT
    layers = flag_layers(panel, marks, frame)
    for partial in (False, True):
        mark = {"type": "rect", "strokeWidth": 1 if thin else 1.5, "cornerRadius": 0 if thin else 1}
        own = [row for row in rows if row["partial"] is partial]
        dash = {"strokeDash": _DOTTED} if partial else {}
        layers += [{"data": {"values": own}, "mark": {**mark, **dash}, "encoding": {**sides, **_PAINT}}] if own else []
    return plot(frame, layers)


def heights(panel: Panel) -> list[float]:
    """Return how high bars are that stand on each other."""
    return [sum(one.points[place].value or 0 for one in panel.series) for place in range(len(panel.places))]


_PAINT: Spec = {
    "fill": {"field": "fill", "type": "nominal", "scale": None},
    "stroke": {"field": "colour", "type": "nominal", "scale": None},
}


def _paint(colour: str, point: Point) -> dict[str, Any]:
    """Return a bar's look: provisional ones are hollow, and those of a part of a stretch also dotted."""
    return {"colour": colour, "fill": _NONE if point.hollow else colour, "partial": point.partial}


def _lying(panel: Panel, series: Series, *, offset: int, step: int) -> Rows:
    rows, thick = [], _BAR if len(panel.series) == 1 else _NARROW_BAR
    for point in series.points[:_MOST_BARS]:
        colour = _colour(panel, series, point.place)
        rows.append(
            {
                "value": point.value or 0,
                "zero": 0,
                "known": point.value is not None,
                "ink": MUTED if point.value is None else INK,
                "top": point.place * step + offset,
                "bottom": point.place * step + offset + thick - 2,
                "words": point.words,
                **_paint(colour, point),
            }
        )
    return rows


def _colour(panel: Panel, series: Series, place: int) -> str:
    """Return a bar's colour: that of its product type where the places are product types."""
    kind = product_type(str(panel.places[place].value))
    return variable(kind.lower(), PRODUCT_TYPES[kind][0]) if kind and len(panel.series) == 1 else series.style.colour


def _ghosts(series: Series, *, offset: int, step: int) -> Rows:
    known = [point for point in series.points[:_MOST_BARS] if point.value is not None]
    tops = [point.place * step + offset for point in known]
    return [
        {
            "value": point.value,
            "zero": 0,
            "top": top,
            "bottom": top + _GHOST - 1,
            **_paint(series.style.colour, point),
        }
        for point, top in zip(known, tops, strict=True)
    ]


def _bars(rows: Rows, x: Spec) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "strokeWidth": 1.5, "cornerRadius": 2},
        "encoding": {"x": x, "x2": {"field": "zero"}, "y": _pixels("top"), "y2": {"field": "bottom"}, **_PAINT},
    }


def _texts(rows: Rows, x: Spec, width: float) -> Spec:
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 8, "limit": width}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    encoding = {"x": x, "y": _pixels("y"), "text": {"field": "words"}, "color": ink}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _names(labels: Rows, widest: float) -> Spec:
    mark = {"type": "text", "align": "right", "baseline": "middle", "dx": -12, "limit": widest + 8, "color": MUTED}
    encoding = {"x": {"value": 0}, "y": _pixels("y"), "text": {"field": "words"}}
    return {"data": {"values": labels}, "mark": mark, "encoding": encoding}


def _pixels(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _stacked(panel: Panel, half: float) -> Rows:
    rows: Rows = []
    for place in range(len(panel.places)):
        base = 0.0
        for one in panel.series:
            point = one.points[place]
            if point.value is not None:
                sides = {"left": place - half, "right": place + half, "low": base, "high": base + point.value}
                rows.append({**sides, **_paint(one.style.colour, point)})
                base += point.value
    return rows


def _beside(panel: Panel, half: float) -> Rows:
    rows: Rows = []
    room = 2 * half / len(panel.series)
    ghost = room * _GHOST_SHARE if panel.earlier else 0.0
    for number, one in enumerate(panel.series):
        left = -half + number * room
        if panel.earlier:
            rows += _standing(panel.earlier[number], left, width=ghost * 0.9)
        rows += _standing(one, left + ghost, width=room * 0.94 - ghost)
    return rows


def _standing(series: Series, left: float, *, width: float) -> Rows:
    return [
        {
            "left": point.place + left,
            "right": point.place + left + width,
            "low": 0,
            "high": point.value,
            **_paint(series.style.colour, point),
        }
        for point in series.points
        if point.value is not None
    ]

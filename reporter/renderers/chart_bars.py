"""Bars as Vega-Lite layers: lying with the figure at their end, or standing when the places are times; from zero."""

from __future__ import annotations

from typing import Any

from reporter.renderers.chart_axes import INK
from reporter.renderers.chart_axes import MUTED
from reporter.renderers.chart_axes import Canvas
from reporter.renderers.chart_axes import Spec
from reporter.renderers.chart_axes import place_axis
from reporter.renderers.chart_axes import scale_of
from reporter.renderers.chart_axes import text_width
from reporter.renderers.chart_axes import value_axis
from reporter.renderers.chart_data import Panel
from reporter.renderers.chart_data import Series
from reporter.renderers.chart_data import product_type
from reporter.renderers.chart_data import variable
from reporter.renderers.colours import PRODUCT_TYPES

_MOST_BARS = 40
_BAR, _GROUP_GAP = 22, 12
_NARROW_BAR = 13
_GHOST = 6  # the compared period's bar, below a lying one
_GHOST_SHARE = 0.28  # of the room of a standing one, left of it
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
            _bars([*(row for row in rows if row["known"]), *ghosts], x),
            _texts([{**row, "y": row["top"] + thick / 2} for row in rows], x, width),
            _names(labels, names),
        ],
    }


def standing_bars(panel: Panel, canvas: Canvas, *, stacked: bool) -> Spec:
    """Return bars over the places of an axis, stacked on each other or beside each other."""
    scale = scale_of(_heights(panel) if stacked else panel.values, panel.format)
    count = len(panel.places)
    rows = _stacked(panel) if stacked else _beside(panel)
    x: Spec = {
        "field": "left",
        "type": "quantitative",
        "scale": {"domain": [-0.5, count - 0.5], "nice": False, "zero": False},
        "axis": place_axis(panel, canvas),
    }
    y: Spec = {
        "field": "low",
        "type": "quantitative",
        "scale": {"domain": [scale.low, scale.high], "nice": False},
        "axis": value_axis(panel, scale, canvas),
    }
    return {
        "width": canvas.width,
        "height": canvas.height,
        "data": {"values": rows},
        "mark": {"type": "rect", "strokeWidth": 1.5, "cornerRadius": 1},
        "encoding": {"x": x, "x2": {"field": "right"}, "y": y, "y2": {"field": "high"}, **_PAINT},
    }


_PAINT: Spec = {
    "fill": {"field": "fill", "type": "nominal", "scale": None},
    "stroke": {"field": "colour", "type": "nominal", "scale": None},
}


def _paint(colour: str, *, provisional: bool) -> dict[str, Any]:
    """Return a bar's look: provisional ones are hollow."""
    return {"colour": colour, "fill": _NONE if provisional else colour}


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
                **_paint(colour, provisional=point.provisional),
            }
        )
    return rows


def _colour(panel: Panel, series: Series, place: int) -> str:
    """Return a bar's colour: that of its product type where the places are product types."""
    kind = product_type(str(panel.places[place].value))
    return variable(kind.lower(), PRODUCT_TYPES[kind][0]) if kind and len(panel.series) == 1 else series.colour


def _ghosts(series: Series, *, offset: int, step: int) -> Rows:
    paint = _paint(series.colour, provisional=False)
    known = [point for point in series.points[:_MOST_BARS] if point.value is not None]
    tops = [point.place * step + offset for point in known]
    return [
        {"value": point.value, "zero": 0, "top": top, "bottom": top + _GHOST - 1, **paint}
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


def _heights(panel: Panel) -> list[float]:
    return [sum(one.points[place].value or 0 for one in panel.series) for place in range(len(panel.places))]


def _stacked(panel: Panel) -> Rows:
    rows: Rows = []
    for place in range(len(panel.places)):
        base = 0.0
        for one in panel.series:
            point = one.points[place]
            if point.value is not None:
                sides = {"left": place - 0.36, "right": place + 0.36, "low": base, "high": base + point.value}
                rows.append({**sides, **_paint(one.colour, provisional=point.provisional)})
                base += point.value
    return rows


def _beside(panel: Panel) -> Rows:
    rows: Rows = []
    room = 0.72 / len(panel.series)
    ghost = room * _GHOST_SHARE if panel.earlier else 0.0
    for number, one in enumerate(panel.series):
        left = -0.36 + number * room
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
            **_paint(series.colour, provisional=point.provisional),
        }
        for point in series.points
        if point.value is not None
    ]

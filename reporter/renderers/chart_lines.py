"""Trends as Vega-Lite layers: lines broken where figures are missing, names at their ends, dated marks as flags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporter.renderers.chart_axes import FONT_SIZE
from reporter.renderers.chart_axes import INK
from reporter.renderers.chart_axes import MUTED
from reporter.renderers.chart_axes import PAPER
from reporter.renderers.chart_axes import Canvas
from reporter.renderers.chart_axes import Scale
from reporter.renderers.chart_axes import Spec
from reporter.renderers.chart_axes import place_axis
from reporter.renderers.chart_axes import scale_of
from reporter.renderers.chart_axes import text_width
from reporter.renderers.chart_axes import value_axis
from reporter.renderers.chart_data import Panel
from reporter.renderers.chart_data import Series
from reporter.renderers.formats import flat
from reporter.report import Mark

_LINE_OF_TEXT = 15
_MOST_DOTS = 45
_MOST_FLAG = 150
_OVERHANG = 40  # how far a flag may stand out beside the plot

Rows = list[dict[str, Any]]


def line_panel(panel: Panel, marks: tuple[Mark, ...], canvas: Canvas) -> Spec:
    """Return one panel of lines. Dated marks whose x is no place of the panel are not drawn."""
    scale = scale_of(panel.values, panel.format)
    flags = _flags(panel, marks, scale, canvas=canvas)
    x: Spec = {
        "field": "place",
        "type": "quantitative",
        "scale": {"domain": _domain(len(panel.places)), "nice": False, "zero": False},
        "axis": place_axis(panel, canvas),
    }
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [scale.low, scale.high], "nice": False},
        "axis": value_axis(panel, scale, canvas),
    }
    breaks = frozenset(flag["place"] for flag in flags if flag["kind"] == "break")
    layers = [*_flag_layers(flags, y), *_earlier_layers(panel), *_line_layers(panel, scale, canvas, breaks=breaks)]
    return {"width": canvas.width, "height": canvas.height, "encoding": {"x": x, "y": y}, "layer": layers}


def _domain(count: int) -> list[float]:
    return [0, count - 1] if count > 1 else [-1, 1]


def _line_layers(panel: Panel, scale: Scale, canvas: Canvas, *, breaks: frozenset[int]) -> list[Spec]:
    rows = [row for one in panel.series for row in _rows(one, breaks)]
    dots = rows if len(panel.places) <= _MOST_DOTS else [row for row in rows if row["alone"] or row["hollow"]]
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2.5, "strokeCap": "round", "strokeJoin": "round"},
            "encoding": {"color": _as_is("colour"), "detail": {"field": "part", "type": "nominal"}},
        },
        {
            "data": {"values": dots},
            "mark": {"type": "point", "filled": True, "size": 34, "strokeWidth": 2, "opacity": 1},
            "encoding": {"stroke": _as_is("colour"), "fill": _as_is("fill"), "color": _as_is("fill")},
        },
    ]
    labels = list(_end_labels(panel, scale, canvas)) if canvas.named else []
    for weight in (400, 600):  # the compared period's names are lighter
        own = [label for label in labels if label["weight"] == weight]
        mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 10, "fontWeight": weight}
        encoding = {"text": {"field": "words"}, "color": _as_is("colour")}
        layers += [{"data": {"values": own}, "mark": mark, "encoding": encoding}] if own else []
    return layers


def _earlier_layers(panel: Panel) -> list[Spec]:
    """Return the compared period's lines, thin and without points; no break is in them, for theirs is another time."""
    rows = [row for one in panel.earlier for row in _rows(one, frozenset())]
    lines: Spec = {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 1.5, "strokeCap": "round", "strokeJoin": "round"},
        "encoding": {"color": _as_is("colour"), "detail": {"field": "part", "type": "nominal"}},
    }
    # A figure between two gaps makes no line.
    alone: Spec = {
        "data": {"values": [row for row in rows if row["alone"]]},
        "mark": {"type": "point", "filled": True, "size": 16, "opacity": 1},
        "encoding": {"color": _as_is("colour")},
    }
    return [layer for layer in (lines, alone) if layer["data"]["values"]]


def _as_is(field: str) -> Spec:
    return {"field": field, "type": "nominal", "scale": None}


def _rows(series: Series, breaks: frozenset[int]) -> Iterator[dict[str, Any]]:
    """Yield the series' figures; `part` changes after each gap and at each break, so that no line crosses one."""
    part, known = 0, {point.place for point in series.points if point.value is not None}
    for point in series.points:
        if point.value is None or point.place in breaks:
            part += 1
        if point.value is None:
            continue
        yield {
            "place": point.place,
            "value": point.value,
            "part": f"{series.name} {part}",
            "colour": series.colour,
            "fill": PAPER if point.provisional else series.colour,
            "hollow": point.provisional,
            "alone": not known & {point.place - 1, point.place + 1},
        }


def _end_labels(panel: Panel, scale: Scale, canvas: Canvas) -> Iterator[dict[str, Any]]:
    """Yield the names of the lines beside their last figures, pushed apart where they would lie on each other.

    A line alone is named by the title. Where there is no room for all, the compared period's stay without a name.
    """
    own = _ends(panel.series) if len(panel.series) > 1 else []
    gap = _LINE_OF_TEXT * (scale.high - scale.low) / canvas.height
    most = int(canvas.height // _LINE_OF_TEXT)
    earlier = _ends(panel.earlier)
    named = sorted(own, key=lambda end: end[0])[-most:]
    named = sorted([*named, *earlier[: most - len(named)]], key=lambda end: end[0])
    below = scale.low - gap
    for value, one in named:
        below = max(value, below + gap)
        look = {"colour": MUTED, "weight": 400} if one in panel.earlier else {"colour": one.colour, "weight": 600}
        yield {"place": len(panel.places) - 1, "value": below, "words": one.name, **look}


def _ends(series: tuple[Series, ...]) -> list[tuple[float, Series]]:
    known = ([point.value for point in one.points if point.value is not None] for one in series)
    return [(values[-1], one) for values, one in zip(known, series, strict=True) if values]


def _flags(panel: Panel, marks: tuple[Mark, ...], scale: Scale, *, canvas: Canvas) -> Rows:
    """Return the dated marks that fall on a place, in rows above the plot so that no two texts lie on each other."""
    places = {place.value: number for number, place in enumerate(panel.places)}
    first, last = _domain(len(panel.places))
    line = _LINE_OF_TEXT * (scale.high - scale.low) / canvas.height
    ends: list[float] = []
    flags: Rows = []
    for mark in sorted((mark for mark in marks if mark.x in places), key=lambda mark: places[mark.x]):
        left = canvas.width * (places[mark.x] - first) / (last - first)
        width = min(text_width(flat(mark.text)), _MOST_FLAG) + 14
        turned = left + width > canvas.width + _OVERHANG and left > width - _OVERHANG
        start = left - width if turned else left
        level = next((level for level, end in enumerate(ends) if end < start), len(ends))
        ends[level : level + 1] = [start + width]
        top = scale.high + line * (level + 1)
        flags.append(
            {
                "place": places[mark.x],
                "low": scale.low,
                "value": top,
                "words": flat(mark.text),
                "kind": mark.kind,
                "turned": turned,
            }
        )
    return flags


def _flag_layers(flags: Rows, y: Spec) -> list[Spec]:
    layers: list[Spec] = []
    for kind, dash, colour in (("annotation", [1, 0], MUTED), ("break", [5, 4], INK)):
        own = [flag for flag in flags if flag["kind"] == kind]
        if own:
            stem = {"type": "rule", "strokeDash": dash, "strokeWidth": 1, "color": colour}
            ends = {"y": {**y, "field": "low"}, "y2": {"field": "value"}}
            layers.append({"data": {"values": own}, "mark": stem, "encoding": ends})
        for turned in (True, False):
            layers += _flag_texts([flag for flag in own if flag["turned"] is turned], colour, turned=turned)
    return layers


def _flag_texts(flags: Rows, colour: str, *, turned: bool) -> list[Spec]:
    """Return the cloth of the flags and their texts, on the left of the stem where the right has no room."""
    side = -1 if turned else 1
    cloth = {
        "type": "point",
        "shape": f"M0,-5L{side * 9},0L0,5Z",
        "filled": True,
        "size": 4,
        "color": colour,
        "opacity": 1,
    }
    words = {
        "type": "text",
        "align": "right" if turned else "left",
        "baseline": "middle",
        "dx": side * 13,
        "fontSize": FONT_SIZE,
        "limit": _MOST_FLAG,
        "color": colour,
    }
    data = {"values": flags}
    return (
        [{"data": data, "mark": cloth}, {"data": data, "mark": words, "encoding": {"text": {"field": "words"}}}]
        if flags
        else []
    )

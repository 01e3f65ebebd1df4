"""The form in which each panel of a chart is drawn, and its size; the panels of a drawing are in one column."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from reporter.core.report import ChartKind, Format, Section
from reporter.renderers.charts.annotations import fit
from reporter.renderers.charts.axes import TO_TICK_LABEL, Canvas, Flags, Frame, frame_of, scale_of, tick_labels
from reporter.renderers.charts.bars import TO_NAME, heights, room_for_bar_names
from reporter.renderers.charts.data import Panel, column_of
from reporter.renderers.charts.lines import room_for_names
from reporter.renderers.charts.svg import text_width

# Drawings of one chart: on a phone the wide one would have unreadable text. A mail has one for both, in between.
WIDE, NARROW, MAIL = 1040, 340, 440
EDGE = 4  # free on every side of a drawing
_HEIGHT = {WIDE: 260, NARROW: 200, MAIL: 210}
_TIMES = frozenset({"day", "week", "month", "hour", "weekday"})
_TO_NAME = 14


class Form(StrEnum):
    """How a panel is drawn."""

    LINES = "lines"
    BARS = "bars"  # standing side by side
    STACKED = "stacked"
    LYING = "lying"


def form_of(panel: Panel, section: Section) -> Form:
    """Return how a panel is drawn: trends as lines, unless most of a line would be missing.

    Over times bars are vertical, because times go from left to right; horizontal bars leave room for names.
    """
    chart = section.chart
    assert chart is not None, "a panel comes from a chart"
    if chart.kind is ChartKind.LINE:
        return Form.BARS if panel.sparse else Form.LINES
    if chart.kind is ChartKind.STACKED:
        return Form.STACKED
    column = section.columns[column_of(section, chart.x)]
    is_timed = column.name in _TIMES or column.format in {Format.DATE, Format.DATETIME, Format.NUMBER}
    return Form.BARS if is_timed else Form.LYING


def canvases(section: Section, panels: tuple[Panel, ...], locale: str, *, width: int) -> tuple[Canvas, ...]:
    """Return the canvas of each panel, all equally wide; the first explains the dated marks, the others show stems."""
    forms = [form_of(panel, section) for panel in panels]
    has_names = width == WIDE
    left = max(_left(panel, form, locale=locale, width=width) for panel, form in zip(panels, forms, strict=True))
    right = max(_right(panel, form, has_names=has_names) for panel, form in zip(panels, forms, strict=True))
    room = Canvas(
        width=max(width - 2 * EDGE - left - right, width / 2),
        height=_HEIGHT[width],
        left=left,
        right=right,
        locale=locale,
        has_names=has_names,
        flags=Flags.NUMBERS if width == NARROW else Flags.WORDS,
    )
    marks = section.chart.marks if section.chart else ()
    has_room = width == MAIL or fit(panels[0], marks, plot_frame(panels[0], section, room))
    first = room if has_room else replace(room, flags=Flags.NUMBERS)
    return (first, *(replace(room, flags=Flags.STEMS) for _ in panels[1:]))


def plot_frame(panel: Panel, section: Section, canvas: Canvas) -> Frame:
    """Return the axes of a panel of lines or standing bars."""
    form = form_of(panel, section)
    scale = scale_of(_values(panel, form), panel.format)
    return frame_of(panel, canvas, scale=scale, slots=form is not Form.LINES)


def _left(panel: Panel, form: Form, *, locale: str, width: int) -> float:
    if form is Form.LYING:
        return room_for_bar_names(panel, width) + TO_NAME
    scale = scale_of(_values(panel, form), panel.format)
    ticks = max(map(text_width, tick_labels(panel, scale, locale))) + TO_TICK_LABEL
    return max(ticks, text_width(panel.places[0].words) / 2)


def _right(panel: Panel, form: Form, *, has_names: bool) -> float:
    """Return what names of lines need, or half of a place's label; a longer one is not shown at the end."""
    if form is Form.LYING:
        return 0
    half = min(max(text_width(place.words) for place in panel.places) / 2, 32)
    names = room_for_names(panel) + _TO_NAME if has_names and form is Form.LINES else 0
    return max(half, names)


def _values(panel: Panel, form: Form) -> list[float]:
    return heights(panel) if form is Form.STACKED else panel.values

"""A heatmap section as the grid that the page shows: the shade and the text of each field."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from reporter.core.colours import HEAT_STEPS
from reporter.core.i18n import say
from reporter.core.report import Cell, Column, Format, Section, Value
from reporter.renderers import formats
from reporter.renderers.charts.data import cell_number, column_of
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html.cells import filled

_NOTHING = "no_media"


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One field: `step` 0 to 6 is how dark it is, -1 is pale (too few media), -2 is empty."""

    step: int
    html: Markup
    title: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A grid: `corner` names the rows, `heads` the columns, `rows` hold a name and its fields."""

    corner: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


def heat(section: Section, locale: str) -> Heat:
    """Return the grid of a heatmap section, in the order in which rows and columns first appear."""
    chart = section.chart
    assert chart is not None, "a heatmap has a chart that names its rows and columns"
    x, y, value = (column_of(section, name) for name in (chart.x, chart.series, chart.y[0]))
    cells = {(row.cells[y].value, row.cells[x].value): row.cells[value] for row in section.rows}
    across, down = (_axis(section, place, value) for place in (x, y))
    numbers = [cell_number(cell) for cell in cells.values() if not cell.weak]
    strong = [number for number in numbers if number is not None]
    span = (min(strong, default=0.0), max(strong, default=0.0))
    rows = []
    for name in down:
        row = [cells.get((name, column), Cell(missing=_NOTHING)) for column in across]
        fields = tuple(_field(cell, section.columns[value], locale, span=span) for cell in row)
        rows.append((_name(name, section.columns[y], locale), fields))
    return Heat(
        corner=section.columns[y].label,
        heads=tuple(_name(key, section.columns[x], locale) for key in across),
        rows=tuple(rows),
    )


def _axis(section: Section, place: int, value: int) -> tuple[Value, ...]:
    """Return the names along one axis. Hours before the first and after the last media item are left out."""
    names = tuple(dict.fromkeys(row.cells[place].value for row in section.rows))
    if section.columns[place].name != "hour":
        return names
    busy = {row.cells[place].value for row in section.rows if row.cells[value].missing != _NOTHING}
    places = [at for at, name in enumerate(names) if name in busy]
    return names[places[0] : places[-1] + 1] if places else names


def _name(value: Value, column: Column, locale: str) -> str:
    return formats.text(value, column.format, locale, compact=column.format in {Format.DATETIME, Format.WEEK})


def _field(cell: Cell, column: Column, locale: str, *, span: tuple[float, float]) -> HeatCell:
    value = cell_number(cell)
    full = formats.words(cell, column, locale)
    if value is None:
        return HeatCell(-2, html_cells.missing(cell.missing), "")
    short = escape(formats.words(cell, column, locale, compact=True))
    count = f", n {cell.n}" if cell.n is not None else ""
    if cell.weak:
        few = filled("{} <small>n {}</small>", short, cell.n) if cell.n is not None else short
        why = say("too few posts to draw conclusions")
        return HeatCell(-1, few, f"{full}{count}: {why}")
    low, high = span
    share = (value - low) / (high - low) if high > low else 1.0
    return HeatCell(min(int(share * HEAT_STEPS), HEAT_STEPS - 1), short, f"{full}{count}")

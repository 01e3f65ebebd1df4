"""A heatmap section as the grid that the page shows: the shade and the text of each field."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from reporter.core.i18n import Translator
from reporter.core.report import Cell, Column, Format, Section, Value
from reporter.renderers import formats
from reporter.renderers.charts.data import cell_number, heatmap_rows
from reporter.renderers.colours import HEAT_STEPS
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html.cells import fill_html

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
    grid = heatmap_rows(section)
    across, down = (_axis_values(section, place, grid.value) for place in (grid.across, grid.down))
    span = _value_range([cell for cell in grid.cells.values() if not cell.weak])
    rows = []
    for name in down:
        cells = [grid.cells.get((name, column), Cell(missing=_NOTHING)) for column in across]
        fields = tuple(_heat_cell(cell, section.columns[grid.value], locale, span=span) for cell in cells)
        rows.append((_name(name, section.columns[grid.down], locale), fields))
    return Heat(
        corner=section.columns[grid.down].label,
        heads=tuple(_name(name, section.columns[grid.across], locale) for name in across),
        rows=tuple(rows),
    )


def _value_range(cells: list[Cell]) -> tuple[float, float]:
    """Return the lowest and the highest number of cells."""
    numbers = [number for number in map(cell_number, cells) if number is not None]
    return min(numbers, default=0.0), max(numbers, default=0.0)


def _axis_values(section: Section, place: int, value: int) -> tuple[Value, ...]:
    """Return the names along one axis. Hours before the first and after the last media item are left out."""
    names = tuple(dict.fromkeys(row.cells[place].value for row in section.rows))
    if section.columns[place].name != "hour":
        return names
    hours_with_media = {row.cells[place].value for row in section.rows if row.cells[value].missing != _NOTHING}
    places = [at for at, name in enumerate(names) if name in hours_with_media]
    return names[places[0] : places[-1] + 1] if places else names


def _name(value: Value, column: Column, locale: str) -> str:
    return formats.text(value, column.format, locale, compact=column.format in {Format.DATETIME, Format.WEEK})


def _heat_cell(cell: Cell, column: Column, locale: str, *, span: tuple[float, float]) -> HeatCell:
    translator = Translator(locale)
    value = cell_number(cell)
    full = formats.words(cell, column, locale)
    if value is None:
        return HeatCell(-2, html_cells.missing(cell.missing, translator=translator), "")
    short = escape(formats.words(cell, column, locale, compact=True))
    count = f", n {cell.n}" if cell.n is not None else ""
    if cell.weak:
        html = fill_html("{} <small>n {}</small>", short, cell.n) if cell.n is not None else short
        why = translator.say("too few posts to draw conclusions")
        return HeatCell(-1, html, f"{full}{count}: {why}")
    low, high = span
    share = (value - low) / (high - low) if high > low else 1.0
    return HeatCell(min(int(share * HEAT_STEPS), HEAT_STEPS - 1), short, f"{full}{count}")

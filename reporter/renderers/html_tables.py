"""Sections as tables for the page: heads, rows of ready cells with bars, totals, and the grid of a heatmap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reporter.language import say
from reporter.language import say_number
from reporter.renderers import comparisons
from reporter.renderers import formats
from reporter.renderers import html_cells
from reporter.renderers.chart_data import column_of
from reporter.renderers.chart_data import figure
from reporter.renderers.chart_data import product_type
from reporter.renderers.colours import HEAT_STEPS
from reporter.renderers.html_changes import Changes
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Format
from reporter.report import Report
from reporter.report import Row
from reporter.report import Section
from reporter.report import Value

MOST_ROWS = 2_000
_FEW, _LONG = 4, 10  # columns, rows
_IN_ORDER = frozenset({"kpis", "top", "heatmap", "text"})
# Facts of a media item that stand together in its first cell.
_FACTS = ("account", "media_id", "product_type", "media_type", "published", "caption", "permalink")
_CAPTION = 280
_TIME = Format.DATETIME


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `number` columns stand on the right, `rank` is the one the rows are ordered by."""

    label: str
    help: str
    number: bool
    rank: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be written: `rows` and `totals` hold whole `<td>` and `<th>` elements; `cut` is "" or a note.

    `style`: "few" columns, "long" with more rows than one sees at once, whose cells bear what they are sorted by.
    """

    style: str
    heads: tuple[Head, ...]
    rows: tuple[Markup, ...]
    totals: Markup
    cut: str


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


def table(section: Section, report: Report) -> Table:
    """Return a section's table; media items' facts share one cell, and of very long tables only the first rows stay.

    What a figure is compared with stands in its own cell.
    """
    shown, total = section.rows[:MOST_ROWS], len(section.rows)
    facts = _fact_places(section)
    order = _order(section, facts)
    maker = _Maker(section, report, facts, order)
    heads = (*((Head(say("Media"), "", number=False, rank=False),) if facts else ()), *map(maker.head, order))
    styles = (["few"] if len(heads) < _FEW else []) + (["long"] if is_long(section) else [])
    return Table(
        style=" ".join(styles),
        heads=heads,
        rows=tuple(maker.row(row) for row in shown),
        totals=maker.totals(section.totals) if section.totals else Markup(),
        cut=_cut(total) if total > MOST_ROWS else "",
    )


def is_long(section: Section) -> bool:
    """Say whether readers of the section's table want to sort it; a ranking is in its order."""
    return len(section.rows) > _LONG and section.kind not in _IN_ORDER


def heat(section: Section, locale: str) -> Heat:
    """Return the grid of a heatmap section, in the order in which rows and columns first appear."""
    chart = section.chart
    assert chart is not None, "a heatmap says its rows and columns"
    x, y, value = (column_of(section, name) for name in (chart.x, chart.series, chart.y[0]))
    cells = {(row.cells[y].value, row.cells[x].value): row.cells[value] for row in section.rows}
    across = tuple(dict.fromkeys(row.cells[x].value for row in section.rows))
    down = tuple(dict.fromkeys(row.cells[y].value for row in section.rows))
    strong = [number for cell in cells.values() if not cell.weak and (number := figure(cell)) is not None]
    span = (min(strong, default=0.0), max(strong, default=0.0))
    empty = Cell(missing="no_media")

    def field(row: Value, column: Value) -> HeatCell:
        cell = cells.get((row, column), empty)
        return _field(cell, section.columns[value], locale, span=span)

    return Heat(
        corner=section.columns[y].label,
        heads=tuple(_name(one, section.columns[x], locale) for one in across),
        rows=tuple(
            (_name(row, section.columns[y], locale), tuple(field(row, column) for column in across)) for row in down
        ),
    )


def caption(written: str) -> Markup:
    """Return a caption's beginning, the whole of it in the tooltip, kept apart from the writing direction around it."""
    text = formats.flat(written)
    if not text:
        return Markup('<span class="caption none">{}</span>').format(say("no caption"))
    return Markup('<bdi class="caption" dir="auto" title="{}">{}</bdi>').format(text, formats.cut(text, _CAPTION))


def kind(cell: Cell, column: Column, locale: str) -> Markup:
    """Return a product type with the dot of its colour."""
    own = product_type(str(cell.value or "")).lower()
    shown = html_cells.show(cell, column, locale)
    return Markup('<span class="kind {}">{}</span>').format(own, shown) if own else shown


class _Maker:
    """Writes the cells of one table; knows how long the bars behind the ranking column are."""

    def __init__(self, section: Section, report: Report, facts: dict[str, int], order: list[int]) -> None:  # noqa: PLR0917 - private
        self.section, self.locale, self.facts, self.order = section, report.locale, facts, order
        self.changes = Changes(section, report)
        self.long = is_long(section)
        self.rank = next((place for place in order if section.columns[place].name == section.rank), -1)
        known = [figure(row.cells[self.rank]) or 0.0 for row in section.rows] if self.rank >= 0 else []
        self.most = max(known, default=0.0)

    def head(self, place: int) -> Head:
        column = self.section.columns[place]
        return Head(column.label, column.help, html_cells.is_number(column), place == self.rank)

    def row(self, row: Row) -> Markup:
        first = [self._media(row)] if self.facts else []
        lead = self.order[0] if self.order and not self.facts else -1
        return Markup("").join([*first, *(self._cell(row.cells, place, head=place == lead) for place in self.order)])

    def totals(self, row: Row) -> Markup:
        cells = [self._total(row.cells, place) for place in self.order]
        label = Markup('<th scope="row">{}</th>').format(say("Total"))
        return Markup("").join([label, *(cells if self.facts else cells[1:])])

    def _total(self, cells: tuple[Cell, ...], place: int) -> Markup:
        column = self.section.columns[place]
        style = "n" if html_cells.is_number(column) else "t"
        shown = html_cells.show(cells[place], column, self.locale)
        return Markup('<td class="{}">{}{}</td>').format(style, shown, self.changes.small(cells, place))

    def _cell(self, cells: tuple[Cell, ...], place: int, *, head: bool) -> Markup:
        cell, column = cells[place], self.section.columns[place]
        if column.name == "product_type":
            shown = kind(cell, column, self.locale)
        elif column.name == "caption" and cell.value is not None:
            shown = caption(str(cell.value))
        else:
            shown = html_cells.show(cell, column, self.locale)
        if head:
            return Markup('<th scope="row"{}>{}</th>').format(self._sorted(cell), shown)
        style = ("n" if html_cells.is_number(column) else "t") + (" weak" if cell.weak else "")
        change = self.changes.small(cells, place, whole=self.section.kind != "trend")
        style += " compared" if change else ""
        return Markup('<td class="{}"{}{}>{}{}</td>').format(
            style, self._sorted(cell), self._bar(cell, place), shown, change
        )

    def _sorted(self, cell: Cell) -> Markup:
        """Return what a long table is sorted by where that is not the text that is shown."""
        if not self.long or cell.value is None or isinstance(cell.value, str):
            return Markup()
        shown = cell.value.isoformat() if isinstance(cell.value, date) else cell.value
        return Markup(' data-v="{}"').format(shown)

    def _bar(self, cell: Cell, place: int) -> Markup:
        value = figure(cell)
        if place != self.rank or self.section.kind == "breakdown" or not value or value < 0:
            return Markup()
        return Markup(' style="--bar:{}"').format(f"{value / self.most:.3f}")

    def _media(self, row: Row) -> Markup:
        """Return the first cell of a media item: caption, product type, account, time and link."""
        cells = {name: row.cells[place] for name, place in self.facts.items()}
        columns = {name: self.section.columns[place] for name, place in self.facts.items()}
        order = ("product_type", "media_type", "account", "published", "permalink")
        parts = {
            name: kind(cells[name], columns[name], self.locale)
            if name == "product_type"
            else html_cells.show(cells[name], columns[name], self.locale, compact=name == "published")
            for name in order
            if name in cells and cells[name].value is not None
        }
        # The mark stands at the time that it is about; behind an address it would fall into a line of its own.
        parts["published"] = parts.get("published", Markup()) + html_cells.provisional(row.provisional)
        facts = Markup(" · ").join([Markup("<span>{}</span>").format(part) for part in parts.values()])
        title = caption(str(cells["caption"].value or ""))
        when = self._sorted(cells.get("published", Cell()))
        return Markup('<th scope="row" class="media"{}>{}<span class="facts">{}</span></th>').format(when, title, facts)


def _fact_places(section: Section) -> dict[str, int]:
    """Return where a list of media items has the facts that share a cell; empty for every other table."""
    places = {column.name: place for place, column in enumerate(section.columns) if column.name in _FACTS}
    return places if {"media_id", "caption"} <= places.keys() else {}


def _order(section: Section, facts: dict[str, int]) -> list[int]:
    """Return the columns in the order they are shown: what names the bars of a chart leads."""
    order = [place for place in comparisons.own(section.columns) if place not in facts.values()]
    if section.chart and section.kind == "breakdown":
        lead = column_of(section, section.chart.x)
        order.sort(key=lambda place: place != lead)
    return order


def _cut(total: int) -> str:
    shown, every = say_number(MOST_ROWS), say_number(total)
    return say("The first {shown} rows are shown; all {count} rows are in the workbook.", shown=shown, count=every)


def _name(value: Value, column: Column, locale: str) -> str:
    return formats.text(value, column.format, locale, compact=column.format is _TIME)


def _field(cell: Cell, column: Column, locale: str, *, span: tuple[float, float]) -> HeatCell:
    value = figure(cell)
    full = formats.words(cell, column, locale)
    if value is None:
        return HeatCell(-2, html_cells.missing(cell.missing), "")
    short = Markup("{}").format(formats.words(cell, column, locale, compact=True))
    count = f", n {cell.n}" if cell.n is not None else ""
    if cell.weak:
        few = Markup("{} <small>n {}</small>").format(short, cell.n) if cell.n is not None else short
        why = say("too few media to conclude anything")
        return HeatCell(-1, few, f"{full}{count}: {why}")
    low, high = span
    share = (value - low) / (high - low) if high > low else 1.0
    return HeatCell(min(int(share * HEAT_STEPS), HEAT_STEPS - 1), short, f"{full}{count}")

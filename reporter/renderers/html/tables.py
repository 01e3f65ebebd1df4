"""Sections as tables for the page: heads, rows of ready cells with bars, and totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reporter.core.i18n import Translator
from reporter.core.report import Cell, Column, Format, Report, Role, Row, Section
from reporter.renderers import comparisons, formats
from reporter.renderers.charts.data import cell_number, product_type
from reporter.renderers.html import cells as html_cells
from reporter.renderers.html.cells import fill_html
from reporter.renderers.html.changes import Changes

MOST_PAGE_ROWS = 2_000
_FEW, _LONG = 4, 10  # columns, rows
_IN_ORDER = frozenset({"kpis", "top", "heatmap", "text"})
# Facts of a media item that share its first cell.
_FACTS = ("account", "media_id", "product_type", "media_type", "published", "caption", "permalink")
_CAPTION = 280
_STORIES = "stories_only"  # why a figure that only stories have is missing
_CARD_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Head:
    """A column's header; `number` columns are aligned on the right, the rows are ordered by the `rank` column."""

    label: str
    help: str
    number: bool
    rank: bool


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """A table ready to be written: `rows` and `totals` hold whole `<td>` and `<th>` elements; `cut` is "" or a note.

    `style`: "few" columns, or "long" with more rows than fit on a screen, whose cells contain their sort keys.
    """

    style: str
    heads: tuple[Head, ...]
    rows: tuple[Markup, ...]
    totals: Markup
    cut: str


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A labelled value; `html` is the cell as it is shown, `change` how it compares, "" where it does not."""

    label: str
    html: Markup
    change: Markup


@dataclass(frozen=True, slots=True)
class Card:
    """One media item of a ranking. `picture` is a data URI or ""; `link` leads to Instagram or is "".

    `film` says whether it is a video.
    """

    place: int
    picture: str
    kind: Markup
    film: bool
    published: Markup
    account: Markup
    caption: Markup
    link: str
    main: CardFigure | None
    figures: tuple[CardFigure, ...]
    provisional: bool


def table(section: Section, report: Report) -> HtmlTable:
    """Return a section's table; media items' facts share one cell, and of very long tables only the first rows stay.

    The comparison of a figure is in the figure's cell.
    """
    translator = Translator(report.locale)
    rows, total = section.rows[:MOST_PAGE_ROWS], len(section.rows)
    facts = _fact_places(section)
    order = _column_order(section, facts)
    writer = _TableWriter(section, report, facts, order)
    heads = (
        *((Head(translator.say("Post"), "", number=False, rank=False),) if facts else ()),
        *map(writer.head, order),
    )
    styles = (["few"] if len(heads) < _FEW else []) + (["long"] if is_long(section) else [])
    return HtmlTable(
        style=" ".join(styles),
        heads=heads,
        rows=tuple(writer.row(row) for row in rows),
        totals=writer.totals(section.totals) if section.totals else Markup(),
        cut=_cut_note(total, translator=translator) if total > MOST_PAGE_ROWS else "",
    )


def is_long(section: Section) -> bool:
    """Return whether readers of the section's table want to sort it; a ranking is in its order."""
    return len(section.rows) > _LONG and section.kind not in _IN_ORDER


def caption(caption_text: str, *, translator: Translator) -> Markup:
    """Return a caption's beginning, the whole of it in the tooltip, kept apart from the writing direction around it."""
    text = formats.flat(caption_text)
    if not text:
        return fill_html('<span class="caption none">{}</span>', translator.say("no caption"))
    return fill_html('<bdi class="caption" dir="auto" title="{}">{}</bdi>', text, formats.cut(text, _CAPTION))


def kind(cell: Cell, column: Column, locale: str) -> Markup:
    """Return a product type with the dot of its colour."""
    type_name = product_type(str(cell.value or "")).lower()
    html = html_cells.show_cell(cell, column, locale)
    return fill_html('<span class="kind {}">{}</span>', type_name, html) if type_name else html


def cards(section: Section, report: Report) -> tuple[Card, ...]:
    """Return the media items of a ranking as cards, without the facts that the section does not have."""
    changes = Changes(section, report)
    return tuple(
        _card(section, row, place, locale=report.locale, changes=changes) for place, row in enumerate(section.rows, 1)
    )


class _TableWriter:
    """Writes the cells of one table, with bars behind the ranking column."""

    def __init__(self, section: Section, report: Report, facts: dict[str, int], order: list[int]) -> None:  # noqa: PLR0917 - private
        self.section, self.locale, self.facts, self.order = section, report.locale, facts, order
        self.translator = Translator(report.locale)
        self.changes = Changes(section, report)
        self.long = is_long(section)
        self.rank = next((place for place in order if section.columns[place].name == section.rank), -1)
        numbers = [cell_number(row.cells[self.rank]) or 0.0 for row in section.rows] if self.rank >= 0 else []
        self.most = max(numbers, default=0.0)

    def head(self, place: int) -> Head:
        column = self.section.columns[place]
        return Head(column.label, column.help, html_cells.is_number(column), place == self.rank)

    def row(self, row: Row) -> Markup:
        first = [self._media(row)] if self.facts else []
        lead = self.order[0] if self.order and not self.facts else -1
        return Markup("").join([*first, *(self._cell(row.cells, place, head=place == lead) for place in self.order)])

    def totals(self, row: Row) -> Markup:
        cells = [self._total(row.cells, place) for place in self.order]
        label = fill_html('<th scope="row">{}</th>', self.translator.say("Total"))
        return Markup("").join([label, *(cells if self.facts else cells[1:])])

    def _total(self, cells: tuple[Cell, ...], place: int) -> Markup:
        column = self.section.columns[place]
        style = "n" if html_cells.is_number(column) else "t"
        html = html_cells.show_cell(cells[place], column, self.locale)
        return fill_html('<td class="{}">{}{}</td>', style, html, self.changes.small(cells, place))

    def _cell(self, cells: tuple[Cell, ...], place: int, *, head: bool) -> Markup:
        cell, column = cells[place], self.section.columns[place]
        if column.name == "product_type":
            html = kind(cell, column, self.locale)
        elif column.name == "caption" and cell.value is not None:
            html = caption(str(cell.value), translator=self.translator)
        else:
            html = html_cells.show_cell(cell, column, self.locale)
        if head:
            return fill_html('<th scope="row"{}>{}</th>', self._sort_value(cell), html)
        style = ("n" if html_cells.is_number(column) else "t") + (" weak" if cell.weak else "")
        change = self.changes.small(cells, place, whole=self.section.kind != "trend")
        style += " compared" if change else ""
        return fill_html(
            '<td class="{}"{}{}>{}{}</td>', style, self._sort_value(cell), self._bar(cell, place), html, change
        )

    def _sort_value(self, cell: Cell) -> Markup:
        """Return what a long table is sorted by where that is not the text that is shown."""
        if not self.long or cell.value is None or isinstance(cell.value, str):
            return Markup()
        value = cell.value.isoformat() if isinstance(cell.value, date) else cell.value
        return fill_html(' data-v="{}"', value)

    def _bar(self, cell: Cell, place: int) -> Markup:
        value = cell_number(cell)
        if place != self.rank or self.section.kind == "breakdown" or not value or value < 0:
            return Markup()
        return fill_html(' style="--bar:{}"', f"{value / self.most:.3f}")

    def _media(self, row: Row) -> Markup:
        """Return the first cell of a media item: caption, product type, account, time and link."""
        cells = {name: row.cells[place] for name, place in self.facts.items()}
        parts = {}
        for name in ("product_type", "media_type", "account", "published", "permalink"):
            if name in cells and cells[name].value is not None:
                parts[name] = _fact(cells[name], self.section.columns[self.facts[name]], self.locale)
        # The mark follows the publication time that it explains; after the link it would wrap to another line.
        parts["published"] = parts.get("published", Markup()) + html_cells.provisional(
            row.provisional, translator=self.translator
        )
        facts = Markup(" · ").join([fill_html("<span>{}</span>", part) for part in parts.values()])
        title = caption(str(cells["caption"].value or ""), translator=self.translator)
        when = self._sort_value(cells.get("published", Cell()))
        return fill_html('<th scope="row" class="media"{}>{}<span class="facts">{}</span></th>', when, title, facts)


def _fact_places(section: Section) -> dict[str, int]:
    """Return where a list of media items has the facts that share a cell; empty for every other table."""
    places = {column.name: place for place, column in enumerate(section.columns) if column.name in _FACTS}
    return places if {"media_id", "caption"} <= places.keys() else {}


def _column_order(section: Section, facts: dict[str, int]) -> list[int]:
    """Return the columns in the order they are places, those for stories last, without those that are always empty."""
    hidden = {*facts.values(), *_code_places(section)}
    places = [place for place in comparisons.figure_places(section.columns) if place not in hidden]
    silent = {place: {row.cells[place].missing == _STORIES for row in section.rows} for place in places}
    # On a phone the first of the figures is all that is seen: no place for one that most of the media have not.
    return sorted((place for place in places if silent[place] != {True}), key=lambda place: True in silent[place])


def _code_places(section: Section) -> list[int]:
    """Return where a breakdown has the API's names of its values; people read the labels beside them."""
    names = [place for place, column in enumerate(section.columns) if column.format is Format.TEXT]
    return [place for place in names if section.columns[place].name != "label"] if section.kind == "breakdown" else []


def _cut_note(total: int, *, translator: Translator) -> str:
    return translator.say(
        "The first {shown} of {count} rows are shown.",
        shown=translator.number(MOST_PAGE_ROWS),
        count=translator.number(total),
    )


def _card(section: Section, row: Row, place: int, *, locale: str, changes: Changes) -> Card:
    cells = {column.name: (cell, column) for column, cell in zip(section.columns, row.cells, strict=True)}

    def fact(name: str) -> Markup:
        return _fact(*cells[name], locale) if name in cells else Markup()

    figures = {
        column.name: CardFigure(
            column.label,
            html_cells.show_cell(row.cells[at], column, locale, compact=True),
            changes.small(row.cells, at),
        )
        for at, column in enumerate(section.columns)
        if column.role is Role.VALUE and (html_cells.is_number(column) or column.name == section.rank)
        if row.cells[at].missing != _STORIES
    }
    main = figures.pop(section.rank, None)
    return Card(
        place=place,
        picture=html_cells.picture(row.thumbnail),
        kind=fact("product_type"),
        film=_cell_text(cells, "media_type") == "VIDEO",
        published=fact("published"),
        account=fact("account"),
        caption=caption(_cell_text(cells, "caption"), translator=Translator(locale)),
        link=html_cells.address(_cell_text(cells, "permalink")),
        main=main,
        figures=tuple(figures.values())[:_CARD_FIGURES],
        provisional=row.provisional,
    )


def _fact(cell: Cell, column: Column, locale: str) -> Markup:
    """Return a fact of a media item; the time of publication is short."""
    if column.name == "product_type":
        return kind(cell, column, locale)
    return html_cells.show_cell(cell, column, locale, compact=column.name == "published")


def _cell_text(cells: dict[str, tuple[Cell, Column]], name: str) -> str:
    return str(cells[name][0].value or "") if name in cells else ""

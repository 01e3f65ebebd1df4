"""Sheets of rows: a head, the section's rows as an Excel table, totals below a rule, remarks in words beside each row.

The head stands in row 1, so that filters, pivots and other programs find it. Nothing here computes a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count, zip_longest
from math import ceil
from re import compile as pattern
from textwrap import wrap
from typing import Any
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from openpyxl.formatting.rule import ColorScaleRule, DataBarRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from reporter.core.i18n import Translator
from reporter.core.report import Cell, Column, Format, Report, Row, Section, Value
from reporter.core.report import Role as ColumnRole
from reporter.renderers import formats
from reporter.renderers.excel.cell_values import (
    DASH,
    REMARKS,
    Losses,
    Stored,
    cell_text,
    readable_value,
    remarks,
    remarks_column,
    stored_value,
)
from reporter.renderers.excel.compare import colour_changes
from reporter.renderers.excel.media_sheet import HEIGHT, pictures
from reporter.renderers.excel.names import first_free
from reporter.renderers.excel.number_formats import TIMES
from reporter.renderers.excel.styles import LEFT, CellRole, CellStyle, CellWriter, tint

MOST_SHEET_ROWS = 1_048_000  # Excel's 1,048,576 less the head, totals and lines below
ROW_HEIGHT = 15  # points
MOST_LINKS = 65_530
_INSTAGRAM = pattern(r"https://(?:www\.)?instagram\.com/[A-Za-z0-9._~/?=&%+-]{0,1900}")
_CHANGES = frozenset({Format.CHANGE, Format.POINTS})
_RATES = frozenset({Format.PERCENT, Format.PERCENT_POINTS})
NARROWEST, WIDEST = 8, 60
_FIELD = 6  # of a heatmap, which has many columns
_EMPTY = 9  # a column of no width of its own
_SENTENCE = 130
_PAGE_WIDTH = 230  # which is printed at about two thirds of its size
_SAMPLE = 500  # rows that are measured for text; numbers are measured in all, since a number too wide shows as ####
_LINK_WIDTH = 24
_FIXED = {Format.DATE: 12, Format.WEEK: 12, Format.MONTH: 10, Format.DATETIME: 18}
_EXACT = 2**53  # beyond it numbers are text
_FILTER = 4  # the filter's button in the head


@dataclass(frozen=True, slots=True)
class TableArea:
    """The area of a section's rows: the sheet's title, the row of the header, how many rows follow."""

    sheet: str
    head: int
    rows: int


class TableSheet:
    """Writes sections onto one sheet, one below the other."""

    def __init__(self, sheet: Any, report: Report, *, losses: Losses) -> None:  # noqa: ANN401 - untyped
        self.sheet = sheet
        self._writer = CellWriter(sheet, report)
        self._theme = report.theme
        self._zone = ZoneInfo(report.timezone)
        self._locale = report.locale
        self._translator = Translator(report.locale)
        self._losses = losses
        self._links = 0
        self._next = 1
        self._widths: list[int] = []
        # Rows of one height, however many lines a caption has.
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW_HEIGHT, True

    def fit(self, *sections: Section) -> None:
        """Set the widths of the columns; must come before the first row."""
        by_section = [widths(section, translator=self._translator) for section in sections]
        columns = zip_longest(*by_section, fillvalue=0)
        self._widths = [max(column) for column in columns]
        for index, width in enumerate(self._widths, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width
        self.sheet.page_setup.fitToWidth = pages(self._widths)

    def line(self, content: str, style: CellStyle) -> None:
        """Append one cell of text, or an empty row for ""."""
        if style.role is CellRole.HEADING:
            self.sheet.row_dimensions[self._next].height = 20
        self._writer.row([(cell_text(content, self._losses, translator=self._translator), style)])
        self._next += 1

    def rows(self, section: Section, *, table: str = "") -> TableArea:
        """Append head, rows, totals and notes; `table` makes the rows an Excel table of this name."""
        columns = section.columns
        if section.kind != "heatmap":
            columns += (remarks_column(translator=self._translator),)
        labels = _labels(columns, self._losses, translator=self._translator)
        place = TableArea(self.sheet.title, self._next, min(len(section.rows), MOST_SHEET_ROWS))
        self._losses.rows += len(section.rows) - place.rows
        self.sheet.row_dimensions[self._next].height = 30
        self._writer.row(zip(labels, _styles(columns, CellRole.HEAD), strict=True))
        styles = _styles(section.columns, CellRole.BODY)
        for number, picture in pictures(section, translator=self._translator):
            self.sheet.add_image(picture, f"A{place.head + 1 + number}")
            self.sheet.row_dimensions[place.head + 1 + number].height = HEIGHT
        for row in section.rows[: place.rows]:
            self.sheet.append(self._cells(section, row, styles))
        if not section.rows:
            self.sheet.append([])  # an Excel table has at least one row
        self._next += 1 + max(place.rows, 1)
        if table:
            self.sheet.tables.add(_table(table, place, labels))
        self._formats(section, place)
        self._changes(section, place)
        if section.totals:
            styles = _styles(section.columns, CellRole.TOTAL)
            self.sheet.append(
                self._cells(section, _with_total_label(section.totals, translator=self._translator), styles)
            )
            self._next += 1
        self._write_sentences(section)
        self.sheet.print_area = f"A1:{get_column_letter(printed_columns(self._widths))}{self._next - 1}"
        return place

    def _cells(self, section: Section, row: Row, styles: tuple[CellStyle, ...]) -> Iterator[Any]:
        """Yield a row's cells, and the remarks on the row as the last one."""
        whole_row = row.provisional and not any(cell.provisional for cell in row.cells)  # or the row shows which
        for column, cell, style in zip(section.columns, row.cells, styles, strict=True):
            content = stored_value(
                readable_value(cell, column, translator=self._translator),
                column.format,
                zone=self._zone,
                losses=self._losses,
                translator=self._translator,
            )
            provisional = whole_row or cell.provisional
            cell_style = style._replace(muted=cell.weak, provisional=provisional) if cell.weak or provisional else style
            yield self._cell(content, cell_style)
        if section.kind != "heatmap":
            role = styles[0].role if styles else CellRole.BODY
            texts = remarks(section.columns, row, translator=self._translator)
            content = cell_text(texts, self._losses, translator=self._translator)
            yield self._writer.write(content, CellStyle(role=role, muted=True, aside=True))

    def _cell(self, content: Stored, style: CellStyle) -> Any:  # noqa: ANN401 - untyped
        """Return a cell. A missing value is an empty one, or pivots would count it and charts draw it as zero."""
        if content is DASH:
            return None
        if not isinstance(content, str):
            return self._writer.write(content, style)
        if style.format is Format.LINK and _INSTAGRAM.fullmatch(content):
            if self._links < MOST_LINKS:
                self._links += 1
                return self._writer.write(content, style._replace(linked=True), link=content)
            self._losses.unlinked += 1
        return self._writer.write(content, style._replace(lines=True) if "\n" in content else style)

    def _formats(self, section: Section, place: TableArea) -> None:
        if place.rows < 2:
            return
        scale = ColorScaleRule("min", start_color="FFFFFF", end_type="max", end_color=tint(self._theme.brand))
        if section.kind == "heatmap":
            last = get_column_letter(len(section.columns))
            self.sheet.conditional_formatting.add(f"B{place.head + 1}:{last}{place.head + place.rows}", scale)
            return
        bar = DataBarRule("num", start_value=0, end_type="max", color=tint(self._theme.brand))
        for index, column in enumerate(section.columns):
            letter = get_column_letter(index + 1)
            area = f"{letter}{place.head + 1}:{letter}{place.head + place.rows}"
            if column.name == section.rank and column.format not in LEFT:
                self.sheet.conditional_formatting.add(area, bar)
            elif column.format in _RATES and column.role is ColumnRole.VALUE:
                self.sheet.conditional_formatting.add(area, scale)

    def _changes(self, section: Section, place: TableArea) -> None:
        last = place.head + max(place.rows, 1) + bool(section.totals)
        for index, column in enumerate(section.columns):
            if column.format in _CHANGES:
                letter = get_column_letter(index + 1)
                colour_changes(self.sheet, f"{letter}{place.head + 1}:{letter}{last}", column.format)

    def _write_sentences(self, section: Section) -> None:
        """Write the sentences below a table: why it is empty, its subtitle, notes and dated marks."""
        sentences: list[str] = []
        if section.error:
            sentences.append(self._translator.say("This section could not be created: {reason}", reason=section.error))
        elif not section.rows:
            sentences.append(self._translator.say("Nothing to show for this period."))
        if section.subtitle:
            sentences.append(section.subtitle)
        sentences += [*section.notes, *_mark_sentences(section, self._locale)]
        if any(column.format is Format.WEEK for column in section.columns):
            sentences.append(self._translator.say("Each week is labelled with its first day."))
        if sentences:
            self.line("", CellStyle())
        for sentence in sentences:
            self.line(sentence, CellStyle(muted=True))


def widths(section: Section, *, translator: Translator) -> tuple[int, ...]:
    """Return a width for each column of the section and one for the remarks beside them."""
    longest = max(
        (_text_length(remarks(section.columns, row, translator=translator)) for row in section.rows[:_SAMPLE]),
        default=0,
    )
    return (
        *(_width(column, index, section) for index, column in enumerate(section.columns)),
        _limit_width(max(longest, len(remarks_column(translator=translator).label) + _FILTER)),
    )


def printed_columns(widths: Sequence[int]) -> int:
    """Return how many columns a page shows: all, and as many empty ones as the sentences below a small table need."""
    return len(widths) + max(0, ceil((_SENTENCE - sum(widths)) / _EMPTY))


def pages(widths: Sequence[int]) -> int:
    """Return how many pages side by side leave these columns readable."""
    return max(1, ceil(sum(widths) / _PAGE_WIDTH))


def _mark_sentences(section: Section, locale: str) -> Iterator[str]:
    if section.chart and section.chart.marks:
        kind = next(column.format for column in section.columns if column.name == section.chart.x)
        for mark in section.chart.marks:
            yield f"{mark.text} ({formats.text(mark.x, kind, locale)})"


def _styles(columns: tuple[Column, ...], role: CellRole) -> tuple[CellStyle, ...]:
    """Return the styles of the cells of columns: text right of a number keeps a distance from it."""
    left = [column.format in LEFT or column.format in TIMES for column in columns]
    asides = (is_left and not is_left_before for is_left, is_left_before in zip(left, (True, *left), strict=False))
    return tuple(
        CellStyle(column.format, role, aside=aside or column.name == REMARKS)
        for column, aside in zip(columns, asides, strict=True)
    )


def _labels(columns: tuple[Column, ...], losses: Losses, *, translator: Translator) -> tuple[str, ...]:
    """Return the head's texts: one line each, and different whatever the case, as an Excel table needs them."""
    labels: list[str] = []
    taken: set[str] = set()
    for column in columns:
        label = cell_text(" ".join(column.label.split())[:200] or column.name, losses, translator=translator)
        labels.append(first_free(chain([label], (f"{label} {number}" for number in count(2))), taken))
    return tuple(labels)


def _table(name: str, place: TableArea, labels: tuple[str, ...]) -> Table:
    # Columns are named here; otherwise openpyxl creates every cell of the area to find their names.
    area = f"A{place.head}:{get_column_letter(len(labels))}{place.head + max(place.rows, 1)}"
    return Table(
        displayName=name,
        ref=area,
        autoFilter=AutoFilter(ref=area),
        tableColumns=[TableColumn(id=index, name=label) for index, label in enumerate(labels, 1)],
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
    )


def _with_total_label(totals: Row, *, translator: Translator) -> Row:
    first, *others = totals.cells
    return replace(totals, cells=(first if first.value is not None else Cell(translator.say("Total")), *others))


def _width(column: Column, index: int, section: Section) -> int:
    is_field = section.kind == "heatmap" and index > 0
    head = _two_line_width(" ".join(column.label.split()) or column.name) + (2 if is_field else _FILTER)
    rows = (*section.rows, section.totals) if section.totals else section.rows
    body = _body_width([row.cells[index].value for row in rows], column.format)
    width = max(head, min(body, _LINK_WIDTH) if column.format is Format.LINK else body + 2)
    return max(width, _FIELD) if is_field else _limit_width(width)


def _body_width(values: list[Value], kind: Format) -> int:
    """Return how many characters the longest of a column's values takes."""
    sample = values[:_SAMPLE]
    widths = [_text_length(value) for value in sample if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, int | float) and abs(value) <= _EXACT]
    if numbers:
        widths += [_number_length(min(numbers), kind), _number_length(max(numbers), kind)]
    if any(isinstance(value, date) for value in sample):
        widths.append(_FIXED.get(kind, 18))
    return max(widths, default=0)


def _two_line_width(label: str) -> int:
    """Return how wide a label must be to fit in two lines."""
    widths = range(max(map(len, label.split())), len(label) + 1)
    return next(width for width in widths if len(wrap(label, width, break_on_hyphens=False)) <= 2)


def _text_length(value: str) -> int:
    longest = max(value[:2000].split("\n"), key=len)
    return len(longest) + sum(east_asian_width(sign) in "WF" for sign in longest[:WIDEST])


def _number_length(value: float, kind: Format) -> int:
    if kind is Format.DURATION:
        return len(f"{value / 60_000:.0f}:00.0")
    if kind is Format.CHANGE:
        return len(f"▲ {value:+.1%}")
    if kind is Format.POINTS:
        return len(f"▲ {value:+.1f} pp")
    return len(f"{value:,.0f}" if kind is Format.NUMBER else f"{value:,.2f}") + (kind is Format.PERCENT)


def _limit_width(width: int) -> int:
    return min(max(width, NARROWEST), WIDEST)

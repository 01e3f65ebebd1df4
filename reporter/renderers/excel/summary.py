"""The Summary sheet: what a reader who opens nothing else must see, in the order of the page. No merged cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from textwrap import wrap
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from openpyxl.drawing.image import Image
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break

from reporter.core.i18n import Translator
from reporter.core.report import Column, Format, Report, Row, Section
from reporter.renderers.comparisons import (
    ComparisonColumns,
    basis_words,
    compared_words,
    comparison_columns,
    figure_places,
)
from reporter.renderers.counts import full_basis
from reporter.renderers.excel.cell_values import DASH, Losses, Stored, cell_text, remarks, stored_value
from reporter.renderers.excel.charts import HEIGHT, can_draw, draw_chart
from reporter.renderers.excel.compare import colour_changes, comparison_row
from reporter.renderers.excel.names import Identifiers
from reporter.renderers.excel.sheets import TableArea
from reporter.renderers.excel.styles import CellRole, CellStyle, CellWriter
from reporter.renderers.markdown import plain

_ROW = 15  # points
_LINE = 120  # characters that fit the columns of a page
_CHART_ROWS = round(HEIGHT / 0.53) + 2
_SCALE, _PAGE = 82, 615  # percent at which the columns fit a page's width, and points that then fit its height
_LOGO = (240, 48)  # pixels at most


class _Columns(NamedTuple):
    """The sheet's columns: as wide as a page together, remarks in the last; a chart fits before `second` and behind."""

    widths: tuple[int, ...]
    second: str  # the column where the right one of two charts begins


_ALONE, _COMPARED = _Columns((28, 14, 24, 62), "D"), _Columns((26, 13, 13, 13, 25, 38), "E")


class SummarySheet:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: Any, report: Report, *, losses: Losses) -> None:  # noqa: ANN401 - openpyxl has no types
        self._sheet = sheet
        self._report = report
        self._translator = Translator(report.locale)
        self._writer = CellWriter(sheet, report)
        self._zone = ZoneInfo(report.timezone)
        self._losses = losses
        self._identifiers = Identifiers()
        self._next = 1
        self._filled = 0  # points of the page that is being written
        self._compared = any(
            comparison_columns(section.columns) for section in report.sections if section.kind == "kpis"
        )
        self._columns = _COMPARED if self._compared else _ALONE
        for index, width in enumerate(self._columns.widths, 1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.scale, sheet.sheet_properties.pageSetUpPr.fitToPage = _SCALE, False

    def write(self, places: Sequence[tuple[Section, TableArea]]) -> None:
        """Write everything; `places` are the sections on other sheets, in the report's order."""
        self._header()
        for section in self._report.sections:
            if section.kind == "kpis":
                self._figures(section)
        self._charts([(section, place) for section, place in places if can_draw(section)])
        self._alerts()
        for section in self._report.sections:
            if section.kind == "text":
                self._block(section.title, section.body.splitlines())
                self._notes(section)
        self._sheet.print_area = f"A1:{get_column_letter(len(self._columns.widths))}{self._next - 1}"

    def _header(self) -> None:
        report = self._report
        if report.theme.logo:
            self._logo(report.theme.logo)
        self._paragraph(report.title, CellStyle(role=CellRole.TITLE), height=28)
        for line in (report.description, report.client or report.account, period_line(report)):
            self._paragraph(line, CellStyle())
        if report.compare:
            self._paragraph(self._translator.say("Compared with {period}", period=compared_words(report)), CellStyle())
        if basis := basis_words(report):
            self._paragraph(self._translator.say("Basis: {what}", what=basis), CellStyle())
        when = self._translator.moment(report.as_of.astimezone(self._zone))
        self._paragraph(
            self._translator.say("As of {when}, {timezone}", when=when, timezone=report.timezone), CellStyle(muted=True)
        )
        if report.alerts:
            count = len(report.alerts)
            notice = self._translator.say_count(count, "{count} alert, see below", "{count} alerts, see below")
            self._paragraph(notice, CellStyle(role=CellRole.WARNING))
        if report.highlights:
            self._block(self._translator.say("What happened"), report.highlights)

    def _logo(self, picture: bytes) -> None:
        """Put the logo above the title, no larger than it is and no larger than a line of text wants it."""
        logo = Image(BytesIO(picture))
        scale = min(1.0, *(most / size for most, size in zip(_LOGO, (logo.width, logo.height), strict=True)))
        logo.width, logo.height = round(logo.width * scale), round(logo.height * scale)
        logo.alt = self._translator.say("Logo")
        self._sheet.add_image(logo, "A1")
        self._row((), height=round(logo.height * 0.75) + 6)  # of pixels points, and some air

    def _figures(self, section: Section) -> None:
        self._heading(section.title or self._translator.say("Key figures"))
        number, words = CellStyle(Format.NUMBER, CellRole.HEAD), CellStyle(role=CellRole.HEAD)
        earlier = (
            [(self._translator.say("Earlier"), number), (self._translator.say("Change"), number)]
            if self._compared
            else []
        )
        based_on_head = (self._translator.say("Based on"), words._replace(aside=True))
        head = (
            (self._translator.say("Figure"), words),
            (self._translator.say("Value"), number),
            *earlier,
            based_on_head,
            (self._translator.say("Remarks"), words),
        )
        self._row(head, height=22)
        comparisons = comparison_columns(section.columns)
        for row in section.rows:
            for place in figure_places(section.columns):
                self._figure(section.columns, row, place, at=comparisons.get(place, ComparisonColumns()))
        self._notes(section)

    def _figure(self, columns: tuple[Column, ...], row: Row, place: int, *, at: ComparisonColumns) -> None:
        """Write one figure; `at` holds the columns of its comparison. Text takes the lines that it needs."""
        column, cell = columns[place], row.cells[place]
        cells = (*row.cells[:place], cell._replace(n=None), *row.cells[place + 1 :])
        figure = comparison_row(columns, cells, place, at=at)
        remark = remarks(figure.columns, Row(figure.cells), shown_label=column.label, translator=self._translator)
        # Only the change that the page shows, too; the Compare sheet has both.
        places = (place, at.previous, at.shown_change) if self._compared else (place,)
        if self._compared and at.shown_change is not None:
            colour_changes(self._sheet, f"D{self._next}", columns[at.shown_change].format)
        words = (
            cell_text(column.label, self._losses, translator=self._translator),
            full_basis(cell, translator=self._translator),
            cell_text(remark, self._losses, translator=self._translator),
        )
        label, *_, basis, last = self._columns.widths
        lines = max(len(wrap(content, width)) for content, width in zip(words, (label, basis, last), strict=True))
        muted = CellStyle(muted=True, lines=lines > 1)
        numbers = (
            self._number(columns, row, index, letter=letter) for letter, index in zip("BCD", places, strict=False)
        )
        self._row(
            (
                (words[0], CellStyle(lines=lines > 1)),
                *numbers,
                (words[1], muted._replace(aside=True)),
                (words[2], muted),
            ),
            height=_ROW * lines if lines > 1 else None,
        )

    def _number(
        self, columns: tuple[Column, ...], row: Row, place: int | None, *, letter: str
    ) -> tuple[Stored, CellStyle]:
        """Return a number's cell, and give it a name by which formulas of other workbooks find it."""
        if place is None:
            return "", CellStyle()
        column, cell = columns[place], row.cells[place]
        name = self._identifiers.give("kpi_", column.name)
        if name not in self._sheet.parent.defined_names:  # a base has its own cell of this name, already filled
            where = f"{quote_sheetname(self._sheet.title)}!${letter}${self._next}"
            self._sheet.parent.defined_names[name] = DefinedName(name, attr_text=where)
        value = stored_value(cell, column.format, zone=self._zone, losses=self._losses, translator=self._translator)
        role = CellRole.STRONG if letter == "B" else CellRole.BODY
        return value, CellStyle(column.format, role, muted=value is DASH or cell.weak, provisional=cell.provisional)

    def _charts(self, charts: list[tuple[Section, TableArea]]) -> None:
        for number, (section, place) in enumerate(charts):
            if number % 2 == 0:
                top = self._room(_CHART_ROWS)
            chart = draw_chart(section, place, self._report.theme, translator=self._translator)
            self._sheet.add_chart(chart, f"{self._columns.second if number % 2 else 'A'}{top}")

    def _alerts(self) -> None:
        alerts = self._report.alerts
        lines = [" · ".join(filter(None, (alert.account, alert.message or alert.name))) for alert in alerts]
        if lines:
            self._block(self._translator.say("Alerts"), lines)

    def _block(self, title: str, lines: Iterable[str]) -> None:
        self._heading(title)
        for line in lines:
            words = plain(line)
            self._paragraph(words, CellStyle(role=CellRole.STRONG if line.startswith("#") else CellRole.BODY))

    def _notes(self, section: Section) -> None:
        for line in (section.error, section.subtitle, *section.notes):
            self._paragraph(line, CellStyle(muted=True))

    def _heading(self, title: str) -> None:
        self._blank(1)
        if title:
            self._paragraph(title, CellStyle(role=CellRole.HEADING), height=20)

    def _paragraph(self, words: str, style: CellStyle, *, height: int | None = None) -> None:
        for line in wrap(words, _LINE, break_on_hyphens=False):
            self._row([(cell_text(line, self._losses, translator=self._translator), style)], height=height)

    def _row(self, contents: Iterable[tuple[Any, CellStyle]], *, height: int | None = None) -> None:
        self._sheet.row_dimensions[self._next].height = height
        self._writer.row(contents)
        self._next += 1
        self._filled = (self._filled + (height or _ROW)) % _PAGE

    def _room(self, rows: int) -> int:
        """Leave empty rows on one page; return the first."""
        if self._filled + rows * _ROW > _PAGE:
            self._sheet.row_breaks.append(Break(id=self._next - 1))
            self._filled = 0
        self._blank(rows + 1)
        return self._next - rows

    def _blank(self, rows: int) -> None:
        for _ in range(rows):
            self._row(())


def period_line(report: Report) -> str:
    """Return the period for people, with its zone: "Mon 16 – Sun 22 Nov 2026, Europe/Berlin"."""
    return f"{report.period.words or report.period.name}, {report.timezone}"

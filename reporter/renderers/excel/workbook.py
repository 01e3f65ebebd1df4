"""The Excel workbook of a report (the only package that knows openpyxl): values only, never a formula.

Sheets are streamed to disk as they are written, so that a hundred thousand rows need no more memory than ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from reporter.core.contrast import brand_of
from reporter.core.errors import ConfigurationError
from reporter.core.i18n import Translator
from reporter.core.report import Artifact, Report, Section
from reporter.renderers.comparisons import for_people, is_bare
from reporter.renderers.excel import compare, notes, summary
from reporter.renderers.excel.base import fill_names, open_base
from reporter.renderers.excel.cell_values import Losses, cell_text
from reporter.renderers.excel.heatmap import grid, is_grid
from reporter.renderers.excel.media_sheet import with_api_words, with_pictures
from reporter.renderers.excel.names import BREAKDOWNS, COMPARE, MEDIA, NOTES, SUMMARY, Identifiers, SheetNames
from reporter.renderers.excel.sheets import TableArea, TableSheet
from reporter.renderers.excel.styles import CellRole, CellStyle, colour
from reporter.renderers.excel.writer import add_sheet, save_workbook

_ELSEWHERE = frozenset({"kpis", "text", "media", "breakdown"})  # on Summary, Media and Breakdowns
_LETTER = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE"})  # countries that print on Letter, not on A4
_A4, _LETTER_PAPER = 9, 1
_UNPRINTABLE = re.compile(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def render(report: Report, *, name: str, template: str = "", folders: tuple[Path, ...] = ()) -> Artifact:
    """Return the report as an .xlsx file called `name`, behind the sheets of `template`, a workbook in `folders`."""
    report = for_people(report)
    report = replace(report, media=with_api_words(report.media, translator=Translator(report.locale)))
    workbook = open_base(_template_path(template, folders)) if template else Workbook(write_only=True)
    book = _Book(workbook, report)
    fill_names(workbook, report, losses=book.losses)
    book.write()
    _describe(workbook, report)
    return Artifact(name, save_workbook(workbook))


class _Book:
    """Writes the report's sheets behind those that the workbook has."""

    def __init__(self, workbook: Any, report: Report) -> None:  # noqa: ANN401 - openpyxl has no types
        self._workbook = workbook
        self._report = report
        self._translator = Translator(report.locale)
        self._names = SheetNames(self._translator, workbook.sheetnames)
        tables = [name for sheet in workbook.worksheets for name in sheet.tables]
        self._tables = Identifiers((*tables, *workbook.defined_names))
        self.losses = Losses()

    def write(self) -> None:
        """Write every sheet. Summary is the first, but it is written after the sheets that its charts refer to."""
        report, losses = self._report, self.losses
        front = self._fixed(SUMMARY, head=0)
        front.sheet_properties.tabColor = colour(brand_of(report.theme.brand))
        bare = is_bare(report)
        places = [] if bare else list(self._sections())
        summary.SummarySheet(front, report, losses=losses).write(places)
        if report.compare is not None and not bare:
            sheet = self._fixed(COMPARE, head=1, side=1)
            compare.write_compare_sheet(_columns(sheet, compare.COMPARE_WIDTHS), report, losses=losses)
        back = self._fixed(NOTES, head=1)
        notes.NotesSheet(_columns(back, notes.NOTES_WIDTHS), report, losses=losses).write()

    def _sections(self) -> Iterator[tuple[Section, TableArea]]:
        """Write every sheet of rows; yield the sections that may have a chart, with the area of their rows."""
        for section in self._report.sections:
            if section.kind not in _ELSEWHERE:
                rows = grid(section, self._report.locale) if is_grid(section) else section
                table = "" if is_grid(section) else self._tables.give("data_", section.name)
                title = self._names.give(section.title or section.name)
                yield section, self._table(self._sheet(title, head=1, side=1), rows, table=table)
        media = self._fixed(MEDIA, head=1)
        rows = (
            with_pictures(self._report.media, translator=self._translator)
            if self._report.pictured
            else self._report.media
        )
        self._table(media, rows, table=self._tables.give("data_", "media"))
        yield from self._breakdowns()

    def _table(self, sheet: Any, section: Section, *, table: str) -> TableArea:  # noqa: ANN401 - untyped
        table_sheet = TableSheet(sheet, self._report, losses=self.losses)
        table_sheet.fit(section)
        return table_sheet.rows(section, table=table)

    def _breakdowns(self) -> Iterator[tuple[Section, TableArea]]:
        sections = [section for section in self._report.sections if section.kind == "breakdown"]
        if not sections:
            return
        sheet = self._fixed(BREAKDOWNS, head=0)
        table_sheet = TableSheet(sheet, self._report, losses=self.losses)
        table_sheet.fit(*sections)
        for number, section in enumerate(sections):
            if number:
                table_sheet.line("", CellStyle())
            table_sheet.line(section.title or section.name, CellStyle(role=CellRole.HEADING))
            yield section, table_sheet.rows(section)

    def _fixed(self, name: str, *, head: int, side: int = 0) -> Any:  # noqa: ANN401 - same
        return self._sheet(self._names.fixed[name], head=head, side=side)

    def _sheet(self, name: str, *, head: int, side: int = 0) -> Any:  # noqa: ANN401 - same
        """Return a new sheet, set up for printing; `head` rows and `side` columns stay visible."""
        report = self._report
        sheet = add_sheet(self._workbook, name)
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_setup.paperSize = _LETTER_PAPER if report.locale.rpartition("_")[2] in _LETTER else _A4
        if head or side:
            sheet.freeze_panes = f"{get_column_letter(side + 1)}{head + 1}"
        if head:
            sheet.print_title_rows = f"1:{head}"
            sheet.print_title_cols = "A:A"
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, header=0.3, footer=0.3)
        sheet.HeaderFooter.scaleWithDoc = False
        sheet.oddFooter.left.text = _footer(report.title)
        sheet.oddFooter.center.text = _footer(report.theme.footer)
        sheet.oddFooter.right.text = self._translator.say("Page {page} of {pages}", page="&P", pages="&N")
        return sheet


def _template_path(template: str, folders: tuple[Path, ...]) -> Path:
    for folder in folders:
        if (folder / template).is_file() and Path(template).name == template:
            return folder / template
    raise ConfigurationError(f"there is no workbook {template} in templates/")


def _columns(sheet: Any, widths: tuple[int, ...]) -> Any:  # noqa: ANN401 - untyped
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    return sheet


def _footer(words: str) -> str | None:
    """Return words for a page's footer: "&" begins a code there, and all three parts share 255 characters."""
    return _UNPRINTABLE.sub(" ", words)[:80].replace("&", "&&") or None


def _describe(workbook: Workbook, report: Report) -> None:
    translator = Translator(report.locale)
    about = workbook.properties
    about.title = cell_text(report.title, Losses(), translator=translator)
    about.subject = cell_text(summary.period_line(report), Losses(), translator=translator)
    about.creator = cell_text(report.client, Losses(), translator=translator) or "Instagram Insights Reporter"
    about.created = about.modified = report.as_of.astimezone(UTC).replace(tzinfo=None)

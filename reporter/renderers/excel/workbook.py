"""The Excel workbook of a report (the only package that knows openpyxl): values only, never a formula.

Sheets are streamed to disk as they are written, so that a hundred thousand rows need no more memory than ten.
Logos are left out: openpyxl would need Pillow for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from reporter.renderers.colours import brand_of
from reporter.renderers.excel import compare
from reporter.renderers.excel import notes
from reporter.renderers.excel import summary
from reporter.renderers.excel.matrix import grid
from reporter.renderers.excel.matrix import is_grid
from reporter.renderers.excel.names import BREAKDOWNS
from reporter.renderers.excel.names import COMPARE
from reporter.renderers.excel.names import MEDIA
from reporter.renderers.excel.names import NOTES
from reporter.renderers.excel.names import SUMMARY
from reporter.renderers.excel.names import Identifiers
from reporter.renderers.excel.names import SheetNames
from reporter.renderers.excel.pens import Look
from reporter.renderers.excel.pens import Role
from reporter.renderers.excel.pens import colour
from reporter.renderers.excel.sheets import Place
from reporter.renderers.excel.sheets import TableSheet
from reporter.renderers.excel.stored import Losses
from reporter.renderers.excel.stored import text
from reporter.report import Artifact
from reporter.report import Report
from reporter.report import Section

_ELSEWHERE = frozenset({"kpis", "text", "media", "breakdown"})  # on Summary, Media and Breakdowns
_LETTER = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE"})  # countries that print on Letter, not on A4
_A4, _LETTER_PAPER = 9, 1
_UNPRINTABLE = re.compile(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def render(report: Report, *, name: str) -> Artifact:
    """Return the report as an .xlsx file called `name`."""
    workbook = Workbook(write_only=True)
    losses = Losses()
    front = _sheet(workbook, SUMMARY, report, head=0)
    places = list(_tables(workbook, report, losses))
    summary.SummarySheet(_columns(front, summary.WIDTHS), report, losses=losses).write(places)
    if report.compare is not None:
        beside = _sheet(workbook, COMPARE, report, head=1, side=1)
        compare.write(_columns(beside, compare.WIDTHS), report, losses=losses)
    back = _sheet(workbook, NOTES, report, head=1)
    notes.NotesSheet(_columns(back, notes.WIDTHS), report, losses=losses).write()
    _describe(workbook, report)
    data = BytesIO()
    workbook.save(data)
    return Artifact(name, data.getvalue())


def _tables(workbook: Workbook, report: Report, losses: Losses) -> Iterator[tuple[Section, Place]]:
    """Write every sheet of rows; yield the sections that may have a chart, with the place of their rows."""
    names, tables = SheetNames(), Identifiers()
    for section in report.sections:
        if section.kind not in _ELSEWHERE:
            shown = grid(section) if is_grid(section) else section
            table = "" if is_grid(section) else tables.give("data_", section.name)
            sheet = _sheet(workbook, names.give(section.title or section.name), report, head=1, side=1)
            yield section, _whole(sheet, shown, report=report, losses=losses, table=table)
    media = _sheet(workbook, MEDIA, report, head=1)
    _whole(media, report.media, report=report, losses=losses, table=tables.give("data_", "media"))
    yield from _breakdowns(workbook, report, losses)


def _whole(sheet: Any, section: Section, *, report: Report, losses: Losses, table: str) -> Place:  # noqa: ANN401 - untyped
    written = TableSheet(sheet, report.theme, zone=ZoneInfo(report.timezone), losses=losses)
    written.fit(section)
    return written.rows(section, table=table)


def _breakdowns(workbook: Workbook, report: Report, losses: Losses) -> Iterator[tuple[Section, Place]]:
    sections = [section for section in report.sections if section.kind == "breakdown"]
    if not sections:
        return
    sheet = _sheet(workbook, BREAKDOWNS, report, head=0)
    written = TableSheet(sheet, report.theme, zone=ZoneInfo(report.timezone), losses=losses)
    written.fit(*sections)
    for number, section in enumerate(sections):
        if number:
            written.line("", Look())
        written.line(section.title or section.name, Look(role=Role.HEADING))
        yield section, written.rows(section)


def _sheet(workbook: Workbook, name: str, report: Report, *, head: int, side: int = 0) -> Any:  # noqa: ANN401 - untyped
    """Return a new sheet, set up for print; `head` rows and `side` columns stay in sight."""
    sheet = workbook.create_sheet(name)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_properties.tabColor = colour(brand_of(report.theme.brand)) if name == SUMMARY else None
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.paperSize = _LETTER_PAPER if report.locale.rpartition("_")[2] in _LETTER else _A4
    if head or side:
        sheet.freeze_panes = f"{get_column_letter(side + 1)}{head + 1}"
    if head:
        sheet.print_title_rows = f"1:{head}"
    sheet.oddFooter.left.text = _footer(report.title)
    sheet.oddFooter.center.text = _footer(report.theme.footer)
    sheet.oddFooter.right.text = "Page &P of &N"
    return sheet


def _columns(sheet: Any, widths: tuple[int, ...]) -> Any:  # noqa: ANN401 - untyped
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    return sheet


def _footer(words: str) -> str | None:
    """Return words for a page's footer: "&" begins a code there, and all three parts share 255 characters."""
    return _UNPRINTABLE.sub(" ", words)[:80].replace("&", "&&") or None


def _describe(workbook: Workbook, report: Report) -> None:
    about = workbook.properties
    about.title = text(report.title, Losses())
    about.subject = text(summary.period_words(report), Losses())
    about.creator = "Instagram Insights Reporter"
    about.created = about.modified = report.as_of.astimezone(UTC).replace(tzinfo=None)

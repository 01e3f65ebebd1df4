"""The Notes sheet: how to read the workbook, the report's data notes, and every missing measure with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporter.renderers.comparisons import period_words
from reporter.renderers.excel.pens import Look
from reporter.renderers.excel.pens import Pens
from reporter.renderers.excel.pens import Role
from reporter.renderers.excel.stored import DASH
from reporter.renderers.excel.stored import Losses
from reporter.renderers.excel.stored import text
from reporter.renderers.reasons import reason_words
from reporter.report import Format
from reporter.report import NoteKind
from reporter.report import Report

WIDTHS = (20, 22, 24, 48, 40)
MOST_ABSENCES = 10_000  # the JSON report has them all
_MOST_PRINTED = 200
_GROUPS = {
    NoteKind.AS_OF: "As of",
    NoteKind.MISSING: "Missing",
    NoteKind.PROVISIONAL: "Provisional",
    NoteKind.STORIES: "Stories",
    NoteKind.FILTER: "Filter",
    NoteKind.DATA: "Data",
    NoteKind.METRIC: "Metrics",
}


class NotesSheet:
    """Writes the sheet; comes last, since it tells what the other sheets could not hold."""

    def __init__(self, sheet: Any, report: Report, *, losses: Losses) -> None:  # noqa: ANN401 - openpyxl has no types
        self._report = report
        self._losses = losses
        self._sheet = sheet
        self._pens = Pens(sheet, report.theme)
        self._rows = 0

    def write(self) -> None:
        """Write how to read the workbook, the notes by group, and what is missing."""
        self._head("About", "Subject", "Note")
        for line in (*_reading(self._report), *_told(self._losses)):
            self._row("Workbook", "", line)
        for kind in NoteKind:
            for note in self._report.notes:
                if note.kind is kind:
                    self._row(_GROUPS[kind], note.subject, note.text)
        absences = len(self._report.absences)
        if absences > _MOST_PRINTED:
            self._row(
                "Missing", "", f"The {absences:,} missing values are listed below; when printed, they are left out."
            )
        printed = self._rows + (absences + 2 if 0 < absences <= _MOST_PRINTED else 0)
        self._sheet.print_area = f"A1:G{printed}"
        if absences:
            self._missing()

    def _missing(self) -> None:
        self._pens.row([])
        self._head("Account", "Media", "Metric", "Why it is missing", "Detail")
        absences = self._report.absences
        for absence in absences[:MOST_ABSENCES]:
            self._row(
                absence.account,
                absence.media_id,
                absence.metric,
                reason_words(absence.reason),
                absence.detail,
                second=Format.ID,
            )
        if len(absences) > MOST_ABSENCES:
            self._row(f"and {len(absences) - MOST_ABSENCES:,} more, all in the JSON report")

    def _head(self, *labels: str) -> None:
        self._pens.row((label, Look(role=Role.HEAD)) for label in labels)
        self._rows += 1

    def _row(self, *words: str, second: Format = Format.TEXT) -> None:
        self._pens.row(
            (text(word, self._losses), Look(second if index == 1 else Format.TEXT)) for index, word in enumerate(words)
        )
        self._rows += 1


def _reading(report: Report) -> Iterator[str]:
    yield f"Times are {report.timezone} time. All figures are values, there are no formulas."
    yield f"{DASH} means that there is no value; sums leave it out. The reason stands under Remarks and below."
    yield f"{DASH} without a remark: the metric does not exist for this kind of media."
    yield "Where a column is drawn as a chart, the cell of a missing value is empty: a chart draws text as 0."
    if report.compare is not None:
        yield f"Earlier: {period_words(report)}. Change is relative to it; points (pp) are a difference of two shares."
    yield "Provisional (in italics): with media younger than 48 hours, whose figures still grow."


def _told(losses: Losses) -> Iterator[str]:
    if losses.replaced:
        yield f"{losses.replaced:,} texts hold characters that a workbook cannot hold; they are shown as \ufffd."
    if losses.cut:
        yield f"{losses.cut:,} texts are longer than a cell and were cut; the HTML report has them in full."
    if losses.unlinked:
        yield f"{losses.unlinked:,} addresses are plain text: a sheet holds no more links."
    if losses.unknown:
        yield f"{DASH} stands in the cells named {', '.join(losses.unknown)}: the report has nothing of that name."
    if losses.rows:
        yield f"{losses.rows:,} rows are left out: a sheet holds no more. The CSV report has them all."

"""The Notes sheet: how to read the workbook, the report's data notes, and every missing measure with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.reasons import reason_words
from reporter.core.report import Format, NoteKind, Report
from reporter.core.report import Role as ColumnRole
from reporter.renderers.comparisons import is_bare, period_words
from reporter.renderers.excel.cell_values import Losses, cell_text
from reporter.renderers.excel.styles import CellRole, CellStyle, CellWriter

NOTES_WIDTHS = (20, 22, 36, 44, 48)
MOST_ABSENCES = 10_000  # the JSON report has them all
_MOST_PRINTED = 200
_GROUPS = {
    NoteKind.AS_OF: mark_translatable("As of"),
    NoteKind.RESTATED: mark_translatable("Changes to earlier figures"),
    NoteKind.MISSING: mark_translatable("Missing"),
    NoteKind.PROVISIONAL: mark_translatable("Provisional"),
    NoteKind.STORIES: mark_translatable("Stories"),
    NoteKind.FILTER: mark_translatable("Filter"),
    NoteKind.DATA: mark_translatable("Data"),
    NoteKind.METRIC: mark_translatable("Metrics"),
}


class NotesSheet:
    """Writes the sheet. It comes last, because it lists what the other sheets could not hold."""

    def __init__(self, sheet: Any, report: Report, *, losses: Losses) -> None:  # noqa: ANN401 - openpyxl has no types
        self._report = report
        self._translator = Translator(report.locale)
        self._losses = losses
        self._sheet = sheet
        self._writer = CellWriter(sheet, report)
        self._rows = 0

    def write(self) -> None:
        """Write how to read the workbook, the notes by group, and what is missing."""
        self._head(self._translator.say("Topic"), self._translator.say("Subject"), self._translator.say("Note"))
        for line in (*_reading(self._report), *_losses_words(self._losses, translator=self._translator)):
            self._row(self._translator.say("Workbook"), "", line)
        for kind in NoteKind:
            for note in self._report.notes:
                if note.kind is kind:
                    self._row(self._translator.say(_GROUPS[kind]), note.subject, note.text)
        absences = len(self._report.absences)
        if absences > _MOST_PRINTED:
            notice = self._translator.say_count(
                absences,
                "The list below shows {count} missing value. The list is outside the print area.",
                "The list below shows {count} missing values. The list is outside the print area.",
            )
            self._row(self._translator.say("Missing"), "", notice)
        printed_rows = self._rows + (absences + 2 if 0 < absences <= _MOST_PRINTED else 0)
        self._sheet.print_area = f"A1:G{printed_rows}"
        if absences:
            self._missing()

    def _missing(self) -> None:
        self._writer.row([])
        self._head(
            self._translator.say("Account"),
            self._translator.say("Post"),
            self._translator.say("Metric"),
            self._translator.say("Reason"),
            self._translator.say("Detail"),
        )
        absences, labels = self._report.absences, _labels(self._report)
        for absence in absences[:MOST_ABSENCES]:
            self._row(
                absence.account,
                absence.media_id,
                labels.get(absence.metric, absence.metric),
                reason_words(absence.reason, translator=self._translator),
                absence.detail,
                second=Format.ID,
            )
        if len(absences) > MOST_ABSENCES:
            rest = self._translator.number(len(absences) - MOST_ABSENCES)
            self._row(self._translator.say("and {count} more, all in the JSON report", count=rest))

    def _head(self, *labels: str) -> None:
        self._writer.row((label, CellStyle(role=CellRole.HEAD)) for label in labels)
        self._rows += 1

    def _row(self, *words: str, second: Format = Format.TEXT) -> None:
        self._writer.row(
            (
                cell_text(word, self._losses, translator=self._translator),
                CellStyle(second if index == 1 else Format.TEXT),
            )
            for index, word in enumerate(words)
        )
        self._rows += 1


def _labels(report: Report) -> dict[str, str]:
    """Return what each metric is called, its name of the API beside it."""
    columns = (column for section in (*report.sections, report.media) for column in section.columns)
    return {
        column.name: column.label if column.label == column.name else f"{column.label} ({column.name})"
        for column in columns
        if column.role is ColumnRole.VALUE
    }


def _reading(report: Report) -> Iterator[str]:
    translator = Translator(report.locale)
    yield translator.say(
        "Times are in the time zone {timezone}. All cells contain values, not formulas.", timezone=report.timezone
    )
    if is_bare(report):
        return
    yield translator.say(
        "An empty cell in a table has no value, and sums exclude it. The Remarks column gives the reason."
    )
    yield translator.say("An empty cell without a remark means that the metric does not exist for this type of post.")
    yield translator.say("On the Summary and Compare sheets, “–” means that there is no value.")
    if report.compare is not None:
        yield translator.say(
            "Earlier: {period}. Changes are relative to that period. "
            "Points (pp) are the difference between two percentages.",
            period=period_words(report),
        )
    yield translator.say(
        "Provisional figures (in italics) include values collected less than 48 hours after publication."
    )


def _losses_words(losses: Losses, *, translator: Translator) -> Iterator[str]:
    if losses.replaced:
        yield translator.say_count(
            losses.replaced,
            "{count} cell contains characters that a workbook cannot store. They are shown as {sign}.",
            "{count} cells contain characters that a workbook cannot store. They are shown as {sign}.",
            sign="\ufffd",
        )
    if losses.cut:
        yield translator.say_count(
            losses.cut,
            "{count} cell contains text that is too long and is shortened. The HTML report shows it in full.",
            "{count} cells contain text that is too long and is shortened. The HTML report shows it in full.",
        )
    if losses.unlinked:
        yield translator.say_count(
            losses.unlinked,
            "{count} link is shown as plain text because a sheet cannot hold more links.",
            "{count} links are shown as plain text because a sheet cannot hold more links.",
        )
    if losses.unknown:
        yield translator.say(
            "These named cells show “–” because the report has no value with that name: {names}.",
            names=", ".join(losses.unknown),
        )
    if losses.rows:
        yield translator.say_count(
            losses.rows,
            "{count} row is omitted because a sheet cannot hold more. The CSV report contains all rows.",
            "{count} rows are omitted because a sheet cannot hold more. The CSV report contains all rows.",
        )

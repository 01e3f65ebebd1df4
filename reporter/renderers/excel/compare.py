"""The Compare sheet: one row a key figure with its number of both periods, the change, and points where it is a share.

It stands in a workbook only when the report is compared. Owns how changes are coloured on every sheet, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.report import Cell, Column, Format, Report, Row
from reporter.renderers.change_colours import CHANGES
from reporter.renderers.comparisons import ComparisonColumns, comparison_columns, period_words
from reporter.renderers.excel.cell_values import DASH, Losses, Stored, cell_text, remarks, stored_value
from reporter.renderers.excel.styles import CellRole, CellStyle, CellWriter, colour

COMPARE_WIDTHS = (34, 16, 16, 14, 14, 60)
_READING = mark_translatable(
    "Changes are relative to the earlier value. Points (pp) are the difference between two percentages."
)
_NOTHING = mark_translatable("This report has no overall figures to compare. The other sheets compare their own rows.")
_NUMBERS = CellStyle(Format.NUMBER, CellRole.HEAD)


class ComparedFigure(NamedTuple):
    """A figure with the columns of its comparison, in their order, and their cells."""

    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]


def write_compare_sheet(sheet: Any, report: Report, *, losses: Losses) -> None:  # noqa: ANN401 - openpyxl has no types
    """Write the key figures of both periods; where the report has none, the totals of all media."""
    translator = Translator(report.locale)
    cell_writer, zone = CellWriter(sheet, report), ZoneInfo(report.timezone)
    sheet.row_dimensions[1].height = 30
    cell_writer.row(_head(translator=translator))
    figures = list(_figures(report))
    for figure in figures:
        cell_writer.row(_row(figure, zone=zone, losses=losses, translator=translator))
    if figures:
        sheet.auto_filter.ref = f"A1:F{len(figures) + 1}"
        for letter, kind in (("D", Format.CHANGE), ("E", Format.POINTS)):
            colour_changes(sheet, f"{letter}2:{letter}{len(figures) + 1}", kind)
    lines = [*_periods(report), translator.say(_READING if figures else _NOTHING)]
    sheet.print_area = f"A1:F{len(figures) + 2 + len(lines)}"
    cell_writer.row([])
    for line in lines:
        cell_writer.row([(cell_text(line, losses, translator=translator), CellStyle(muted=True))])


def colour_changes(sheet: Any, area: str, kind: Format) -> None:  # noqa: ANN401 - same
    """Colour the changes of one column: more is blue, less is orange. A dash, which is text, keeps its grey.

    What is shown as 0.0% or as 0.0 pp has no colour.
    """
    top, places = area.partition(":")[0], 3 if kind is Format.CHANGE else 2
    for sign, way in ((">", "up"), ("<", "down")):
        rule = FormulaRule(
            [f"AND(ISNUMBER({top}),ROUND({top},{places}){sign}0)"], font=Font(color=colour(CHANGES[way][0]))
        )
        sheet.conditional_formatting.add(area, rule)


def comparison_row(
    columns: tuple[Column, ...], cells: tuple[Cell, ...], place: int, *, at: ComparisonColumns
) -> ComparedFigure:
    """Return the figure at `place` with the columns of its comparison."""
    places = [place, *(column for column in (at.previous, at.change, at.points) if column is not None)]
    return ComparedFigure(tuple(columns[index] for index in places), tuple(cells[index] for index in places))


def _head(translator: Translator) -> Iterator[tuple[Stored, CellStyle]]:
    yield translator.say("Metric"), CellStyle(role=CellRole.HEAD)
    yield translator.say("This period"), _NUMBERS
    yield translator.say("Earlier"), _NUMBERS
    yield translator.say("Change"), _NUMBERS
    yield translator.say("Points"), _NUMBERS
    yield translator.say("Remarks"), CellStyle(role=CellRole.HEAD, aside=True)


def _periods(report: Report) -> Iterator[str]:
    """Yield the periods of the columns; the header does not name them, so that programs find the same one weekly."""
    translator = Translator(report.locale)
    yield translator.say("This period: {period}", period=report.period.words or report.period.name)
    yield translator.say("Earlier: {period}", period=period_words(report))


def _figures(report: Report) -> Iterator[ComparedFigure]:
    """Yield the key figures that are compared, each once, or the totals of all media where there are none."""
    lines = [
        (section.columns, section.rows[0]) for section in report.sections if section.kind == "kpis" and section.rows
    ]
    if not any(comparison_columns(columns) for columns, _ in lines) and report.media.totals:
        lines = [(report.media.columns, report.media.totals)]
    figures = (
        comparison_row(columns, row.cells, place, at=at)
        for columns, row in lines
        for place, at in comparison_columns(columns).items()
    )
    yield from dict.fromkeys(figures)


def _row(
    figure: ComparedFigure, *, zone: ZoneInfo, losses: Losses, translator: Translator
) -> Iterator[tuple[Stored, CellStyle]]:
    by_role = {column.role.value: (column, cell) for column, cell in zip(figure.columns, figure.cells, strict=True)}
    yield cell_text(figure.columns[0].label, losses, translator=translator), CellStyle()
    for role in ("value", "previous", "change", "points"):
        column, cell = by_role.get(role, (None, Cell()))
        if column is None:
            yield "", CellStyle()
            continue
        content = stored_value(cell, column.format, zone=zone, losses=losses, translator=translator)
        style = CellStyle(column.format, muted=content is DASH or cell.weak, provisional=cell.provisional)
        yield content, style
    yield (
        cell_text(remarks(figure.columns, Row(figure.cells), translator=translator), losses, translator=translator),
        CellStyle(muted=True, aside=True),
    )

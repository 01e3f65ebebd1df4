"""A workspace's own workbook as the base of a report's: opened, its named cells filled, its sheets kept in front.

Only names that begin with `report_` or `kpi_` are filled; what else stands in the workbook is its author's.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange

from reporter.core.errors import ConfigurationError
from reporter.core.report import Cell, Format, Report
from reporter.renderers.comparisons import period_words
from reporter.renderers.excel.base_parts import check_parts
from reporter.renderers.excel.codes import digits_of, number_format
from reporter.renderers.excel.names import Identifiers
from reporter.renderers.excel.stored import DASH, Losses, Stored, stored
from reporter.renderers.excel.styles import is_risky
from reporter.renderers.excel.writer import stream_sheets


def open_base(path: Path) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return the workbook, ready for more sheets. Raises ConfigurationError that says in one line why it is no base."""
    data = check_parts(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it drops was looked for above
            workbook = load_workbook(BytesIO(data), rich_text=True)
    except Exception as error:  # noqa: BLE001 - of a damaged file it raises whatever comes
        reason = " ".join(str(error).split())[:200]
        raise ConfigurationError(f"{path.name} cannot be loaded: {reason}") from None
    stream_sheets(workbook)
    return workbook


def fill_names(workbook: Any, report: Report, *, losses: Losses) -> None:  # noqa: ANN401 - same
    """Write the report's facts into the cells that bear their names, a dash where the report has no such fact."""
    facts = _facts(report, losses)
    for name in _names(workbook):
        known = name.name.lower()
        if known.startswith(("report_", "kpi_")):
            cells = list(_cells(workbook, name))
            for cell in cells:
                _write(cell, *facts.get(known, (DASH, Format.TEXT)))
            losses.unknown += [name.name] if cells and known not in facts else []


def _names(workbook: Any) -> Iterator[DefinedName]:  # noqa: ANN401 - same
    yield from workbook.defined_names.values()
    for sheet in workbook.worksheets:
        yield from sheet.defined_names.values()


def _cells(workbook: Any, name: DefinedName) -> Iterator[Any]:  # noqa: ANN401 - same
    """Yield the cell that the name means: the first of its area; of merged cells the one that is seen."""
    if name.type != "RANGE":
        return
    for title, area in name.destinations:
        if title in workbook.sheetnames:
            sheet, first = workbook[title], CellRange(area)
            merged = next((area for area in sheet.merged_cells.ranges if area.issuperset(_corner(first))), first)
            yield sheet.cell(merged.min_row, merged.min_col)


def _corner(area: CellRange) -> CellRange:
    return CellRange(min_col=area.min_col, min_row=area.min_row, max_col=area.min_col, max_row=area.min_row)


def _write(cell: Any, content: Stored, kind: Format) -> None:  # noqa: ANN401 - same
    shown = cell.number_format
    cell.value = None if content == "" else content
    cell.number_format = number_format(kind, digits_of(content, kind)) if shown == "General" else shown
    if isinstance(content, str):
        cell.data_type = "s"  # or "=1" would become a formula
        cell.quotePrefix = is_risky(content)


def _facts(report: Report, losses: Losses) -> dict[str, tuple[Stored, Format]]:
    zone = ZoneInfo(report.timezone)
    start, end = (moment.astimezone(zone) for moment in (report.period.start, report.period.end))
    facts: dict[str, tuple[Cell, Format]] = {
        "report_title": (Cell(report.title), Format.TEXT),
        "report_description": (Cell(report.description), Format.TEXT),
        "report_client": (Cell(report.client), Format.TEXT),
        "report_account": (Cell(report.account or ", ".join(report.accounts)), Format.TEXT),
        "report_period": (Cell(report.period.words or report.period.name), Format.TEXT),
        "report_period_start": (Cell(start.date()), Format.DATE),
        "report_period_end": (Cell((end - timedelta(microseconds=1)).date()), Format.DATE),  # the last day
        "report_compared_period": (Cell(period_words(report)), Format.TEXT),
        "report_as_of": (Cell(report.as_of), Format.DATETIME),
        "report_timezone": (Cell(report.timezone), Format.TEXT),
        **dict(_figures(report)),
    }
    return {name: (stored(cell, kind, zone=zone, losses=losses), kind) for name, (cell, kind) in facts.items()}


def _figures(report: Report) -> Iterator[tuple[str, tuple[Cell, Format]]]:
    """Yield each key figure, and what it is compared with, by the name that its cell on Summary has."""
    names = Identifiers()
    for section in report.sections:
        if section.kind == "kpis":
            for row in section.rows:
                for column, cell in zip(section.columns, row.cells, strict=True):
                    yield names.give("kpi_", column.name), (cell, column.format)

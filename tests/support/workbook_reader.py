"""What tests read from a workbook: cells, columns, colours of changes, and the file's parts."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from reporter.core.report import Report
from reporter.renderers.outputs import render


def open_report(report: Report) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(render("excel", report, name="weekly.xlsx").data))


def values(sheet: Any, area: str) -> list[list[object]]:  # noqa: ANN401 - same
    return [[cell.value for cell in line] for line in sheet[area]]


def colours(sheet: Any) -> dict[str, list[tuple[str, str]]]:  # noqa: ANN401 - same
    """Return the rules that colour changes: area -> formula and colour."""
    return {
        str(one.sqref): [(rule.formula[0], rule.dxf.font.color.rgb) for rule in one.rules]
        for one in sheet.conditional_formatting
        if one.rules[0].type == "expression"
    }


def column(sheet: Any, letter: str) -> list[object]:  # noqa: ANN401 - same
    return [cell.value for cell in sheet[letter]]


def parts(report: Report) -> dict[str, str]:
    with ZipFile(BytesIO(render("excel", report, name="weekly.xlsx").data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from reporter.core.report import Report
from reporter.renderers import render
from tests.support import compared_sample
from tests.support import tables_sample as sample

REPORT = compared_sample.workbook()


def values(sheet: Any, area: str) -> list[list[object]]:  # noqa: ANN401 - same
    return [[cell.value for cell in line] for line in sheet[area]]


def opened(report: Report) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(render("excel", report, name="weekly.xlsx").data))


BOOK = opened(REPORT)


def column(sheet: Any, letter: str) -> list[object]:  # noqa: ANN401 - same
    return [cell.value for cell in sheet[letter]]


def test_a_heatmap_is_a_grid() -> None:
    sheet = opened(sample.report())["When it works"]
    values = [[cell.value for cell in line] for line in sheet["A1:C3"]]
    assert values == [["Weekday", "9", "18"], ["Mon", 0.02, 0.06], ["Tue", None, 0.04]]
    assert "Empty cells: no posts, or no value." in column(sheet, "A")


def test_a_heatmap_is_a_grid_of_this_period() -> None:
    plain = opened(sample.report())["When it works"]
    assert values(BOOK["When it works"], "A1:C3") == values(plain, "A1:C3")

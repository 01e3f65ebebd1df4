from __future__ import annotations

from tests.support import compared_sample
from tests.support import tables_sample as sample
from tests.support.workbook_reader import column, open_report, values

REPORT = compared_sample.workbook()


BOOK = open_report(REPORT)


def test_a_heatmap_is_a_grid() -> None:
    sheet = open_report(sample.report())["When it works"]
    values = [[cell.value for cell in line] for line in sheet["A1:C3"]]
    assert values == [["Weekday", "9", "18"], ["Mon", 0.02, 0.06], ["Tue", None, 0.04]]
    assert "Empty cells: no posts, or no value." in column(sheet, "A")


def test_a_heatmap_is_a_grid_of_this_period() -> None:
    plain = open_report(sample.report())["When it works"]
    assert values(BOOK["When it works"], "A1:C3") == values(plain, "A1:C3")

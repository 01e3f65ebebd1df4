from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from reporter.core.report import Report
from reporter.renderers import render
from tests.support import compared_sample

REPORT = compared_sample.workbook()
WEEK = "Mon 9 – Sun 15 Nov 2026"


def opened(report: Report) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(render("excel", report, name="weekly.xlsx").data))


BOOK = opened(REPORT)


def test_the_notes_say_what_a_change_is() -> None:
    assert any(WEEK in str(cell.value) and "Points (pp)" in str(cell.value) for cell in BOOK["Notes"]["C"])

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from reporter.core.report import Report, Theme
from reporter.renderers import render
from tests.support import tables_sample as sample


def opened(report: Report) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(render("excel", report, name="weekly.xlsx").data))


@pytest.mark.parametrize(("brand", "ink"), [("#1f4e8c", "FFFFFF"), ("#ffee88", "16202C")])
def test_the_head_is_readable_on_any_brand(brand: str, ink: str) -> None:
    cell = opened(sample.report(theme=Theme(brand=brand)))["Media"]["A1"]
    assert cell.fill.fgColor.rgb == "00" + brand.lstrip("#").upper()
    assert cell.font.color.rgb == "00" + ink

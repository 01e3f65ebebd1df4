from __future__ import annotations

import pytest

from reporter.core.report import Theme
from tests.support import tables_sample as sample
from tests.support.workbook_reader import open_report


@pytest.mark.parametrize(("brand", "ink"), [("#1f4e8c", "FFFFFF"), ("#ffee88", "16202C")])
def test_the_head_is_readable_on_any_brand(brand: str, ink: str) -> None:
    cell = open_report(sample.report(theme=Theme(brand=brand)))["Media"]["A1"]
    assert cell.fill.fgColor.rgb == "00" + brand.lstrip("#").upper()
    assert cell.font.color.rgb == "00" + ink

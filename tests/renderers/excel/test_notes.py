from __future__ import annotations

from tests.support import compared_sample
from tests.support.workbook_reader import open_report

REPORT = compared_sample.workbook()
WEEK = "Mon 9 – Sun 15 Nov 2026"


BOOK = open_report(REPORT)


def test_the_notes_say_what_a_change_is() -> None:
    assert any(WEEK in str(cell.value) and "Points (pp)" in str(cell.value) for cell in BOOK["Notes"]["C"])

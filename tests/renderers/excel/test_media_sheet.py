"""Pictures of media items on the Media sheet, where a report asks for them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from reporter.core.report import Report, Row
from reporter.renderers.excel.media_sheet import MOST_SHEET_PICTURES
from reporter.renderers.outputs import render
from tests.support import html_sample
from tests.support import tables_sample as sample


def media_sheet(*rows: Row, pictured: bool = True) -> Any:  # noqa: ANN401 - openpyxl has no types
    plain: Report = sample.report()
    report = replace(plain, pictured=pictured, media=replace(plain.media, rows=rows or plain.media.rows))
    return load_workbook(BytesIO(render("excel", report, name="weekly.xlsx").data))["Media"]


def first() -> Row:
    return replace(sample.report().media.rows[0], thumbnail=html_sample.PNG)


def test_pictures_stand_beside_their_media_with_the_caption_as_their_text() -> None:
    sheet = media_sheet(first(), replace(first(), thumbnail=b""), replace(first(), thumbnail=b"\xff\xd8\xff damaged"))
    assert [(one.anchor._from.row, one.anchor._from.col) for one in sheet._images] == [(1, 0)]
    assert (sheet["A1"].value, sheet["A2"].value) == ("Image", None)
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [48, None, None]
    assert sheet.tables["data_media"].column_names[:2] == ["Image", "Account"]


def test_a_long_list_has_pictures_of_its_first_rows() -> None:
    sheet = media_sheet(*[first()] * (MOST_SHEET_PICTURES + 1))
    assert len(sheet._images) == MOST_SHEET_PICTURES
    said = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
    assert f"The first {MOST_SHEET_PICTURES} posts are shown with their images." in said


def test_workbooks_have_none_unless_they_are_asked_for() -> None:
    sheet = media_sheet(first(), pictured=False)
    assert not sheet._images
    assert sheet["A1"].value == "Account"

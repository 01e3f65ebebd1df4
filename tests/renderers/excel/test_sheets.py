from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from reporter.core.report import Cell
from reporter.renderers.excel import sheets
from tests.support import tables_sample as sample
from tests.support.workbook_reader import column, open_report


def test_media_values_are_numbers_times_and_text() -> None:
    sheet = open_report(sample.report())["Media"]
    first = [cell.value for cell in sheet[2]]
    assert first[:8] == [
        "acme",
        "17854360229135492",
        "Reels",
        "Video",
        datetime(2026, 11, 16, 18, 5),  # noqa: DTZ001 - Excel knows no zones
        "+1 for launch",
        "https://www.instagram.com/reel/ABC123/",
        30_000,
    ]
    assert first[8:11] == [0.07, timedelta(milliseconds=8450), 41.5]
    assert [cell.number_format for cell in sheet[2]][7:11] == [
        "#,##0",
        "0.0%",
        '[>=0.041660879][h]:mm:ss;[>=0.0006938657][m]:ss;s.0"\xa0s"',
        '0.0"%"',
    ]
    second = [cell.value for cell in sheet[3]]
    assert second[4] == datetime(2026, 11, 22, 8, 0)  # noqa: DTZ001 - 07:00 UTC in Berlin
    assert second[8:11] == [None, None, None], "or pivots would count them"
    assert second[11:] == ["FEED", "IMAGE", "Provisional; Engagement rate: Instagram returned no value"]


def test_media_is_a_table_with_filters_and_links() -> None:
    sheet = open_report(sample.report())["Media"]
    table = sheet.tables["data_media"]
    assert table.ref == "A1:N3"
    assert table.autoFilter.ref == "A1:N3"
    assert [one.name for one in table.tableColumns] == [cell.value for cell in sheet[1]]
    assert [sheet[cell].hyperlink.target for cell in ("G2", "G3")] == [
        "https://www.instagram.com/reel/ABC123/",
        "https://www.instagram.com/p/DEF456/",
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.row_dimensions[1].height == 30


@pytest.mark.parametrize(
    "address",
    [
        "http://www.instagram.com/p/1/",
        "https://instagram.com.evil.example/p/1/",
        "https://user@www.instagram.com/p/1/",
        "https://www.instagram.com/p/1/\n",
        "javascript:alert(1)",
        "internal:Sheet1!A1",
        "https://www.instagram.com/" + "a" * 3000,
    ],
)
def test_other_addresses_are_no_links(address: str) -> None:
    cells = sample.media().rows[0].cells
    row = sample.row(*cells[:6], address, *cells[7:])
    sheet = open_report(sample.report(media=sample.media((row,))))["Media"]
    assert sheet["G2"].hyperlink is None
    assert sheet["G2"].value == address


def test_links_stop_where_a_sheet_can_hold_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 1)
    book = open_report(sample.report())
    assert book["Media"]["G2"].hyperlink is not None
    assert book["Media"]["G3"].hyperlink is None
    assert "1 link is shown as plain text because a sheet cannot hold more links." in column(book["Notes"], "C")


def test_rows_stop_where_a_sheet_can_hold_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_SHEET_ROWS", 1)
    book = open_report(sample.report(sample.kpis()))
    assert book["Media"].max_row == 2
    assert any(str(line).startswith("1 row is omitted") for line in column(book["Notes"], "C"))


def test_an_empty_table_keeps_its_head_and_table() -> None:
    book = open_report(sample.report(media=sample.media(())))
    assert book["Media"].tables["data_media"].ref == "A1:N2"
    assert book["Media"]["A1"].value == "Account"
    assert book["Media"]["A4"].value == "Nothing to show for this period."


def test_equal_labels_are_told_apart() -> None:
    section = replace(sample.table(), columns=(*sample.table().columns[:2], replace(sample.RATE, label="VIEWS")))
    sheet = open_report(sample.report(section))["By product type"]
    assert [cell.value for cell in sheet[1]] == ["Product type", "Views", "VIEWS 2", "Remarks"]


def test_rates_and_the_rank_are_coloured() -> None:
    sheet = open_report(sample.report())["By product type"]
    found = {str(one.sqref): one.rules[0].type for one in sheet.conditional_formatting}
    assert found == {"B2:B4": "dataBar", "C2:C4": "colorScale"}


def test_totals_stand_below_a_rule_outside_the_table() -> None:
    sheet = open_report(sample.report())["By product type"]
    assert sheet.tables["data_table_product_type"].ref == "A1:D4"
    assert (sheet["A5"].value, sheet["B5"].value) == ("All", 41_210)
    assert sheet["B5"].font.bold
    assert sheet["B5"].border.top.style == "thin"


def test_names_have_no_total() -> None:
    totals = sample.row(Cell(), 41_210, Cell(None, missing="no_media"))
    sheet = open_report(sample.report(replace(sample.table(), totals=totals)))["By product type"]
    assert [cell.value for cell in sheet[5]] == ["Total", 41_210, None, "Engagement rate: no posts"]
    unnamed = replace(sample.top(), totals=sample.row(Cell(), Cell(), 0.1))
    assert [cell.value for cell in open_report(sample.report(unnamed))["Top posts"][4]][:3] == ["Total", None, 0.1]

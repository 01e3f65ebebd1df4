from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from PIL import Image

from reporter.core.report import Alert, Cell, Column, Format, Report, Section, Theme
from reporter.renderers import render
from reporter.renderers.excel import sheets
from tests.support import tables_sample as sample


def opened(report: Report) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(render("excel", report, name="weekly.xlsx").data))


def parts(report: Report) -> dict[str, str]:
    with ZipFile(BytesIO(render("excel", report, name="weekly.xlsx").data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def column(sheet: Any, letter: str) -> list[object]:  # noqa: ANN401 - same
    return [cell.value for cell in sheet[letter]]


def test_sheets_stand_in_order_with_names_from_titles() -> None:
    assert opened(sample.report()).sheetnames == [
        "Summary",
        "Views by day",
        "Top posts",
        "By product type",
        "When it works",
        "Media",
        "Breakdowns",
        "Notes",
    ]


def test_names_do_not_follow_the_period() -> None:
    later = replace(sample.report().period, name="2026-W48", words="Mon 23 – Sun 29 Nov 2026")
    assert opened(sample.report()).sheetnames == opened(sample.report(period=later)).sheetnames


def test_no_sheet_holds_a_formula() -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=cmd|' /C calc'!A0", "\t=1", "=", "#REF!")
    rows = tuple(
        sample.row(one, one, one, one, datetime(2026, 11, 16, tzinfo=UTC), one, one, 1, 0.1, 1, 1.0) for one in hostile
    )
    report = sample.report(
        media=sample.media(rows),
        title="=1+1",
        highlights=hostile,
        alerts=(Alert("=1", "=2"),),
        theme=Theme(footer="&P"),
    )
    for name, xml in parts(report).items():
        assert not re.search(r"<f[ >/]", xml) or not name.startswith("xl/worksheets/"), name
    sheet = opened(report)["Media"]
    for index, written in enumerate(hostile, 2):
        assert sheet[f"F{index}"].value == written
        assert sheet[f"F{index}"].data_type == "s"
    assert [sheet[f"F{index}"].quotePrefix for index in (2, 3, 4, 5, 6)] == [True, True, True, True, False]


def test_media_values_are_numbers_times_and_text() -> None:
    sheet = opened(sample.report())["Media"]
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
    sheet = opened(sample.report())["Media"]
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
    sheet = opened(sample.report(media=sample.media((row,))))["Media"]
    assert sheet["G2"].hyperlink is None
    assert sheet["G2"].value == address


def test_links_stop_where_a_sheet_can_hold_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 1)
    book = opened(sample.report())
    assert book["Media"]["G2"].hyperlink is not None
    assert book["Media"]["G3"].hyperlink is None
    assert "1 link is shown as plain text because a sheet cannot hold more links." in column(book["Notes"], "C")


def test_rows_stop_where_a_sheet_can_hold_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_SHEET_ROWS", 1)
    book = opened(sample.report(sample.kpis()))
    assert book["Media"].max_row == 2
    assert any(str(line).startswith("1 row is omitted") for line in column(book["Notes"], "C"))


def test_an_empty_table_keeps_its_head_and_table() -> None:
    book = opened(sample.report(media=sample.media(())))
    assert book["Media"].tables["data_media"].ref == "A1:N2"
    assert book["Media"]["A1"].value == "Account"
    assert book["Media"]["A4"].value == "Nothing to show for this period."


def test_equal_labels_are_told_apart() -> None:
    section = replace(sample.table(), columns=(*sample.table().columns[:2], replace(sample.RATE, label="VIEWS")))
    sheet = opened(sample.report(section))["By product type"]
    assert [cell.value for cell in sheet[1]] == ["Product type", "Views", "VIEWS 2", "Remarks"]


def test_key_figures_have_names() -> None:
    book = opened(sample.report())
    named = {name: one.attr_text for name, one in book.defined_names.items()}
    values = {name: book["Summary"][where.partition("!")[2].replace("$", "")].value for name, where in named.items()}
    assert values["kpi_views"] == 41_210
    assert values["kpi_engagement_rate"] == 0.0525
    assert values["kpi_reels_skip_rate"] == "–"
    assert not book["Summary"].merged_cells.ranges


def test_a_trend_is_drawn_from_the_first_metric_that_has_numbers() -> None:
    reels = Column("ig_reels_avg_watch_time", "Watch time", Format.DURATION)  # of a week without reels
    views = sample.trend()
    assert views.chart is not None
    section = replace(
        views,
        columns=(views.columns[0], reels, views.columns[1]),
        rows=tuple(replace(one, cells=(one.cells[0], Cell(None), one.cells[1])) for one in views.rows),
        chart=replace(views.chart, y=(reels.name, "views")),
    )
    (chart,) = opened(sample.report(section))["Summary"]._charts
    assert [series.val.numRef.f for series in chart.series] == ["'Views by day'!$C$2:$C$8"]


def test_charts_take_their_numbers_from_the_sheets() -> None:
    book = opened(sample.report())
    charts = book["Summary"]._charts
    assert [chart.series[0].val.numRef.f for chart in charts] == [
        "'Views by day'!$B$2:$B$8",
        "'By product type'!$B$2:$B$4",
        "'Breakdowns'!$B$3:$B$5",
        "'Breakdowns'!$B$10:$B$12",
    ]
    assert [book["Breakdowns"][f"B{row}"].value for row in (3, 4, 5, 10)] == [800, 150, 50, 800]


def test_a_chart_has_a_gap_where_a_value_is_missing() -> None:
    sheet = opened(sample.report())["Views by day"]
    assert (sheet["B4"].value, sheet["C4"].value) == (None, "Views: no posts")


def test_rates_and_the_rank_are_coloured() -> None:
    sheet = opened(sample.report())["By product type"]
    found = {str(one.sqref): one.rules[0].type for one in sheet.conditional_formatting}
    assert found == {"B2:B4": "dataBar", "C2:C4": "colorScale"}


def test_totals_stand_below_a_rule_outside_the_table() -> None:
    sheet = opened(sample.report())["By product type"]
    assert sheet.tables["data_table_product_type"].ref == "A1:D4"
    assert (sheet["A5"].value, sheet["B5"].value) == ("All", 41_210)
    assert sheet["B5"].font.bold
    assert sheet["B5"].border.top.style == "thin"


def test_names_have_no_total() -> None:
    totals = sample.row(Cell(), 41_210, Cell(None, missing="no_media"))
    sheet = opened(sample.report(replace(sample.table(), totals=totals)))["By product type"]
    assert [cell.value for cell in sheet[5]] == ["Total", 41_210, None, "Engagement rate: no posts"]
    unnamed = replace(sample.top(), totals=sample.row(Cell(), Cell(), 0.1))
    assert [cell.value for cell in opened(sample.report(unnamed))["Top posts"][4]][:3] == ["Total", None, 0.1]


def test_a_heatmap_is_a_grid() -> None:
    sheet = opened(sample.report())["When it works"]
    values = [[cell.value for cell in line] for line in sheet["A1:C3"]]
    assert values == [["Weekday", "9", "18"], ["Mon", 0.02, 0.06], ["Tue", None, 0.04]]
    assert "Empty cells: no posts, or no value." in column(sheet, "A")


def test_names_of_the_api_are_words_and_media_have_both() -> None:
    coded = tuple(sample.row(*(("CAROUSEL_ALBUM", 1, 0.1)[place] for place in range(3))) for _ in range(2))
    columns = (replace(sample.table().columns[0], name="media_type"), *sample.table().columns[1:])
    book = opened(sample.report(replace(sample.table(), columns=columns, rows=coded), locale="de_DE"))
    assert column(book["By product type"], "A")[1:3] == ["Karussell", "Karussell"]
    media = {head.value: cell.value for head, cell in zip(book["Media"][1], book["Media"][2], strict=True)}
    assert (media["Product type"], media["Media type"]) == ("Reels", "Video")
    assert list(media.values())[-3:-1] == ["REELS", "VIDEO"]


def test_summary_prints_on_one_page_across_with_words_in_lines() -> None:
    label = "A key figure of a rather long name that would not end in its column"
    columns = (replace(sample.VIEWS, label=label), *sample.kpis().columns[1:])
    sheet = opened(sample.report(replace(sample.kpis(), columns=columns)))["Summary"]
    row = next(cell.row for cell in sheet["A"] if cell.value == label)
    assert sheet[f"A{row}"].alignment.wrap_text
    assert sheet.row_dimensions[row].height >= 30
    assert sheet.print_area.startswith("'Summary'!$A$1:$D$")


def test_the_logo_stands_above_the_title_with_words() -> None:
    made = BytesIO()
    Image.new("RGB", (960, 96), "navy").save(made, "PNG")
    report = sample.report(theme=Theme(logo=made.getvalue()))
    sheet = opened(report)["Summary"]
    assert sheet["A2"].value == "Weekly Instagram report"
    (logo,) = sheet._images
    assert (logo.anchor.ext.width // 9525, logo.anchor.ext.height // 9525) == (240, 24)
    assert 'descr="Logo"' in parts(report)["xl/drawings/drawing1.xml"]


def test_a_section_that_failed_says_so() -> None:
    failed = Section("top", "top", "Top", error="no such metric")
    sheet = opened(sample.report(failed))["Top"]
    assert "This section could not be created: no such metric" in column(sheet, "A")


@pytest.mark.parametrize(("brand", "ink"), [("#1f4e8c", "FFFFFF"), ("#ffee88", "16202C")])
def test_the_head_is_readable_on_any_brand(brand: str, ink: str) -> None:
    cell = opened(sample.report(theme=Theme(brand=brand)))["Media"]["A1"]
    assert cell.fill.fgColor.rgb == "00" + brand.lstrip("#").upper()
    assert cell.font.color.rgb == "00" + ink


def test_pages_are_set_up_for_print() -> None:
    book = opened(sample.report(title="Acme & Sons, 100 % &P", theme=Theme(footer="Acme")))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
    assert book["Media"].print_title_rows == "$1:$1"
    assert book["Media"].sheet_properties.pageSetUpPr.fitToPage
    footer = parts(sample.report(title="Acme & Sons"))["xl/worksheets/sheet1.xml"]
    assert (
        "<oddFooter>&amp;LAcme &amp;&amp; Sons&amp;CAcme &amp;&amp; Sons&amp;RPage &amp;P of &amp;N</oddFooter>"
        in footer
    )
    assert opened(sample.report(locale="en_US"))["Media"].page_setup.paperSize == 1


def test_properties_come_from_the_report() -> None:
    about = opened(sample.report()).properties
    assert about.title == "Weekly Instagram report"
    assert about.created.replace(tzinfo=UTC) == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_same_report_is_the_same_file_whenever_it_is_made() -> None:
    made = render("excel", sample.report(), name="weekly.xlsx").data
    assert render("excel", sample.report(), name="weekly.xlsx").data == made
    with ZipFile(BytesIO(made)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2026, 11, 23, 8, 0, 0)}
        assert b"2026-11-23T08:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), st.integers(-(2**53), 2**53))
def test_any_text_and_number_comes_back(written: str, number: int) -> None:
    cells = sample.media().rows[0].cells
    row = sample.row(*cells[:5], written, cells[6].value, number, *cells[8:])
    report = sample.report(sample.kpis(), title=written, media=sample.media((row,)), highlights=(written,))
    sheet = opened(report)["Media"]
    held = written.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert unescape(sheet["F2"].value) == unescape(held)
    assert sheet["H2"].value == number

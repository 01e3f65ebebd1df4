from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from reporter.core.report import Theme
from tests.support import compared_sample
from tests.support import tables_sample as sample
from tests.support.workbook_reader import colours, open_report, parts, values

REPORT = compared_sample.workbook()
WEEK = "Mon 9 – Sun 15 Nov 2026"


BOOK = open_report(REPORT)


def test_key_figures_have_names() -> None:
    book = open_report(sample.report())
    named = {name: one.attr_text for name, one in book.defined_names.items()}
    values = {name: book["Summary"][where.partition("!")[2].replace("$", "")].value for name, where in named.items()}
    assert values["kpi_views"] == 41_210
    assert values["kpi_engagement_rate"] == 0.0525
    assert values["kpi_reels_skip_rate"] == "–"
    assert not book["Summary"].merged_cells.ranges


def test_summary_prints_on_one_page_across_with_words_in_lines() -> None:
    label = "A key figure of a rather long name that would not end in its column"
    columns = (replace(sample.VIEWS, label=label), *sample.kpis().columns[1:])
    sheet = open_report(sample.report(replace(sample.kpis(), columns=columns)))["Summary"]
    row = next(cell.row for cell in sheet["A"] if cell.value == label)
    assert sheet[f"A{row}"].alignment.wrap_text
    assert sheet.row_dimensions[row].height >= 30
    assert sheet.print_area.startswith("'Summary'!$A$1:$D$")


def test_the_logo_stands_above_the_title_with_words() -> None:
    made = BytesIO()
    Image.new("RGB", (960, 96), "navy").save(made, "PNG")
    report = sample.report(theme=Theme(logo=made.getvalue()))
    sheet = open_report(report)["Summary"]
    assert sheet["A2"].value == "Weekly Instagram report"
    (logo,) = sheet._images
    assert (logo.anchor.ext.width // 9525, logo.anchor.ext.height // 9525) == (240, 24)
    assert 'descr="Logo"' in parts(report)["xl/drawings/drawing1.xml"]


def test_the_summary_says_what_is_compared_and_shows_earlier_and_change() -> None:
    sheet = BOOK["Summary"]
    column = [cell.value for cell in sheet["A"]]
    assert f"Compared with {WEEK}, previous period" in column
    top = column.index("Figure") + 1
    table = values(sheet, f"A{top}:F{top + 5}")
    assert table[0] == ["Figure", "Value", "Earlier", "Change", "Based on", "Remarks"]
    assert table[1] == ["Views", 41_210, 36_810, pytest.approx(0.1195, abs=1e-4), "14 posts", None]
    assert table[3][3] == pytest.approx(0.53), "of a share the points"
    assert table[5] == ["Skip rate", "–", 44.0, "–", "0 of 14 posts", "Instagram returned no value"]
    assert list(colours(sheet)) == [f"D{top + row}" for row in range(1, 6)]
    assert "ROUND(D16,2)>0" in colours(sheet)[f"D{top + 3}"][0][0].replace(f"D{top + 3}", "D16"), "of points"
    names = {name: one.attr_text for name, one in BOOK.defined_names.items()}
    assert names["kpi_views"] == f"'Summary'!$B${top + 1}"
    assert names["kpi_previous_views"] == f"'Summary'!$C${top + 1}"
    assert names["kpi_change_views"] == f"'Summary'!$D${top + 1}"
    assert names["kpi_points_engagement_rate"] == f"'Summary'!$D${top + 3}"


def test_the_summary_says_what_is_counted() -> None:
    sheet = open_report(replace(sample.report(), basis="gained"))["Summary"]
    assert "Basis: growth during the period" in [cell.value for cell in sheet["A"]]

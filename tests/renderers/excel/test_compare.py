"""The workbook of a compared report: columns beside their figures, the Compare sheet, grey series in the charts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.core.report import Cell, Section
from reporter.renderers.outputs import render
from tests.support import compared_sample
from tests.support import tables_sample as sample
from tests.support.workbook_reader import colours, open_report, values

REPORT = compared_sample.workbook()
WEEK = "Mon 9 – Sun 15 Nov 2026"


BOOK = open_report(REPORT)


def test_comparisons_follow_their_figure_as_columns() -> None:
    sheet = BOOK["By product type"]
    assert values(sheet, "A1:I1")[0] == [
        "Product type", "Views", "Views, earlier", "Views, change", "Engagement rate", "Engagement rate, earlier",
        "Engagement rate, change", "Engagement rate, points", "Remarks",
    ]  # fmt: skip
    row = [cell.value for cell in sheet[2]]
    assert row[1:3] == [30_000, 28_000]
    assert row[3] == pytest.approx(0.0714, abs=1e-4)
    assert row[7] == pytest.approx(0.4)
    assert [cell.number_format for cell in sheet[2]][3] == '"▲ "+0.0%;"▼ "-0.0%;0.0%'
    assert [cell.number_format for cell in sheet[2]][7] == '"▲ "+0.0" pp";"▼ "-0.0" pp";0.0" pp"'


def test_a_missing_change_is_an_empty_cell_and_its_reason_is_told_once() -> None:
    story = [cell.value for cell in BOOK["By product type"][4]]
    assert story[2:] == [
        None, None, None, None, None, None,
        ("Views (earlier), Engagement rate (earlier): no posts; "
         "Engagement rate: too few viewers for Instagram to report a value"),
    ]  # fmt: skip
    tap_back = [cell.value for cell in BOOK["Breakdowns"][5]]
    assert tap_back[1:4] == [50, 12, None]
    assert tap_back[-1] == "Times (change): the earlier value is below 30, too low for a meaningful percentage"


def test_changes_are_blue_and_orange_and_dashes_are_neither() -> None:
    assert colours(BOOK["By product type"]) == {
        f"{letter}2:{letter}5": [
            (f"AND(ISNUMBER({letter}2),ROUND({letter}2,{places})>0)", "001A5FB4"),
            (f"AND(ISNUMBER({letter}2),ROUND({letter}2,{places})<0)", "00A84300"),
        ]
        for letter, places in {"D": 3, "G": 3, "H": 2}.items()
    }
    others = {
        str(one.sqref): one.rules[0].type
        for one in BOOK["By product type"].conditional_formatting
        if one.rules[0].type != "expression"
    }
    assert others == {"B2:B4": "dataBar", "E2:E4": "colorScale"}, "the earlier share has no scale of its own"
    assert colours(open_report(sample.report())["By product type"]) == {}


def test_the_compare_sheet_has_one_row_a_key_figure() -> None:
    assert BOOK.sheetnames[-3:] == ["Breakdowns", "Compare", "Notes"]
    sheet = BOOK["Compare"]
    assert values(sheet, "A1:F1")[0] == [
        "Metric", "This period", "Earlier", "Change", "Points", "Remarks",
    ]  # fmt: skip
    assert [line for (line,) in values(sheet, "A8:A9")] == [
        "This period: Mon 16 – Sun 22 Nov 2026", f"Earlier: {WEEK}",
    ]  # fmt: skip
    rows = values(sheet, "A2:F6")
    assert rows[0] == ["Views", 41_210, 36_810, pytest.approx(0.1195, abs=1e-4), None, None]
    assert rows[2][:5] == ["Engagement rate", 0.0525, 0.0472, pytest.approx(0.1123, abs=1e-4), pytest.approx(0.53)]
    assert rows[4] == ["Skip rate", "–", 44.0, "–", "–", "Skip rate: Instagram returned no value"]
    assert [sheet[f"{letter}4"].number_format for letter in "BCDE"] == [
        "0.0%", "0.0%", '"▲ "+0%;"▼ "-0%;0%', '"▲ "+0.0" pp";"▼ "-0.0" pp";0.0" pp"',
    ]  # fmt: skip
    assert list(colours(sheet)) == ["D2:D6", "E2:E6"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:F6", "B2")


def test_all_sections_of_key_figures_are_compared_each_figure_once() -> None:
    first, *others = REPORT.sections
    saved = replace(first, name="kpis-2", columns=first.columns[:3], rows=(replace(first.rows[0], cells=(
        Cell(10), Cell(5), Cell(None, "small_base"))),))  # fmt: skip
    sheet = open_report(replace(REPORT, sections=(first, first, saved, *others)))["Compare"]
    assert [cell.value for cell in sheet["A"]][1:7] == [
        "Views", "Reach (sum of post reach)", "Engagement rate", "Average watch time", "Skip rate", "Views",
    ]  # fmt: skip
    assert sheet["F7"].value == "Views (change): the earlier value is below 30, too low for a meaningful percentage"


def test_without_key_figures_the_totals_of_all_media_are_compared() -> None:
    plain = sample.media()
    totals = sample.row(*([Cell()] * 7), 39_000, 0.07, 8_450, 41.5)
    media = compared_sample.compared(replace(plain, totals=totals), views=[20_000, None, 30_000])
    sheet = open_report(replace(REPORT, sections=(), media=media))["Compare"]
    assert values(sheet, "A2:D2")[0] == ["Views", 39_000, 30_000, pytest.approx(0.3)]
    nothing = open_report(replace(REPORT, sections=(sample.kpis(),), media=plain))["Compare"]
    assert str(nothing["A5"].value).startswith("This report has no overall figures to compare")


def test_a_report_without_comparison_has_no_such_sheet_and_the_name_stays_free_for_none() -> None:
    assert "Compare" not in open_report(sample.report()).sheetnames
    titled = replace(sample.table(), title="Compare")
    assert "Compare 2" in open_report(sample.report(titled)).sheetnames, "names are stable from week to week"


def test_a_single_row_is_coloured_too() -> None:
    rows = sample.table().rows[:1]
    one = compared_sample.compared(replace(sample.table(), rows=rows, totals=None), views=[28_000])
    assert list(colours(open_report(sample.report(one))["By product type"])) == ["D2"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "json"])
def test_other_outputs_bear_a_comparison(kind: str) -> None:
    data = render(kind, REPORT, name="x").data
    assert b"previous_views" in data
    assert b"change_views" in data


def test_a_section_without_rows_bears_a_comparison() -> None:
    empty = Section("kpis", "kpis", "Key figures", columns=REPORT.sections[0].columns)
    assert open_report(replace(REPORT, sections=(empty,)))["Compare"]["A1"].value == "Metric"

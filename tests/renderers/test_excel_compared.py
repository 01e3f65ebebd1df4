"""The workbook of a compared report: columns beside their figures, the Compare sheet, grey series in the charts."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from reporter.core.report import Cell, Chart, ChartKind, Report, Row, Section
from reporter.renderers import render
from reporter.renderers.excel.cell_values import remarks
from tests.support import compared_sample
from tests.support import tables_sample as sample

REPORT = compared_sample.workbook()
WEEK = "Mon 9 – Sun 15 Nov 2026"


def opened(report: Report) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(BytesIO(render("excel", report, name="weekly.xlsx").data))


BOOK = opened(REPORT)


def values(sheet: Any, area: str) -> list[list[object]]:  # noqa: ANN401 - same
    return [[cell.value for cell in line] for line in sheet[area]]


def colours(sheet: Any) -> dict[str, list[tuple[str, str]]]:  # noqa: ANN401 - same
    """Return the rules that colour changes: area -> formula and colour."""
    return {
        str(one.sqref): [(rule.formula[0], rule.dxf.font.color.rgb) for rule in one.rules]
        for one in sheet.conditional_formatting
        if one.rules[0].type == "expression"
    }


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
    assert colours(opened(sample.report())["By product type"]) == {}


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
    sheet = opened(replace(sample.report(), basis="gained"))["Summary"]
    assert "Basis: growth during the period" in [cell.value for cell in sheet["A"]]


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
    sheet = opened(replace(REPORT, sections=(first, first, saved, *others)))["Compare"]
    assert [cell.value for cell in sheet["A"]][1:7] == [
        "Views", "Reach (sum of post reach)", "Engagement rate", "Average watch time", "Skip rate", "Views",
    ]  # fmt: skip
    assert sheet["F7"].value == "Views (change): the earlier value is below 30, too low for a meaningful percentage"


def test_without_key_figures_the_totals_of_all_media_are_compared() -> None:
    plain = sample.media()
    totals = sample.row(*([Cell()] * 7), 39_000, 0.07, 8_450, 41.5)
    media = compared_sample.compared(replace(plain, totals=totals), views=[20_000, None, 30_000])
    sheet = opened(replace(REPORT, sections=(), media=media))["Compare"]
    assert values(sheet, "A2:D2")[0] == ["Views", 39_000, 30_000, pytest.approx(0.3)]
    nothing = opened(replace(REPORT, sections=(sample.kpis(),), media=plain))["Compare"]
    assert str(nothing["A5"].value).startswith("This report has no overall figures to compare")


def test_a_report_without_comparison_has_no_such_sheet_and_the_name_stays_free_for_none() -> None:
    assert "Compare" not in opened(sample.report()).sheetnames
    titled = replace(sample.table(), title="Compare")
    assert "Compare 2" in opened(sample.report(titled)).sheetnames, "names are stable from week to week"


def test_charts_draw_the_earlier_series_in_grey_before_their_own() -> None:
    charts = BOOK["Summary"]._charts
    assert [[one.val.numRef.f for one in chart.series] for chart in charts] == [
        ["'Views by day'!$C$2:$C$8", "'Views by day'!$B$2:$B$8"],
        ["'By product type'!$C$2:$C$4", "'By product type'!$B$2:$B$4"],
        ["'Breakdowns'!$C$3:$C$5", "'Breakdowns'!$B$3:$B$5"],
    ]
    line, bars, _ = charts
    assert line.series[0].graphicalProperties.line.solidFill.srgbClr == "8A95A1"
    assert line.series[0].graphicalProperties.line.width < line.series[1].graphicalProperties.line.width
    assert bars.series[0].graphicalProperties.solidFill.srgbClr == "8A95A1"
    assert bars.legend is not None
    assert opened(sample.report())["Summary"]._charts[1].legend is None


def test_a_stacked_chart_has_no_earlier_series() -> None:
    section = compared_sample.compared(sample.table(), views=[1, 2, 3, 6])
    stacked = Chart(ChartKind.STACKED, "product_type", ("views",), previous=("previous_views",))
    (chart,) = opened(sample.report(replace(section, chart=stacked)))["Summary"]._charts
    assert len(chart.series) == 1


def test_earlier_series_are_told_apart_and_axes_have_few_ticks() -> None:
    names = ("views", "reach", "old_views", "old_reach")
    columns = (sample.trend().columns[0], *(replace(sample.VIEWS, name=name, label=name) for name in names))
    rows = tuple(sample.row(one.cells[0], 900_000, 40, 1_750_000, 30) for one in sample.trend().rows)
    chart = Chart(ChartKind.LINE, "day", ("views", "reach"), previous=("old_views", "old_reach"))
    section = replace(sample.trend(), columns=columns, rows=rows, chart=chart)
    (drawn,) = opened(sample.report(section))["Summary"]._charts
    assert [one.graphicalProperties.line.prstDash for one in drawn.series] == ["solid", "sysDash", "solid", "solid"]
    assert drawn.y_axis.majorUnit == 500_000
    assert drawn.x_axis.tickLblSkip == 2  # of seven days


def test_a_chart_has_a_gap_where_an_earlier_value_is_missing() -> None:
    sheet = BOOK["Views by day"]
    assert [cell.value for cell in sheet["C"]][4:6] == [None, 9_000]
    assert sheet["D5"].value == "Views (earlier): no posts"


def test_a_heatmap_is_a_grid_of_this_period() -> None:
    plain = opened(sample.report())["When it works"]
    assert values(BOOK["When it works"], "A1:C3") == values(plain, "A1:C3")


def test_a_single_row_is_coloured_too() -> None:
    rows = sample.table().rows[:1]
    one = compared_sample.compared(replace(sample.table(), rows=rows, totals=None), views=[28_000])
    assert list(colours(opened(sample.report(one))["By product type"])) == ["D2"]


def test_the_notes_say_what_a_change_is() -> None:
    assert any(WEEK in str(cell.value) and "Points (pp)" in str(cell.value) for cell in BOOK["Notes"]["C"])


def test_remarks_tell_the_reason_of_a_figure_and_not_again_of_its_change() -> None:
    section = compared_sample.compared(sample.kpis(), views=[20], engagement_rate=[None])
    first, *_ = section.rows
    told = remarks(section.columns, Row((*first.cells[:3], Cell(1), *first.cells[4:])))
    assert told == (
        "Provisional; Engagement rate: 12 of 14 posts; Average watch time: too few posts to draw conclusions; "
        "Views (change): the earlier value is below 30, too low for a meaningful percentage; "
        "Engagement rate (earlier): no posts; Skip rate: Instagram returned no value"
    )


@pytest.mark.parametrize("kind", ["csv", "parquet", "json"])
def test_other_outputs_bear_a_comparison(kind: str) -> None:
    data = render(kind, REPORT, name="x").data
    assert b"previous_views" in data
    assert b"change_views" in data


def test_a_section_without_rows_bears_a_comparison() -> None:
    empty = Section("kpis", "kpis", "Key figures", columns=REPORT.sections[0].columns)
    assert opened(replace(REPORT, sections=(empty,)))["Compare"]["A1"].value == "Metric"

from __future__ import annotations

from dataclasses import replace

from reporter.core.report import Cell, Chart, ChartKind, Column, Format
from tests.support import compared_sample
from tests.support import tables_sample as sample
from tests.support.workbook_reader import open_report

REPORT = compared_sample.workbook()


BOOK = open_report(REPORT)


def test_a_trend_is_drawn_from_the_first_metric_that_has_numbers() -> None:
    reels = Column("ig_reels_avg_watch_time", "Watch time", Format.DURATION)  # of a week without reels
    views = sample.trend()
    assert views.chart is not None
    section = replace(
        views,
        columns=(views.columns[0], reels, views.columns[1]),
        rows=tuple(replace(row, cells=(row.cells[0], Cell(None), row.cells[1])) for row in views.rows),
        chart=replace(views.chart, y=(reels.name, "views")),
    )
    (chart,) = open_report(sample.report(section))["Summary"]._charts
    assert [series.val.numRef.f for series in chart.series] == ["'Views by day'!$C$2:$C$8"]


def test_charts_take_their_numbers_from_the_sheets() -> None:
    book = open_report(sample.report())
    charts = book["Summary"]._charts
    assert [chart.series[0].val.numRef.f for chart in charts] == [
        "'Views by day'!$B$2:$B$8",
        "'By product type'!$B$2:$B$4",
        "'Breakdowns'!$B$3:$B$5",
        "'Breakdowns'!$B$10:$B$12",
    ]
    assert [book["Breakdowns"][f"B{row}"].value for row in (3, 4, 5, 10)] == [800, 150, 50, 800]


def test_a_chart_has_a_gap_where_a_value_is_missing() -> None:
    sheet = open_report(sample.report())["Views by day"]
    assert (sheet["B4"].value, sheet["C4"].value) == (None, "Views: no posts")


def test_charts_draw_the_earlier_series_in_grey_before_their_own() -> None:
    charts = BOOK["Summary"]._charts
    assert [[entry.val.numRef.f for entry in chart.series] for chart in charts] == [
        ["'Views by day'!$C$2:$C$8", "'Views by day'!$B$2:$B$8"],
        ["'By product type'!$C$2:$C$4", "'By product type'!$B$2:$B$4"],
        ["'Breakdowns'!$C$3:$C$5", "'Breakdowns'!$B$3:$B$5"],
    ]
    line, bars, _ = charts
    assert line.series[0].graphicalProperties.line.solidFill.srgbClr == "8A95A1"
    assert line.series[0].graphicalProperties.line.width < line.series[1].graphicalProperties.line.width
    assert bars.series[0].graphicalProperties.solidFill.srgbClr == "8A95A1"
    assert bars.legend is not None
    assert open_report(sample.report())["Summary"]._charts[1].legend is None


def test_a_stacked_chart_has_no_earlier_series() -> None:
    section = compared_sample.compared(sample.table(), views=[1, 2, 3, 6])
    stacked = Chart(ChartKind.STACKED, "product_type", ("views",), previous=("previous_views",))
    (chart,) = open_report(sample.report(replace(section, chart=stacked)))["Summary"]._charts
    assert len(chart.series) == 1


def test_earlier_series_are_told_apart_and_axes_have_few_ticks() -> None:
    names = ("views", "reach", "old_views", "old_reach")
    columns = (sample.trend().columns[0], *(replace(sample.VIEWS, name=name, label=name) for name in names))
    rows = tuple(sample.row(row.cells[0], 900_000, 40, 1_750_000, 30) for row in sample.trend().rows)
    chart = Chart(ChartKind.LINE, "day", ("views", "reach"), previous=("old_views", "old_reach"))
    section = replace(sample.trend(), columns=columns, rows=rows, chart=chart)
    (drawn,) = open_report(sample.report(section))["Summary"]._charts
    assert [entry.graphicalProperties.line.prstDash for entry in drawn.series] == ["solid", "sysDash", "solid", "solid"]
    assert drawn.y_axis.majorUnit == 500_000
    assert drawn.x_axis.tickLblSkip == 2  # of seven days


def test_a_chart_has_a_gap_where_an_earlier_value_is_missing() -> None:
    sheet = BOOK["Views by day"]
    assert [cell.value for cell in sheet["C"]][4:6] == [None, 9_000]
    assert sheet["D5"].value == "Views (earlier): no posts"

from __future__ import annotations

from dataclasses import replace

from reporter.core.report import Cell, Mark
from reporter.renderers.charts import draw as charts
from tests.support import html_sample
from tests.support.chart_samples import chart_of, draw_section, near
from tests.support.drawing import PAPER

REPORT = html_sample.sample()


def test_lines_break_at_gaps_and_hollow_points_are_provisional() -> None:
    views = charts.legend(html_sample.trend(), REPORT).series[0]
    seen = draw_section(html_sample.trend())
    lines = [line.values for line in seen.lines if line.colour == views.colour]
    assert lines == [near(31_000, 42_500), near(38_000, 61_200, 55_000, 84_645)]
    points = [point for point in seen.points if point.colour == views.colour]
    assert {point.shape for point in points} == {views.shape}
    assert [point.value for point in points if not point.hollow] == near(31_000, 42_500, 38_000, 61_200)
    assert [point.value for point in points if point.hollow] == near(55_000, 84_645)


def test_no_line_crosses_the_day_on_which_a_metric_changed_its_meaning() -> None:
    trend = html_sample.trend()
    views = charts.legend(trend, REPORT).series[0]
    changed = Mark(html_sample.DAYS[4], "counted anew", "break")
    seen = draw_section(replace(trend, chart=replace(chart_of(trend), marks=(changed,))))
    lines = [line.values for line in seen.lines if line.colour == views.colour]
    assert lines == [near(31_000, 42_500), near(61_200, 55_000, 84_645)]
    assert near(38_000) in [[point.value] for point in seen.points]


def test_what_is_part_of_a_stretch_is_hollow_and_reached_by_dots_only() -> None:
    trend = html_sample.trend()
    part = Mark(html_sample.DAYS[0], "only 3 days in this period", "part")
    partial = replace(trend, chart=replace(chart_of(trend), marks=(part,)))
    seen = draw_section(partial)
    dotted = [line for line in seen.lines if line.dash == "1.5 3.5"]
    assert dotted[0].values == near(31_000, 42_500)
    assert [point.value for point in seen.points if point.hollow][:1] == near(31_000)
    assert charts.legend(partial, REPORT).parts == (part,)
    assert charts.legend(partial, REPORT).marks == ()


def test_names_at_the_ends_of_lines_lie_on_no_other_and_inside_the_plot() -> None:
    trend = html_sample.trend()
    rows = tuple(replace(row, cells=(*row.cells[:2], Cell(99_000), Cell(99_500))) for row in trend.rows)
    for value in (99_000, 500):
        flat = tuple(replace(row, cells=(*row.cells[:2], Cell(value), Cell(value + 400))) for row in rows)
        section = replace(trend, rows=flat, chart=replace(chart_of(trend), marks=()))
        heights = [
            float(text.attrib["y"]) for text in draw_section(section).elements("text") if "font-weight" in text.attrib
        ]
        assert len(heights) == 2
        assert abs(heights[0] - heights[1]) >= 15
        assert 0 <= min(heights) <= max(heights) <= 270


def test_names_of_lines_that_end_early_have_a_halo_and_cross_no_line() -> None:
    trend = html_sample.trend()
    rows = (*trend.rows[:4], *(replace(row, cells=(*row.cells[:3], Cell(None, "failed"))) for row in trend.rows[4:]))
    seen = draw_section(replace(trend, rows=rows))
    (name,) = [text for text in seen.elements("text") if text.attrib.get("paint-order") == "stroke"]
    assert (name.text, name.attrib["stroke"], name.attrib["text-anchor"]) == ("Sum of post reach", PAPER, "end")
    corners = [line.attrib["points"].split() for line in seen.elements("polyline")]
    heights = [float(corner.split(",")[1]) for points in corners for corner in points]
    assert min(abs(height - float(name.attrib["y"])) for height in heights) >= 8

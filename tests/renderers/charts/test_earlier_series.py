from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.core.report import Cell, Section
from reporter.renderers.charts import draw as charts
from tests.support import compared_sample, html_sample
from tests.support.drawing import Drawing

REPORT = compared_sample.page()
EARLIER = "var(--earlier, #8a95a1)"


def chart(name: str) -> Drawing:
    (found,) = [section for section in REPORT.sections if section.name == name]
    return Drawing(charts.svg(found, REPORT))


def _without_previous(found: Section) -> Section:
    """Return the section with every earlier figure missing."""
    lost = [place for place, column in enumerate(found.columns) if column.name.startswith("previous_")]
    rows = tuple(
        replace(
            row,
            cells=tuple(Cell(None, "no_media") if at in lost else cell for at, cell in enumerate(row.cells)),
        )
        for row in found.rows
    )
    return replace(found, rows=rows)


def test_a_trend_has_the_earlier_line_behind_its_own_and_in_its_scale() -> None:
    seen = chart("trend-alone")
    assert [line.width for line in seen.lines] == [1.5, 2.5, 2.5]
    assert seen.lines[0].values[-1] == pytest.approx(91_000, rel=1e-3)
    assert seen.lines[0].colour == EARLIER
    assert sorted(seen.names) == ["Views", "earlier"]
    high = compared_sample.compared(html_sample.trend(), views=[500_000, *[1] * 7])
    assert "600K" in charts.svg(high, REPORT)


def test_lines_of_several_figures_are_told_apart() -> None:
    words = set(chart("trend-views-by-day").texts)
    assert {"Views", "Views, earlier", "Sum of post reach", "Sum of post reach, earlier"} <= words
    (trend,) = [section for section in REPORT.sections if section.name == "trend-views-by-day"]
    legend = charts.legend(trend, REPORT)
    names = ["Views", "Sum of post reach", "Views, earlier", "Sum of post reach, earlier"]
    assert [entry.name for entry in legend.series] == names
    dashes = {entry.name: entry.dash for entry in legend.series}
    assert dashes["Views"] != dashes["Sum of post reach"], "told apart without colours"
    assert [dashes[f"{name}, earlier"] for name in names[:2]] == [dashes[name] for name in names[:2]]


@pytest.mark.parametrize(
    ("name", "ghosts", "names"),
    [("table-by-weekday", 6, ["Views", "9–15 Nov"]), ("breakdown-navigation", 4, ["9–15 Nov"])],
)
def test_bars_have_ghosts_of_the_earlier_period(name: str, ghosts: int, names: list[str]) -> None:
    filled = [bar.attrib["fill"] for bar in chart(name).elements("rect")]
    assert filled.count(EARLIER) == ghosts
    (found,) = [section for section in REPORT.sections if section.name == name]
    legend = charts.legend(found, REPORT)
    assert [entry.name for entry in legend.series] == names
    assert legend.series[-1].colour == EARLIER


def test_nothing_is_drawn_of_the_earlier_period_alone() -> None:
    (found,) = [section for section in REPORT.sections if section.name == "trend-alone"]
    rows = tuple(replace(row, cells=(*row.cells[:2], Cell(None, "no_media"), *row.cells[3:])) for row in found.rows)
    assert charts.svg(replace(found, rows=rows), REPORT) == ""


@pytest.mark.parametrize("name", ["trend-views-by-day", "table-by-weekday", "breakdown-navigation"])
def test_a_comparison_of_nothing_draws_nothing(name: str) -> None:
    (plain,) = [section for section in html_sample.sample().sections if section.name == name]
    (found,) = [section for section in REPORT.sections if section.name == name]
    lost = _without_previous(found)
    assert charts.svg(lost, REPORT) == charts.svg(plain, html_sample.sample())

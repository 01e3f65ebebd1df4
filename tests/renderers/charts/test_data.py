from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.core.report import Cell, ChartKind, Section
from reporter.renderers.charts import draw as charts
from reporter.renderers.charts.draw import Legend
from reporter.renderers.charts.svg import text_width
from tests.support import html_sample
from tests.support.chart_samples import bars, draw_section

REPORT = html_sample.sample()


def test_only_dates_are_hollow() -> None:
    assert charts.hollow(html_sample.trend(), REPORT)
    assert not charts.hollow(html_sample.by_weekday(), REPORT), "nearly every weekday has young media in it"


def test_metrics_of_different_formats_or_sizes_have_axes_of_their_own() -> None:
    trend = html_sample.trend()
    rows = tuple(replace(row, cells=(*row.cells[:3], Cell(0.01 * place))) for place, row in enumerate(trend.rows))
    columns = (*trend.columns[:3], replace(html_sample.RATE, name="reach"))
    seen = draw_section(replace(trend, rows=rows, columns=columns))
    titles = [text.text for text in seen.elements("text") if text.attrib.get("font-size") == "13"]
    assert titles == ["Views", "Engagement rate"]
    assert {"100K", "6.0%", "0.0%"} <= set(seen.texts)
    first, second = [plot.attrib["transform"].partition(",")[0] for plot in seen.elements("g")[1:]]
    assert first == second, "they stand below each other"
    assert float(first.removeprefix("translate(")) >= text_width("100K") + 8


@pytest.mark.parametrize(
    "section",
    [
        html_sample.words(),
        html_sample.heatmap(),
        bars(ChartKind.BARS, ("a",), None),
        replace(html_sample.trend(), rows=()),
    ],
)
def test_nothing_is_drawn_of_nothing(section: Section) -> None:
    assert charts.svg(section, REPORT) == ""
    assert charts.png(section, REPORT) == b""
    assert charts.legend(section, REPORT) == Legend()

from __future__ import annotations

from dataclasses import replace

from reporter.core.contrast import DEFAULT_BRAND, brand_of
from reporter.core.report import ChartKind
from reporter.renderers.charts import draw as charts
from tests.support import html_sample
from tests.support.chart_samples import bars, chart_of

REPORT = html_sample.sample()


def test_a_metric_has_one_colour_in_the_whole_report_and_others_have_others() -> None:
    trend = html_sample.trend()
    alone = replace(trend, name="alone", chart=replace(chart_of(trend), y=("reach",)))
    report = replace(REPORT, sections=(trend, alone))
    together = {entry.name: entry.colour for entry in charts.legend(trend, report).series}
    assert len(set(together.values())) == 2
    assert together["Sum of post reach"] in charts.svg(alone, report)
    assert together["Views"] not in charts.svg(alone, report)


def test_product_types_have_their_own_colours_and_others_the_brand() -> None:
    kinds = charts.svg(bars(ChartKind.BARS, ("FEED", "REELS", "STORY"), 1, 2, 3), REPORT)
    assert all(f"var(--{name}, " in kinds for name in ("feed", "reels", "story"))
    others = charts.svg(bars(ChartKind.BARS, ("a", "b"), 1, 2), REPORT)
    assert "var(--brand, #1f4e8c)" in others


def test_a_brand_that_is_no_colour_is_not_used() -> None:
    assert brand_of("red} body{background:url(//evil.example)}") == DEFAULT_BRAND

"""The section trend: a row for each hour, day, week or month of the period."""

from __future__ import annotations

from datetime import date

from reporter.core.report import ChartKind, Mark
from reporter.spec.model import Annotation
from tests.support.analysis_makers import cells, column, on, section


def test_a_trend_has_every_day_and_no_zeros_for_unknown() -> None:
    shown = section(
        [on(16, views=5), on(18, views=7), on(18, 15, views="failed")], {"kind": "trend", "metrics": ("views",)}
    )
    assert [one.name for one in shown.columns] == ["day", "media", "views"]
    assert column(shown, "day") == [date(2026, 11, day) for day in range(16, 23)]
    assert column(shown, "media") == [1, 0, 2, 0, 0, 0, 0]
    assert column(shown, "views") == [5, None, 7, None, None, None, None]
    assert cells(shown, "views")[1].missing == "no_media"
    assert (cells(shown, "views")[2].n, cells(shown, "views")[2].of) == (1, 2)
    assert (shown.name, shown.title) == ("trend-views-by-day", "Views by day")
    assert shown.chart is not None
    assert (shown.chart.kind, shown.chart.x, shown.chart.y) == (ChartKind.LINE, "day", ("views",))
    assert shown.chart.alt == "Views: highest 7 (18 Nov 2026), lowest 5 (16 Nov 2026)."


def test_a_trend_draws_every_metric_that_its_author_lists() -> None:
    rate = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent", "label": "Engagement"}}
    metrics = ("views", "engagement_rate")
    shown = section([on(16, views=5)], {"kind": "trend", "metrics": metrics}, calculated=rate)
    assert shown.chart is not None
    assert (shown.chart.y, shown.chart.subtitle) == (metrics, "Number and percent, by day of publication")
    assert shown.title == "Views and engagement by day"


def test_trends_carry_annotations_and_breaks() -> None:
    notes = (
        Annotation(date=date(2026, 11, 17), text="boosted post"),
        Annotation(date=date(2026, 11, 18), text="elsewhere", accounts=("other",)),
        Annotation(date=date(2026, 12, 1), text="later"),
    )
    trend = {"kind": "trend", "metrics": ("views",)}
    shown = section([], trend, annotations=notes)
    assert shown.chart is not None
    assert shown.chart.marks == (Mark(date(2026, 11, 17), "boosted post"),)
    old = section([], trend | {"by": "week"}, period={"from": "2025-04-14", "to": "2025-04-27"})
    assert old.chart is not None
    assert old.chart.marks == (Mark(date(2025, 4, 21), "views replaced impressions and plays", "break"),)

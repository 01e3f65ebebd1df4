"""The sections of a report whose spec names none."""

from __future__ import annotations

import pytest

from tests.support.analysis_makers import item, reel, report


def test_default_sections_follow_the_spec_and_the_data() -> None:
    snapshots = [item(1, views=1), reel(2, views=2), item(3, account="acme_de", views=3)]
    computed = report(
        snapshots,
        accounts=("acme", "acme_de"),
        labels={"pillar": {"Deal": {"caption": {"contains": "deal"}}}},
        metrics=("views", "navigation"),
        breakdowns={"navigation": "story_navigation_action_type"},
    )
    assert [section.name for section in computed.sections] == [
        "kpis", "trend-views-by-day", "top-by-views", "table-by-account", "table-by-product-type", "table-by-pillar",
        "breakdown-navigation", "media",
    ]  # fmt: skip
    assert [section.name for section in report([item(1, views=1)]).sections] == [
        "kpis",
        "trend-views-by-day",
        "top-by-views",
        "media",
    ]


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("yesterday", "trend-views-by-hour"),
        ("last_month", "trend-views-by-day"),
        ("last_quarter", "trend-views-by-week"),
        ("last_year", "trend-views-by-month"),
    ],
)
def test_the_default_trend_fits_the_period(period: str, name: str) -> None:
    assert report([], period=period).sections[1].name == name

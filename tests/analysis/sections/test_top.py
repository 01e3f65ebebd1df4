"""The section top: the media items with the highest or lowest values of a metric."""

from __future__ import annotations

from tests.support.analysis_makers import column, item, section

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent", "label": "Engagement rate"}}


def test_top_ranks_what_has_the_metric_and_says_what_has_not() -> None:
    snapshots = [
        item(1, total_interactions=5, reach=100),  # 5 %
        item(2, total_interactions=9, reach=100, thumbnail=b"png"),  # 9 %
        item(3, total_interactions=9, reach="not_enough_viewers"),
        item(4, total_interactions=5, reach=100),  # 5 %, later than the first
    ]
    top = {"kind": "top", "by": "engagement_rate", "limit": 3, "metrics": ("reach",)}
    shown = section(snapshots, top, calculated=RATE, metrics=("reach",))
    assert [one[-1] for one in column(shown, "media_id")] == ["2", "1", "4"]
    assert [one.name for one in shown.columns][-2:] == ["engagement_rate", "reach"]
    assert [one.name for one in shown.columns][:7] == [
        "account", "media_id", "product_type", "media_type", "published", "caption", "permalink",
    ]  # fmt: skip
    assert shown.notes == ("1 of 4 posts has no value for engagement rate and is not ranked.",)
    assert shown.rows[0].thumbnail == b"png"
    assert (shown.title, shown.rank) == ("Top 3 by engagement rate", "engagement_rate")
    lowest = section(snapshots, top | {"order": "lowest"}, calculated=RATE, metrics=("reach",))
    assert [one[-1] for one in column(lowest, "media_id")] == ["1", "4", "2"]
    assert (lowest.name, lowest.title) == ("lowest-by-engagement-rate", "Lowest 3 by engagement rate")

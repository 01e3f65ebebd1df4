"""The values of media items as columns, and their breakdowns as rows."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from reporter.core.observations import Missing, Observed, Reason
from tests.support.analysis_makers import NOW, item
from tests.support.datasets import build


def test_measures_are_numbers_or_reasons() -> None:
    failed = Missing(Reason.FAILED, "the answer was cut off")
    data = build(
        [item(1, views=7), item(2, views=failed), item(3, product_type="STORY"), item(4)], metrics=("views", "saved")
    )
    assert data.media["views"].to_list() == [7, None, None, None]
    assert data.media["views"].dtype == pl.Int64
    assert data.media["views:reason"].to_list() == [None, "failed", "not_collected", "not_collected"]
    assert data.media["saved:reason"].to_list() == ["not_collected", "not_collected", "not_supported", "not_collected"]
    assert list(data.details.values()) == ["the answer was cut off"]


def test_h13_provisional_is_younger_than_48_hours() -> None:
    edge = NOW - timedelta(hours=48)
    data = build(
        [
            item(1, published=edge, views=1),
            item(2, published=edge + timedelta(seconds=1), views=1),
            item(3, published=edge + timedelta(hours=9)),
        ]
    )
    assert data.media["provisional"].to_list() == [False, True, False]  # without a number there is nothing to settle


def test_breakdowns_are_long_and_spelled_as_in_the_catalog() -> None:
    split = Observed(7, {"tap_forward": 4, "TAP_FORWARD": 1, "swipe_forward": 2})
    data = build(
        [item(1, product_type="STORY", navigation=split)],
        metrics=("navigation",),
        breakdowns={"navigation": "story_navigation_action_type"},
    )
    assert data.breakdowns.select("metric", "value", "number").rows() == [
        ("navigation", "TAP_FORWARD", 5.0),
        ("navigation", "SWIPE_FORWARD", 2.0),
    ]

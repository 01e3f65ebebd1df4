"""The values of metrics: how they grow, and how they relate to each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.models import ProductType, Unit
from reporter.sandbox.metric_values import metric_value
from reporter.sandbox.world import ACCOUNTS
from tests.support.sandbox_client import NOW
from tests.support.sandbox_media import newest, since

ALIASES = [account.alias for account in ACCOUNTS]
LUMEN = ACCOUNTS[0]


@pytest.mark.parametrize("product_type", ProductType)
def test_measures_begin_at_zero_and_grow(product_type: ProductType) -> None:
    media, metrics = newest(product_type), load_catalog().metrics
    counts = [
        name
        for name in ("views", "reach", "shares", "total_interactions")
        if product_type in metrics[name].product_types
    ]
    for name in counts:
        seen = [
            metric_value(media, metrics[name], media.published + timedelta(hours=hours)) for hours in (0.01, 1, 6, 23)
        ]
        assert seen[0] == 0
        assert seen == sorted(seen)
        assert seen[-1] > 0


def test_measures_hardly_ever_shrink_and_only_by_unlikes() -> None:
    metrics = load_catalog().metrics
    steps = [timedelta(hours=6 * step) for step in range(60)]
    shrunk = set()
    for media in since(LUMEN, 40):
        for name in (
            "views",
            "reach",
            "likes",
            "saved",
            "comments",
            "ig_reels_video_view_total_time",
            "total_interactions",
        ):
            if media.product_type not in metrics[name].product_types:
                continue
            seen = [metric_value(media, metrics[name], media.published + step) for step in steps]
            lost = [before - after for before, after in pairwise(seen) if after < before]
            assert all(one <= 2 for one in lost), name
            shrunk |= {name} if lost else set()
    assert "likes" in shrunk
    assert shrunk <= {"likes", "total_interactions"}


def test_numbers_stand_to_each_other_as_in_real_accounts() -> None:
    metrics = load_catalog().metrics
    found = [
        media for account in ACCOUNTS for media in since(account, 300) if NOW - media.published > timedelta(days=3)
    ]
    value = {
        (one.id, name): metric_value(one, metrics[name], NOW)
        for one in found
        for name in metrics
        if one.product_type in metrics[name].product_types
    }
    more_views = sum(value[one.id, "views"] >= value[one.id, "reach"] for one in found)
    assert 0.98 < more_views / len(found) < 1
    parts = [sum(value[one.id, name] for name in ("likes", "comments", "saved", "shares")) for one in found]
    totals = [value[one.id, "total_interactions"] for one in found]
    assert sum(total != part for total, part in zip(totals, parts, strict=True)) > len(found) / 2
    assert all(abs(total - part) <= 0.15 * part + 3 for total, part in zip(totals, parts, strict=True))
    for reel in (one for one in found if one.product_type == ProductType.REELS):
        total, each = (value[reel.id, f"ig_reels_{name}"] for name in ("video_view_total_time", "avg_watch_time"))
        assert 0.95 <= total / each / value[reel.id, "reach"] <= 1.06
        assert 1000 < each < reel.seconds * 1000
        skipped = value[reel.id, "reels_skip_rate"]
        assert 0 < skipped < 100
        assert skipped == round(skipped, 1)


def test_best_hours_and_days_show() -> None:
    metrics = load_catalog().metrics
    found = [media for media in since(LUMEN, 700) if media.product_type == ProductType.FEED]

    def mean(hour: int) -> float:
        seen = [
            metric_value(one, metrics["reach"], one.published + timedelta(days=30)) for one in found if one.hour == hour
        ]
        return sum(seen) / len(seen)

    assert mean(19) > 1.2 * mean(7)


@pytest.mark.parametrize("unit", Unit)
def test_a_metric_that_only_the_catalog_knows_has_a_measure(unit: Unit) -> None:
    media, new = newest(ProductType.FEED), replace(load_catalog().metrics["shares"], name="brand_new", unit=unit)
    assert metric_value(media, new, media.published) == 0
    assert metric_value(media, new, media.published + timedelta(days=2)) > 0

"""Facts of the catalog that know a little about themselves."""

from __future__ import annotations

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Correction, Pooling, PoolingRule


@pytest.mark.parametrize(
    ("highest", "now", "is_exceeded"),
    [
        (1_000, 1_000, False),
        (1_000, 900, False),  # exactly a tenth
        (1_000, 899, True),
        (100, 80, False),  # more than a tenth, but only 20
        (100, 50, True),
        (100, 200, False),
    ],
)
def test_a_fall_is_a_correction_until_it_is_large_in_share_and_in_number(
    highest: float, now: float, *, is_exceeded: bool
) -> None:
    assert Correction(share=0.1, least=50).is_exceeded(highest, now) is is_exceeded


def test_pooling_needs_the_metrics_that_it_names() -> None:
    assert PoolingRule(Pooling.SUM).needs == ()
    watch_time = load_catalog().metrics["ig_reels_avg_watch_time"].pooling
    assert watch_time.needs
    assert set(watch_time.needs) < set(load_catalog().metrics)

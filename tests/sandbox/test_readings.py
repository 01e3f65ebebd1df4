"""The readings that collecting would have left of a media item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.models import ProductType
from reporter.core.observations import Missing, Observed
from reporter.sandbox.metric_values import metric_value
from reporter.sandbox.past import past
from reporter.sandbox.readings import readings
from tests.support.sandbox_media import newest


def test_readings_of_years_ago_know_only_the_metrics_of_their_time() -> None:
    early = past("kettle", "kettle", datetime(2026, 1, 5, 8, tzinfo=UTC))
    names = {name for item in early.media for reading in item.readings for name in reading.metrics}
    assert "reposts" in names
    assert "link_clicks" not in names
    before = {name for item in early.media for own in item.readings if own.last.year == 2025 for name in own.metrics}
    november = datetime(2025, 12, 1, tzinfo=UTC)
    older = {name for item in early.media for own in item.readings if own.last < november for name in own.metrics}
    assert "views" in older
    assert "reposts" in before - older


@pytest.mark.parametrize("product_type", ProductType)
def test_readings_are_what_was_measured_at_their_times(product_type: ProductType) -> None:
    media, metrics = newest(product_type), load_catalog().metrics
    times = [media.published + timedelta(hours=hours) for hours in (1, 2, 3, 6, 12, 23)]
    rows = readings(media, times)
    assert rows
    for row in rows:
        assert row.first in times
        assert row.last in times
        for name, value in zip(row.metrics, row.measures, strict=True):
            if isinstance(value, Missing):
                continue
            expected = value.value if isinstance(value, Observed) else value
            assert metric_value(media, metrics[name], row.first) == expected
            assert metric_value(media, metrics[name], row.last) == expected


def test_values_that_did_not_change_share_one_reading() -> None:
    media = newest(ProductType.FEED)
    late = [media.published + timedelta(days=300, minutes=minutes) for minutes in (0, 1, 2)]
    rows = readings(media, late)
    assert all((row.first, row.last) == (late[0], late[-1]) for row in rows)
    assert len({row.metrics for row in rows}) == len(rows)

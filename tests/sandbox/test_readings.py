"""The readings that collecting would have left of a media item."""

from __future__ import annotations

from datetime import UTC, datetime

from reporter.sandbox.past import past


def test_readings_of_years_ago_know_only_the_metrics_of_their_time() -> None:
    early = past("kettle", "kettle", datetime(2026, 1, 5, 8, tzinfo=UTC))
    names = {name for one in early.media for reading in one.readings for name in reading.metrics}
    assert "reposts" in names
    assert "link_clicks" not in names
    before = {name for one in early.media for own in one.readings if own.last.year == 2025 for name in own.metrics}
    november = datetime(2025, 12, 1, tzinfo=UTC)
    older = {name for one in early.media for own in one.readings if own.last < november for name in own.metrics}
    assert "views" in older
    assert "reposts" in before - older

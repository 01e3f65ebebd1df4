"""The conditions of alerts as readers see them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from reporter.core.observations import Snapshot
from reporter.core.report import Alert
from tests.support.analysis_makers import item, report

EARLIER = datetime(2026, 11, 12, 12, tzinfo=UTC)


def alerts(snapshots: list[Snapshot], spec: dict[str, Any], **keys: Any) -> tuple[Alert, ...]:  # noqa: ANN401 - a spec's keys
    return report(snapshots, alerts={"low": spec}, **keys).alerts


@pytest.mark.parametrize(
    ("when", "detail"),
    [
        ("1 < 2", "1 < 2"),
        ("reach*2 >= 5 and media != 7", "Sum of post reach: 200; Sum of post reach×2 ≥ 5 and Posts ≠ 7"),
        ("coverage < 1.5", "Share of values available: 100.0%; Share of values available < 1.5"),
        ("change_reach < -0.3", "Sum of post reach, change: -50.0%; Sum of post reach, change < -0.3"),
        ("change_reach <= -10%", "Sum of post reach, change: -50.0%; Sum of post reach, change ≤ -10%"),
        ("reach * 2.5% < 99", "Sum of post reach: 200; Sum of post reach × 2.5% < 99"),
        ("previous_reach > 1", "Sum of post reach, earlier: 400; Sum of post reach, earlier > 1"),
    ],
)
def test_alerts_tell_the_figure_they_were_judged_by_and_the_condition_in_words(when: str, detail: str) -> None:
    keys = {"metrics": ("reach",), "compare": "previous_period", "before": [item(2, published=EARLIER, reach=400)]}
    assert alerts([item(1, reach=200)], {"when": when, "message": "Look"}, **keys) == (
        Alert("low", "Look", detail=detail),
    )

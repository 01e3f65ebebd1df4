"""The share of the values asked for that is known."""

from __future__ import annotations

from typing import Any

from reporter.core.observations import Snapshot
from reporter.core.report import Alert
from tests.support.analysis_makers import item, report


def alerts(snapshots: list[Snapshot], spec: dict[str, Any], **keys: Any) -> tuple[Alert, ...]:  # noqa: ANN401 - a spec's keys
    return report(snapshots, alerts={"low": spec}, **keys).alerts


def test_coverage_leaves_out_what_a_product_type_never_has() -> None:
    snapshots = [
        item(1, views=1, saved=1),
        item(2, views="failed", saved=1),
        item(3, product_type="STORY", views=1, saved="not_supported"),
    ]
    # observed 4 of 5 asked for
    metrics = ("views", "saved")
    assert alerts(snapshots, {"when": "coverage == 0.8"}, metrics=metrics) != ()
    assert alerts(snapshots, {"when": "coverage < 0.8"}, metrics=metrics) == ()


def test_media_of_which_it_is_not_known_whether_they_meet_the_condition_lower_the_coverage() -> None:
    snapshots = [item(1, views=5, saved=3), item(2, views=5, saved="failed")]
    keys: dict[str, Any] = {
        "metrics": ("views",), "media": {"where": "saved > 1"}, "hold_if": ("coverage < 0.95",)
    }  # fmt: skip
    found = report(snapshots, **keys)
    assert len(found.media.rows) == 1
    assert found.holds == ("coverage < 0.95",)
    assert report(snapshots[:1], **keys).holds == ()

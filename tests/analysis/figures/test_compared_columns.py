"""The columns and cells of a comparison."""

from __future__ import annotations

import pytest

from reporter.core.report import Format, Role
from tests.support.analysis_makers import values
from tests.support.compared_weeks import on, section

RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent", "label": "Engagement rate"}}


def test_key_figures_stand_beside_the_earlier_ones_and_their_change() -> None:
    now = [on(16, views=130, total_interactions=30, reach=100)]
    before = [on(9, views=60, total_interactions=10, reach=100), on(10, views=40, total_interactions=10, reach=100)]
    shown = section(now, before, {"kind": "kpis"}, calculated=RATE)
    assert [(column.name, column.role, column.of) for column in shown.columns] == [
        ("views", Role.VALUE, ""),
        ("previous_views", Role.PREVIOUS, "views"),
        ("change_views", Role.CHANGE, "views"),
        ("compared_views", Role.COMPARED, "views"),
        ("engagement_rate", Role.VALUE, ""),
        ("previous_engagement_rate", Role.PREVIOUS, "engagement_rate"),
        ("change_engagement_rate", Role.CHANGE, "engagement_rate"),
        ("points_engagement_rate", Role.POINTS, "engagement_rate"),
        ("compared_engagement_rate", Role.COMPARED, "engagement_rate"),
    ]
    (row,) = values(shown)
    assert (row["views"], row["previous_views"], row["change_views"]) == (130, 100, pytest.approx(0.3))
    assert row["previous_engagement_rate"] == pytest.approx(0.1)
    assert row["change_engagement_rate"] == pytest.approx(2.0)
    assert row["points_engagement_rate"] == pytest.approx(20.0)
    assert next(column for column in shown.columns if column.role is Role.CHANGE).format is Format.CHANGE

"""Sections as readers get them; the figures' own rules are tested beside pooling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.analysis_makers import item, report


def test_every_kind_stands_an_empty_and_a_lonely_dataset() -> None:
    sections = (
        {"kind": "kpis"},
        {"kind": "trend", "by": "hour"},
        {"kind": "table", "by": ("hashtag", "weekday")},
        {"kind": "table", "by": ("week", "month")},
        {"kind": "top", "by": "views"},
        {"kind": "media"},
        {"kind": "heatmap", "metric": "views", "rows": "hashtag", "columns": "client"},
    )
    ahead = report([], sections=sections, period={"from": "2026-12-01", "to": "2026-12-02"})
    assert ahead.sections[1].rows == ()
    for snapshots in (
        [],
        [item(1)],
        [item(1, published=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=1), views=1)],
    ):
        shown = report(snapshots, sections=sections)
        assert [section.error for section in shown.sections] == [""] * len(sections)
        for one in shown.sections:
            assert all(len(row.cells) == len(one.columns) for row in one.rows)

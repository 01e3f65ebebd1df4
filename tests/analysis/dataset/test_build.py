from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.analysis_makers import NOW, item
from tests.support.datasets import build, kept


def test_the_period_is_half_open_in_the_editions_zone() -> None:
    # Berlin is one hour ahead in November: its Monday begins at 23:00 UTC on Sunday
    times = [
        datetime(2026, 11, 15, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 15, 23, tzinfo=UTC),
        datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 22, 23, tzinfo=UTC),
    ]
    snapshots = [item(number, published=when) for number, when in enumerate(times)]
    assert kept(snapshots, timezone="Europe/Berlin") == [1, 2]


def test_only_the_editions_accounts_count() -> None:
    assert kept([item(1), item(2, account="other")]) == [1]


def test_the_snapshot_seen_last_counts() -> None:
    older = item(1, seen=NOW - timedelta(hours=3), views=5)
    newer = item(1, seen=NOW - timedelta(hours=1), views=9)
    for order in ([older, newer], [newer, older]):
        data = build(order)
        assert data.media["views"].to_list() == [9]
        assert data.as_of == NOW - timedelta(hours=1)


def test_calculated_metrics_of_each_media_item() -> None:
    calculated = {"rate": {"formula": "total_interactions / reach"}}
    snapshots = [item(1, total_interactions=1, reach=4), item(2, total_interactions=1, reach=0), item(3, reach=4)]
    assert build(snapshots, calculated=calculated).media["rate"].to_list() == [0.25, None, None]


def test_where_looks_at_numbers_and_says_what_it_cannot_know() -> None:
    snapshots = [item(1, views=1_000), item(2, views=999), item(3, views="failed"), item(4, views=5_000)]
    data = build(snapshots, media={"where": "views >= 1000"})
    assert data.media["views"].to_list() == [1_000, 5_000]
    assert (data.left_out.where, data.undecided.height) == (1, 1)


def test_where_knows_calculated_metrics() -> None:
    calculated = {"rate": {"formula": "total_interactions / reach"}}
    snapshots = [item(1, total_interactions=1, reach=10), item(2, total_interactions=1, reach=100)]
    assert kept(snapshots, calculated=calculated, media={"where": "rate > 0.02"}) == [1]

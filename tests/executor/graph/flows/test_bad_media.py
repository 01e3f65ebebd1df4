"""Any mixture of bad media: the others are whole, the bad ones have reasons, and each costs a bounded number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.catalog.models import ProductType
from reporter.core.observations import Observed
from tests.support.simulated_graph import (
    BEFORE_BUSINESS,
    CATALOG,
    COMMON,
    FEW_VIEWERS,
    GONE,
    NOT_ON_FACEBOOK,
    NOW,
    SERVICE,
    UNKNOWN,
    Graph,
    Item,
    always,
    collect,
    feed,
    mixed,
    plan_for,
    refuses,
    unsupported,
)

# Of one bad media item. On facebook: the page again, its batches, and the repeats and splits of what it refuses. On
# instagram: its ten alone and without insights, what is left of the page, ten reads, and each of its metrics.
MOST_EXTRA = {"facebook": 6, "instagram": 25}
SPLIT = {"profile_activity": "action_type"}
ODD = {"code": 100, "message": "(#100) something new"}
STRANGE = {"code": 36104, "message": "(#36104) something else"}
WHOLE = st.sampled_from(
    [BEFORE_BUSINESS, FEW_VIEWERS, GONE, NOT_ON_FACEBOOK, SERVICE, UNKNOWN, ODD, STRANGE, {"code": 200, "message": ""}]
)
OF_A_METRIC = st.sampled_from([SERVICE, UNKNOWN, ODD, STRANGE, unsupported("views")])
TROUBLES = WHOLE.map(always) | OF_A_METRIC.map(lambda error: refuses("views", error))
METRICS = st.sampled_from(
    [COMMON, (*COMMON, "follows", "reels_skip_rate"), (*COMMON, "facebook_views", "profile_activity", "navigation")]
)


def _graph(count: int) -> Graph:
    return Graph(mixed(count), feed(4, product_type="STORY", first=900_000, start=NOW - timedelta(hours=20)))


def _spoil(item: Item, trouble: object) -> None:
    if isinstance(trouble, int):
        item.null = trouble
    elif callable(trouble):
        item.trouble = trouble
    else:
        item.numbers = {}


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([5, 30, 100, 150, 320]),
    st.dictionaries(st.integers(0, 400), TROUBLES | st.sampled_from([1, 99]) | st.none(), max_size=10),
    METRICS,
    st.sampled_from(["facebook", "instagram"]),
)
@example(100, dict.fromkeys((0, 10, 20), always(BEFORE_BUSINESS)), COMMON, "instagram")  # 111 requests, once
def test_bad_media_never_cost_the_good_ones_a_measure(
    count: int, bad: dict[int, object], metrics: tuple[str, ...], login: str
) -> None:
    graph, clean = _graph(count), _graph(count)
    every = [*graph.media, *graph.stories]
    spoilt = {number % len(every): trouble for number, trouble in bad.items()}
    for number, trouble in spoilt.items():
        _spoil(every[number], trouble)
    plan = plan_for(*metrics, login=login, types=("FEED", "REELS", "STORY"), breakdowns=SPLIT, end=NOW)
    fetched = collect(graph, plan)
    collect(clean, plan)
    assert fetched.failures == ()
    assert {one.media.media_id for one in fetched.snapshots} == {one.id for one in every}
    spoilt_ids = {every[number].id for number in spoilt}
    for snapshot in fetched.snapshots:
        assert list(snapshot.measures) == list(plan.accounts[0].units)
        for metric, measure in snapshot.measures.items():
            has = ProductType(snapshot.media.product_type) in CATALOG.metrics[metric].product_types
            assert isinstance(measure, Observed) is has or snapshot.media.media_id in spoilt_ids
    assert graph.requests <= clean.requests + MOST_EXTRA[login] * len(spoilt)


def test_bad_media_that_come_first_teach_nothing_about_good_ones() -> None:
    graph = Graph(feed(300))
    for one in graph.media[:3]:
        one.trouble = always(ODD)
    fetched = collect(graph, plan_for("profile_activity", breakdowns=SPLIT))
    had = [
        snapshot.media.media_id
        for snapshot in fetched.snapshots
        if isinstance(snapshot.measures["profile_activity"], Observed)
    ]
    assert had == [item.id for item in graph.media[3:]]

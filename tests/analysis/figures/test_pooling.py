"""Every number here is worked out by hand; the comments show the sums."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.analysis.figures.pooling import pool
from reporter.core.observations import Snapshot
from reporter.core.report import Cell
from tests.support.analysis_makers import dataset, item, make_edition, make_spec, reel, section

AVG, TOTAL, SKIP = "ig_reels_avg_watch_time", "ig_reels_video_view_total_time", "reels_skip_rate"
RATE = {"engagement_rate": {"formula": "total_interactions / reach", "format": "percent"}}


def figure(snapshots: list[Snapshot], name: str, **keys: Any) -> Cell:  # noqa: ANN401 - a spec's keys
    return section(snapshots, {"kind": "kpis", "metrics": (name,)}, **keys).rows[0].cells[0]


def test_counts_are_summed_as_whole_numbers() -> None:
    cell = figure([item(1, views=100), item(2, views=23), item(3, views="failed")], "views")
    assert (cell.value, cell.n, cell.of, cell.missing) == (123, 2, 3, "")  # 100 + 23
    assert isinstance(cell.value, int)


def test_a_zero_that_was_observed_is_a_zero() -> None:
    cell = figure([item(1, views=0)], "views")
    assert (cell.value, cell.n, cell.missing) == (0, 1, "")


def test_nothing_to_measure_is_missing_and_not_zero() -> None:
    cell = figure([], "views")
    assert (cell.value, cell.n, cell.of, cell.missing) == (None, 0, 0, "no_media")


def test_all_missing_gives_the_commonest_reason() -> None:
    snapshots = [item(1, views="failed"), item(2, views="not_available"), item(3, views="not_available")]
    cell = figure(snapshots, "views")
    assert (cell.value, cell.missing, cell.n, cell.of) == (None, "not_available", 0, 3)


def test_a_tie_of_reasons_goes_to_the_first_of_the_products_list() -> None:
    assert figure([item(1, views="failed"), item(2, views="not_available")], "views").missing == "not_available"


def test_reach_is_summed_under_its_own_label() -> None:
    found = section([item(1, reach=70), item(2, reach=50)], {"kind": "kpis", "metrics": ("reach",)}, metrics=("reach",))
    assert found.columns[0].label == "Sum of post reach"
    assert found.rows[0].cells[0].value == 120


def test_average_watch_time_is_total_time_by_initial_plays() -> None:
    snapshots = [
        reel(1, **{AVG: 5_000, TOTAL: 500_000}),  # 100 plays
        reel(2, **{AVG: 2_000, TOTAL: 20_000}),  # 10 plays
        reel(3, **{AVG: 0, TOTAL: 0}),  # minutes old: no plays to speak of
        reel(4, **{AVG: 9_000, TOTAL: "not_available"}),
        item(5),
    ]
    cell = figure(snapshots, AVG, metrics=(AVG,))
    assert cell.value == pytest.approx(520_000 / 110)  # not (5000 + 2000) / 2
    assert (cell.n, cell.of) == (2, 5)


def test_average_watch_time_of_zero_plays_is_undefined() -> None:
    cell = figure([reel(1, **{AVG: 0, TOTAL: 0})], AVG, metrics=(AVG,))
    assert (cell.value, cell.missing) == (None, "undefined")


def test_skip_rate_is_weighted_by_initial_plays() -> None:
    snapshots = [
        reel(1, **{AVG: 5_000, TOTAL: 500_000, SKIP: 20.0}),  # 100 plays
        reel(2, **{AVG: 2_000, TOTAL: 20_000, SKIP: 75}),  # 10 plays
        reel(3, **{AVG: 1_000, TOTAL: 90_000, SKIP: "failed"}),
    ]
    cell = figure(snapshots, SKIP, metrics=(SKIP,))
    assert cell.value == pytest.approx((20 * 100 + 75 * 10) / 110)  # 25, not 47.5
    assert (cell.n, cell.of) == (2, 3)


def test_what_pooling_stands_on_need_not_be_asked_for() -> None:
    cell = figure([reel(1, **{AVG: 4_000, TOTAL: 8_000, SKIP: 50.0})], SKIP, metrics=(SKIP,))
    assert cell.value == 50.0


def test_a_formula_is_a_ratio_of_sums_over_media_that_have_all_of_it() -> None:
    snapshots = [
        item(1, total_interactions=10, reach=100),
        item(2, total_interactions=1, reach=1_000),
        item(3, total_interactions=500, reach="not_enough_viewers"),
        item(4, total_interactions="failed", reach=9_000),
    ]
    cell = figure(snapshots, "engagement_rate", calculated=RATE)
    assert cell.value == pytest.approx(11 / 1_100)  # 1 %; the mean of ratios would be 5.05 %
    assert (cell.n, cell.of) == (2, 4)


def test_division_by_zero_is_missing() -> None:
    cell = figure([item(1, total_interactions=3, reach=0)], "engagement_rate", calculated=RATE)
    assert (cell.value, cell.missing, cell.n) == (None, "undefined", 1)


def test_a_formula_of_calculated_metrics_is_spelled_out_before_pooling() -> None:
    calculated = RATE | {"per_mille": {"formula": "engagement_rate * 1000", "format": "number"}}
    snapshots = [item(1, total_interactions=30, reach=100), item(2, total_interactions=10, reach=100)]
    cell = figure(snapshots, "per_mille", calculated=calculated)
    assert cell.value == 200  # 40 / 200 * 1000
    assert isinstance(cell.value, int)


def test_a_formula_pools_watch_time_by_its_own_rule_over_the_same_media() -> None:
    calculated = {"seconds": {"formula": f"{AVG} / 1000 + 0 * views", "format": "decimal"}}
    snapshots = [
        reel(1, **{AVG: 5_000, TOTAL: 500_000, "views": 1}),  # 100 plays
        reel(2, **{AVG: 2_000, TOTAL: 20_000, "views": 1}),  # 10 plays
        reel(3, **{AVG: 1_000, TOTAL: 90_000, "views": "failed"}),  # has not all of the formula
    ]
    cell = figure(snapshots, "seconds", metrics=(AVG, "views"), calculated=calculated)
    assert cell.value == pytest.approx(520 / 110)
    assert cell.n == 2


def test_total_interactions_is_never_made_from_its_parts() -> None:
    cell = figure(
        [item(1, total_interactions=9, likes=10, comments=3)], "total_interactions", metrics=("likes",), calculated=RATE
    )
    assert cell.value == 9


def test_young_media_make_a_figure_provisional() -> None:
    young = item(1, published=datetime(2026, 11, 22, 7, tzinfo=UTC), views=5)
    old = item(2, views=5)
    assert figure([young, old], "views").provisional is True
    assert figure([old], "views").provisional is False


def test_a_number_that_no_one_can_use_is_a_failure_and_not_a_crash() -> None:
    snapshots = [item(1, views=float("nan")), item(2, views=float("inf")), item(3, views=10**400), item(4, views=7)]
    cell = figure(snapshots, "views")
    assert (cell.value, cell.n, cell.of) == (7, 1, 4)


MEASURES = st.one_of(st.integers(0, 10**9), st.sampled_from(["failed", "not_available"]))
ITEMS = st.lists(
    st.tuples(st.sampled_from(["FEED", "REELS", "STORY"]), MEASURES, MEASURES), min_size=0, max_size=20
).map(
    lambda rows: [
        item(number, product_type=kind, total_interactions=interactions, reach=reach, views=reach)
        for number, (kind, interactions, reach) in enumerate(rows)
    ]
)


@settings(deadline=None, max_examples=40)
@given(ITEMS)
def test_the_parts_add_up_to_the_whole_and_each_counts_its_media(snapshots: list[Snapshot]) -> None:
    edition = make_edition(make_spec(calculated=RATE))
    data = dataset(snapshots, edition)
    figures = tuple(data.figures.values())
    parts, whole = pool(data.media, figures, by=["product_type"]), pool(data.media, figures)
    for name in ("views", "reach", "total_interactions"):
        assert (parts[name].sum() or 0) == (whole[name].item() or 0)
        assert parts[f"{name}:n"].sum() == whole[f"{name}:n"].item()
        missing = data.media[name].null_count()
        assert whole[f"{name}:n"].item() + missing == whole["media"].item()
        assert (whole[name].item() is None) == (whole[f"{name}:n"].item() == 0)
        assert (whole[f"{name}:why"].item() == "") == (whole[name].item() is not None)


@settings(deadline=None, max_examples=30)
@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_asking_changes_nothing(snapshots: list[Snapshot], random: Any) -> None:  # noqa: ANN401
    edition = make_edition(make_spec(calculated=RATE))
    shuffled = random.sample(snapshots, len(snapshots))
    one, other = dataset(snapshots, edition), dataset(shuffled, edition)
    assert one.media.equals(other.media)
    figures = tuple(one.figures.values())
    assert pool(one.media, figures).equals(pool(other.media, figures))

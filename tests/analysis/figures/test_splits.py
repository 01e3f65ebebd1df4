"""Breakdowns added up over media items."""

from __future__ import annotations

import pytest

from reporter.analysis.figures.splits import Split, split_by_value
from reporter.core.observations import Observed, Snapshot
from tests.support.analysis_makers import item
from tests.support.datasets import build

KNOWN = ("TAP_FORWARD", "TAP_EXIT")


def story(number: int, total: int, **parts: int) -> Snapshot:
    return item(number, product_type="STORY", navigation=Observed(total, parts))


def splits(*snapshots: Snapshot) -> list[Split]:
    data = build(list(snapshots), metrics=("navigation",), breakdowns={"navigation": "story_navigation_action_type"})
    return split_by_value(data, "navigation", known=KNOWN)


def values(*snapshots: Snapshot) -> list[tuple[str, int | float | None, int]]:
    return [(split.value, split.number, split.n) for split in splits(*snapshots)]


@pytest.mark.parametrize(
    ("snapshots", "expected"),
    [
        ([], [("TAP_FORWARD", None, 0), ("TAP_EXIT", None, 0)]),
        ([story(1, 5, tap_forward=5)], [("TAP_FORWARD", 5, 1), ("TAP_EXIT", 0, 1)]),
        ([story(1, 9, tap_forward=5)], [("TAP_FORWARD", 5, 1), ("TAP_EXIT", None, 0)]),
        (
            [story(1, 5, tap_forward=5), story(2, 9, tap_forward=5), story(3, 4, tap_exit=4)],
            [("TAP_FORWARD", 10, 3), ("TAP_EXIT", 4, 2)],
        ),
    ],
)
def test_an_absent_value_is_zero_only_where_the_parts_are_complete(
    snapshots: list[Snapshot], expected: list[tuple[str, int | None, int]]
) -> None:
    assert values(*snapshots) == expected


def test_values_that_the_catalog_does_not_know_are_kept() -> None:
    assert values(story(1, 9, swipe_up=6, tap_exit=3)) == [
        ("SWIPE_UP", 6, 1),
        ("TAP_EXIT", 3, 1),
        ("TAP_FORWARD", 0, 1),
    ]


def test_without_the_number_of_the_metric_its_values_do_not_count() -> None:
    assert values(item(1, product_type="STORY", navigation="failed")) == [
        ("TAP_FORWARD", None, 0),
        ("TAP_EXIT", None, 0),
    ]

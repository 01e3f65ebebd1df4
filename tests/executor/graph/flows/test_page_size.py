"""The size and shape of the next page, from the pages before."""

from __future__ import annotations

import pytest

from reporter.executor.graph.flows.page_size import SIZES, PageShape, PageSteps


def fail(steps: PageSteps, *, has_metrics: bool = True, too_much: bool = False) -> bool:
    """Let a page fail, and the check whether the API works succeed."""
    goes_on = steps.failed(has_metrics=has_metrics, too_much=too_much)
    if steps.probing:
        steps.succeeded(has_metrics=has_metrics)
    return goes_on


def test_a_list_begins_with_whole_pages_and_insights_without_a_wait() -> None:
    steps = PageSteps(batches=True)
    assert (steps.limit, steps.shape, steps.attempt) == (100, PageShape.INSIGHTS, 0)


def test_a_page_that_fails_is_requested_without_insights_before_it_gets_smaller() -> None:
    steps = PageSteps(batches=True)
    shapes = []
    for _ in range(3):
        assert fail(steps)
        shapes.append((steps.limit, steps.shape))
    assert shapes == [(100, PageShape.PLAIN), (50, PageShape.PLAIN), (25, PageShape.PLAIN)]
    assert steps.attempt == 2


def test_without_batches_pages_get_smaller_at_once() -> None:
    steps = PageSteps(batches=False)
    limits = [steps.limit]
    while steps.limit > 1:
        assert fail(steps)
        limits.append(steps.limit)
    assert tuple(limits) == SIZES
    assert steps.shape is PageShape.INSIGHTS


def test_a_single_row_loses_its_fields_step_by_step_and_then_ends_the_list() -> None:
    steps = PageSteps(batches=False)
    while steps.limit > 1:
        fail(steps)
    shapes = []
    while fail(steps):
        shapes.append(steps.shape)
    assert shapes == [PageShape.PLAIN, PageShape.BARE, PageShape.IDS]


def test_after_two_failures_one_id_shows_whether_the_api_works_at_all() -> None:
    steps = PageSteps(batches=False)
    assert steps.failed(has_metrics=True, too_much=False)
    assert not steps.probing
    assert steps.failed(has_metrics=True, too_much=False)
    assert (steps.probing, steps.limit, steps.shape, steps.attempt) == (True, 1, PageShape.IDS, 1)
    assert not steps.failed(has_metrics=True, too_much=False)


def test_a_page_that_is_too_much_only_gets_smaller() -> None:
    steps = PageSteps(batches=True)
    for limit in (50, 25, 10):
        assert steps.failed(has_metrics=True, too_much=True)
        assert (steps.limit, steps.shape, steps.probing) == (limit, PageShape.INSIGHTS, False)


def test_pages_grow_again_one_step_at_a_time() -> None:
    steps = PageSteps(batches=False)
    fail(steps)
    for _ in range(3):
        steps.succeeded(has_metrics=True)
        assert steps.limit == 50
    steps.succeeded(has_metrics=True)
    assert (steps.limit, steps.attempt) == (100, 2)  # a trial
    steps.succeeded(has_metrics=True)
    assert (steps.limit, steps.attempt) == (100, 0)


def test_a_larger_page_that_fails_again_is_tried_later() -> None:
    steps = PageSteps(batches=False)
    fail(steps)
    pages = []
    for _ in range(2):
        count = 0
        while steps.limit == 50:
            steps.succeeded(has_metrics=True)
            count += 1
        pages.append(count)
        fail(steps)
    assert pages[1] == 2 * pages[0]


@pytest.mark.parametrize("batches", [True, False])
def test_a_rejected_page_is_split_where_each_media_item_would_cost_a_request(batches: bool) -> None:  # noqa: FBT001
    steps = PageSteps(batches=batches)
    steps.rejected()
    expected = (100, PageShape.PLAIN) if batches else (10, PageShape.INSIGHTS)
    assert (steps.limit, steps.shape) == expected


def test_the_rest_of_a_rejected_page_is_requested_in_tens() -> None:
    steps = PageSteps(batches=False)
    steps.rejected()
    for _ in range(10):
        assert (steps.limit, steps.shape) == (10, PageShape.INSIGHTS)
        steps.succeeded(has_metrics=True)
    assert steps.limit == 100


def test_pages_that_only_succeed_without_insights_stay_plain() -> None:
    steps = PageSteps(batches=True)
    for _ in range(3):
        assert steps.shape is PageShape.INSIGHTS
        steps.rejected()
        steps.succeeded(has_metrics=True)
    assert steps.shape is PageShape.PLAIN


def test_a_list_of_failures_ends() -> None:
    steps, failures = PageSteps(batches=False), 0
    while fail(steps):
        failures += 1
        if steps.limit == 1:
            steps.succeeded(has_metrics=True)
    assert failures <= 100

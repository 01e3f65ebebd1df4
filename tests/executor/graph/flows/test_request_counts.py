"""How many HTTP requests answers cost: counted exactly, with and without bad media."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reporter.catalog.models import ProductType
from reporter.core.observations import Observed
from reporter.executor.plan import Cost, cost
from tests.support.simulated_graph import (
    BEFORE_BUSINESS,
    COMMON,
    END,
    FEW_VIEWERS,
    GONE,
    NOT_ON_FACEBOOK,
    NOW,
    SERVICE,
    START,
    UNKNOWN,
    Graph,
    always,
    collect,
    feed,
    mixed,
    plan_for,
    reasons,
)

SPECIFIC = (*COMMON, "follows", "ig_reels_avg_watch_time", "reels_skip_rate")
EVERYTHING = (*SPECIFIC, "facebook_views", "profile_activity")
SPLIT = {"profile_activity": "action_type"}


def test_a_thousand_media_items_with_common_metrics_cost_ten_requests() -> None:
    graph = Graph(mixed(1000))
    fetched = collect(graph, plan_for(*COMMON))
    assert len(fetched.snapshots) == 1000
    assert all(isinstance(one, Observed) for snapshot in fetched.snapshots for one in snapshot.measures.values())
    assert (graph.requests, graph.calls) == (10, 10)


def test_stories_of_the_last_day_cost_one_page_more() -> None:
    stories = feed(20, product_type="STORY", first=900_000, start=NOW - timedelta(hours=20))
    graph = Graph(mixed(1000), stories)
    collect(graph, plan_for(*COMMON, types=("FEED", "REELS", "STORY"), end=NOW))
    assert graph.requests == 11


def test_stories_are_not_asked_for_a_week_that_is_over() -> None:
    graph = Graph(mixed(10), feed(3, product_type="STORY", first=900_000))
    collect(graph, plan_for(*COMMON, types=("FEED", "REELS", "STORY"), end=END - timedelta(days=1)))
    assert [request.path.rpartition("/")[2] for request in graph.log] == ["media"]


def test_type_specific_metrics_and_a_breakdown_of_a_thousand_cost_forty() -> None:
    graph = Graph(mixed(1000))
    fetched = collect(graph, plan_for(*SPECIFIC, "profile_activity", breakdowns=SPLIT))
    assert reasons(fetched).keys() == {
        snapshot.media.media_id for snapshot in fetched.snapshots
    }  # each type lacks the other's
    assert all(found == {"not_supported"} for found in reasons(fetched).values())
    assert graph.requests == 10 + (1000 + 500) // 50  # pages; one request each, and the FEED ones' breakdown


def test_a_thousand_of_feed_with_everything_of_their_own_cost_fifty() -> None:
    graph = Graph(feed(1000))
    collect(graph, plan_for(*SPECIFIC, "profile_activity", breakdowns=SPLIT))
    assert graph.requests == 50


@pytest.mark.parametrize("login", ["facebook", "instagram"])
@pytest.mark.parametrize("metrics", [COMMON, SPECIFIC, EVERYTHING, ("navigation",)])
@pytest.mark.parametrize("count", [0, 1, 99, 101, 230])
def test_the_plan_tells_the_cost_of_an_undisturbed_run(login: str, metrics: tuple[str, ...], count: int) -> None:
    stories = feed(count // 10, product_type="STORY", first=900_000, start=NOW - timedelta(hours=20))
    graph = Graph(mixed(count), stories)
    types = ("FEED", "REELS", "STORY")
    plan = plan_for(*metrics, login=login, types=types, breakdowns=SPLIT, end=NOW, instagram_id="")
    fetched = collect(graph, plan)
    of = [snapshot.media.product_type for snapshot in fetched.snapshots]
    told = cost(plan.accounts[0], {one: of.count(one) for one in ProductType})
    assert (told.requests, told.calls) == (graph.requests, graph.calls)


def test_a_plan_that_asks_nothing_costs_nothing() -> None:
    plan = plan_for(*COMMON, types=("STORY",), end=END - timedelta(days=2), instagram_id="")
    graph = Graph([])
    assert collect(graph, plan).snapshots == ()
    assert cost(plan.accounts[0], {}) == Cost()
    assert graph.requests == 0


@pytest.mark.parametrize(
    ("error", "reason", "extra"),
    [
        (BEFORE_BUSINESS, "before_business_account", 3),  # the page again, and two batches for its hundred rows
        (FEW_VIEWERS, "not_enough_viewers", 3),
        (GONE, "gone", 3),
        (NOT_ON_FACEBOOK, "not_on_facebook", 4),  # and one batch that asks each metric by itself
        ({"code": 36104, "message": "(#36104) no"}, "failed", 4),
        (UNKNOWN, "failed", 6),  # and two batches that ask again before
        (SERVICE, "failed", 6),
    ],
)
def test_ten_bad_of_a_hundred_leave_ninety_whole(error: dict[str, object], reason: str, extra: int) -> None:
    graph = Graph(mixed(100))
    bad = {item.id for item in graph.media[::10]}
    for one in graph.media[::10]:
        one.trouble = always(error)
    fetched = collect(graph, plan_for(*COMMON))
    assert reasons(fetched) == {media_id: {reason} for media_id in bad}
    assert len(fetched.snapshots) == 100
    assert graph.requests == 1 + extra


def test_ten_null_parts_of_a_hundred_are_asked_again_together() -> None:
    graph = Graph(feed(100))
    for item in graph.media[::10]:
        item.null = 2
    fetched = collect(graph, plan_for("follows"))
    assert reasons(fetched) == {}
    assert graph.requests == 1 + 2 + 2


def test_parts_that_stay_null_are_failed_and_the_rest_is_whole() -> None:
    graph = Graph(feed(100))
    for one in graph.media[::10]:
        one.null = 99
    fetched = collect(graph, plan_for("follows", "profile_visits"))
    assert reasons(fetched) == {item.id: {"failed"} for item in graph.media[::10]}
    assert graph.requests == 1 + 2 + 2 + 1  # page, batches, two repeats, each metric by itself


def test_bad_media_cost_three_requests_each_on_whichever_page_they_are() -> None:
    graph = Graph(mixed(1000))
    for one in (graph.media[50], graph.media[150]):
        one.trouble = always(BEFORE_BUSINESS)
    fetched = collect(graph, plan_for(*COMMON))
    assert len(reasons(fetched)) == 2
    assert graph.requests == 10 + 2 * 3  # pages; of two of them: once more without insights, and two batches


def test_one_bad_media_item_of_a_thousand_costs_three_requests() -> None:
    graph = Graph(mixed(1000))
    graph.media[333].trouble = always(BEFORE_BUSINESS)
    fetched = collect(graph, plan_for(*COMMON))
    assert list(reasons(fetched)) == [graph.media[333].id]
    assert graph.requests == 10 + 3


def test_instagram_login_finds_the_bad_ten_and_asks_only_them_one_by_one() -> None:
    graph = Graph(mixed(200))
    graph.media[14].trouble = always(BEFORE_BUSINESS)
    fetched = collect(graph, plan_for(*COMMON, login="instagram"))
    assert reasons(fetched) == {graph.media[14].id: {"before_business_account"}}
    sizes = [int(request.params["limit"]) for request in graph.log if "limit" in request.params]
    assert sizes == [100, 10, 10, 10, 80, 100]  # refused, fine, refused, without insights, what is left, next page
    assert graph.requests == 6 + 10


def test_instagram_login_with_a_bad_one_in_every_ten_goes_on_by_tens() -> None:
    graph = Graph(mixed(200))
    for item in graph.media[:100:10]:
        item.trouble = always(BEFORE_BUSINESS)
    fetched = collect(graph, plan_for(*COMMON, login="instagram"))
    assert len(reasons(fetched)) == 10
    pages = [
        (int(request.params["limit"]), "insights" in request.params["fields"])
        for request in graph.log
        if "limit" in request.params
    ]
    assert pages == [
        *[(100, True), (10, True), (10, False)],  # each refused until it is asked without insights
        *[(90, True), (10, True), (10, False)],
        *[(10, True), (10, False)] * 8,  # what is left is not tried whole any more, but each ten is
        (100, True),  # the next page is tried with insights again
    ]
    assert graph.requests == len(pages) + 100


def test_the_period_bounds_what_is_listed() -> None:
    old = feed(500, first=700_000, start=START - timedelta(days=30))
    graph = Graph([*feed(5), *old])
    fetched = collect(graph, plan_for(*COMMON))
    assert (len(fetched.snapshots), graph.requests) == (5, 1)
    (page,) = graph.log
    assert page.params["since"] == str(int(START.timestamp()) - 1)
    assert page.params["until"] == str(int(END.timestamp()))

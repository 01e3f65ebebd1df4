"""Pages that fail, over real HTTP: smaller ones with pauses, one row's loss its own, few requests; where lists end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.core.errors import ProtocolError, TemporaryError
from reporter.executor.graph.messages import Reply, Request
from tests.support.served_graph import HTML_504, Page, Served, collect_over_http
from tests.support.simulated_graph import (
    COMMON,
    END,
    NOW,
    SERVICE,
    START,
    UNKNOWN,
    Graph,
    Item,
    always,
    collect,
    feed,
    mixed,
    plan_for,
    reasons,
)

LOGINS = pytest.mark.parametrize("login", ["facebook", "instagram"])
HEAVY_99 = {"code": 1, "error_subcode": 99, "message": "An unknown error has occurred."}
TOO_MUCH = {"code": 1, "message": "Please reduce the amount of data you're asking for, then retry your request"}
KINDS = pytest.mark.parametrize("failing", [HEAVY_99, TOO_MUCH, SERVICE, HTML_504, Page(200, b'{"data": [{"id"')])
NEEDS = ("no insights", "no optional fields", "no fields")  # how a row can be had, if at all
NO_INSIGHTS = ("follows", "profile_visits")


def rows(request: Request) -> int:
    """Return how many rows a request asks; 0 where it asks for no list."""
    return int(request.params.get("limit", 0))


def served(graph: Graph, failing: object, size: int, *metrics: str, login: str, whole: bool = True) -> Served:
    """Collect while pages of more rows than `size` fail; `whole`: also those without insights."""

    def fails(request: Request) -> bool:
        return rows(request) > size and (whole or "insights" in request.params["fields"])

    if isinstance(failing, Page):
        return collect_over_http(
            graph, plan_for(*metrics, login=login), bad=lambda request: failing if fails(request) else None
        )
    refusal: Mapping[str, Any] = failing  # type: ignore[assignment]
    graph.refuse = lambda request: refusal if fails(request) else None
    return collect_over_http(graph, plan_for(*metrics, login=login))


def only_ids_where_no_more_is_asked(graph: Graph) -> None:
    """Let the simulation leave out of rows what was not asked."""
    page = graph._page

    def only_asked(request: Request, items: list[Item]) -> Reply:
        reply = page(request, items)
        if request.params["fields"] != "id":
            return reply
        return Reply({**reply.body, "data": [{"id": one["id"]} for one in reply.body["data"]]})

    graph._page = only_asked  # type: ignore[method-assign]


@LOGINS
@KINDS
@pytest.mark.parametrize("size", [50, 25, 10, 1])
def test_pages_that_fail_shrink_until_they_come(login: str, failing: object, size: int) -> None:
    found = served(Graph(mixed(60)), failing, size, *COMMON, login=login)
    assert found.fetched.failures == ()
    assert len(found.fetched.snapshots) == 60
    assert reasons(found.fetched) == {}
    assert found.slept, "a page that failed is not asked again at once"


@LOGINS
@KINDS
def test_pages_without_insights_shrink_as_well(login: str, failing: object) -> None:
    found = served(Graph(feed(60)), failing, 25, *NO_INSIGHTS, login=login)
    assert found.fetched.failures == ()
    assert len(found.fetched.snapshots) == 60
    assert reasons(found.fetched) == {}


@LOGINS
@KINDS
def test_pages_that_are_too_heavy_with_insights_only_are_whole(login: str, failing: object) -> None:
    found = served(Graph(mixed(60)), failing, 25, *COMMON, login=login, whole=False)
    assert found.fetched.failures == ()
    assert (len(found.fetched.snapshots), reasons(found.fetched)) == (60, {})


@LOGINS
def test_heavy_pages_of_a_long_list_cost_little_more_than_the_smaller_pages(login: str) -> None:
    graph = Graph(mixed(2000))
    found = served(graph, HTML_504, 25, *COMMON, login=login)
    assert (len(found.fetched.snapshots), reasons(found.fetched)) == (2000, {})
    assert found.requests <= 80 + 20


def test_pages_grow_again_after_an_outage() -> None:
    graph = Graph(mixed(3000))
    left = [4]

    def bad(request: Request) -> Page | None:
        if request.params.get("after") == "c200" and left[0]:
            left[0] -= 1
            return HTML_504
        return None

    found = collect_over_http(graph, plan_for(*COMMON), bad=bad)
    assert (len(found.fetched.snapshots), reasons(found.fetched)) == (3000, {})
    assert rows(graph.log[-1]) == 100
    assert found.requests <= 30 + 30


@LOGINS
@KINDS
@pytest.mark.parametrize("metrics", [COMMON, NO_INSIGHTS])
def test_a_dead_api_ends_quickly(login: str, failing: object, metrics: tuple[str, ...]) -> None:
    found = served(Graph(mixed(60)), failing, 0, *metrics, login=login)
    assert [type(failure.error) for failure in found.fetched.failures] in ([TemporaryError], [ProtocolError])
    assert found.fetched.reachable == frozenset()
    assert found.requests <= 10
    assert sum(found.slept) <= 20


def test_a_dead_api_with_every_list_ends_quickly() -> None:
    graph = Graph(mixed(60), feed(4, product_type="STORY", first=900_000, start=NOW - timedelta(hours=20)))
    plan = plan_for(*COMMON, types=("FEED", "REELS", "STORY"), end=NOW)
    found = collect_over_http(graph, plan, bad=lambda _: HTML_504)
    assert {type(failure.error) for failure in found.fetched.failures} == {TemporaryError}
    assert found.requests <= 10


@LOGINS
@pytest.mark.parametrize("place", [0, 7, 59, 60, 119])
@pytest.mark.parametrize("needs", NEEDS)
def test_a_row_that_fails_alone_is_its_own_loss(login: str, place: int, needs: str) -> None:
    graph = Graph(mixed(120))
    evil = graph.media[place].id
    graph.media[place].row = {"caption": "x"}

    def refuse(request: Request) -> Mapping[str, Any] | None:
        if not rows(request):
            return None
        return HEAVY_99 if _fails(request, {place: needs}, 100) else None

    graph.refuse = refuse
    only_ids_where_no_more_is_asked(graph)
    found = collect_over_http(graph, plan_for(*COMMON, login=login))
    told = {snapshot.media.media_id for snapshot in found.fetched.snapshots}
    lost = needs == "no fields"
    assert told == {item.id for item in graph.media} - ({evil} if lost else set())
    assert reasons(found.fetched) == {}
    assert [str(failure.error) for failure in found.fetched.failures] == (
        ["the API failed to return 1 media item; it is excluded; try again later"] if lost else []
    )
    assert found.fetched.skipped_rows == lost
    assert found.requests <= 60


def test_a_list_of_which_every_row_fails_ends() -> None:
    graph = Graph(mixed(300))
    graph.refuse = lambda request: HEAVY_99 if request.params.get("fields") not in {"id", None} else None
    only_ids_where_no_more_is_asked(graph)
    found = collect_over_http(graph, plan_for(*COMMON))
    assert {type(failure.error) for failure in found.fetched.failures} == {TemporaryError}
    assert found.requests <= 150


# Where a list ends


def unordered(count: int, *, old: Mapping[int, timedelta]) -> Graph:
    """Return a list whose rows at these places are so much older than the period; `since` is ignored."""
    graph = Graph(feed(count))
    for place, age in old.items():
        graph.media[place].published = START - age
    page = graph._page

    def ignoring(request: Request, items: list[Item]) -> Reply:
        kept = {name: one for name, one in request.params.items() if name not in {"since", "until"}}
        return page(Request(request.account, request.path, kept), items)

    graph._page = ignoring  # type: ignore[method-assign]
    return graph


@LOGINS
@pytest.mark.parametrize("places", [[99], [0], [50, 99], [99, 100], [24, 49, 74, 99, 124, 149]])
def test_one_row_that_is_too_old_ends_no_list(login: str, places: list[int]) -> None:
    graph = unordered(180, old=dict.fromkeys(places, timedelta(days=60)))
    fetched = collect_over_http(graph, plan_for(*COMMON, login=login)).fetched
    assert len(fetched.snapshots) == 180 - len(places)
    assert fetched.failures == ()


@LOGINS
@pytest.mark.parametrize("size", [100, 10, 1])
def test_a_page_of_old_rows_ends_the_list_and_a_small_one_does_not(login: str, size: int) -> None:
    old = {place: timedelta(days=60 + place) for place in [*range(20, 30), *range(60, 400)]}
    graph = unordered(400, old=old)
    graph.refuse = lambda request: TOO_MUCH if rows(request) > size else None
    fetched = collect(graph, plan_for(*COMMON, login=login))
    assert len(fetched.snapshots) == 50
    assert graph.requests <= {100: 3, 10: 40, 1: 130}[size]
    assert fetched.failures == ()


def test_a_list_that_was_read_to_its_last_cursor_holds_the_period() -> None:
    graph = unordered(180, old={99: timedelta(days=60)})
    graph.media[100].published = END - timedelta(minutes=1)
    fetched = collect(graph, plan_for(*COMMON))
    assert len(fetched.snapshots) == 179
    assert graph.requests == 2


# What the troubles of a few rows cost, end to end


def test_rows_that_refuse_at_the_head_of_three_tens_do_not_cost_the_others_a_request_each() -> None:
    graph = Graph(mixed(100))
    for place in (0, 10, 20):
        graph.media[place].trouble = always({"code": 100, "error_subcode": 2108006, "message": "Invalid parameter"})
    found = collect_over_http(graph, plan_for(*COMMON, login="instagram"))
    assert set(reasons(found.fetched)) == {graph.media[place].id for place in (0, 10, 20)}
    assert found.requests <= 1 + 3 * 25


def test_a_row_that_fails_for_ever_is_isolated_from_its_page() -> None:
    graph = Graph(mixed(100))
    graph.media[40].trouble = always(UNKNOWN)
    found = collect_over_http(graph, plan_for(*COMMON, login="instagram"))
    assert reasons(found.fetched) == {graph.media[40].id: {"failed"}}
    assert found.requests <= 45


# Any mixture of heavy pages and evil rows


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([30, 130, 320]),
    st.dictionaries(
        st.integers(0, 319), st.sampled_from(["no insights", "no optional fields", "no fields"]), max_size=4
    ),
    st.sampled_from([100, 50, 25, 10]),
    st.sampled_from(["facebook", "instagram"]),
    st.sampled_from([COMMON, NO_INSIGHTS]),
)
@example(320, {0: "no fields", 319: "no fields"}, 100, "facebook", COMMON)
@example(320, dict.fromkeys((5, 6, 7), "no optional fields"), 25, "instagram", COMMON)
def test_every_row_that_can_be_had_is_had_and_the_requests_are_bounded(
    count: int, evil: dict[int, str], size: int, login: str, metrics: tuple[str, ...]
) -> None:
    graph, clean = Graph(mixed(count)), Graph(mixed(count))
    evil = {place: needs for place, needs in evil.items() if place < count}
    graph.refuse = lambda request: HEAVY_99 if rows(request) and _fails(request, evil, size) else None
    only_ids_where_no_more_is_asked(graph)
    fetched, whole = (collect(one, plan_for(*metrics, login=login)) for one in (graph, clean))
    lost = {graph.media[place].id for place, needs in evil.items() if needs == "no fields"}
    assert {snapshot.media.media_id for snapshot in fetched.snapshots} == {item.id for item in graph.media} - lost
    assert fetched.skipped_rows == len(lost)
    assert len(fetched.failures) == bool(lost)
    assert reasons(fetched) == {media_id: why for media_id, why in reasons(whole).items() if media_id not in lost}
    assert graph.requests <= clean.requests + 2 * count / size + 20 + 60 * len(evil)


def _fails(request: Request, evil: Mapping[int, str], size: int) -> bool:
    start, fields = int(request.params.get("after", "c0")[1:]), request.params["fields"]
    fine = {"no insights": "insights" not in fields, "no optional fields": "caption" not in fields}
    bad = (needs for place, needs in evil.items() if start <= place < start + rows(request))
    return rows(request) > size or any(not fine.get(needs, fields == "id") for needs in bad)

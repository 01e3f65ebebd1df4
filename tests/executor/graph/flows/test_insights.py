"""Refusals, over real HTTP: about one media item, never more than is known, and in any language; and dead tokens."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reporter.catalog.models import Login
from reporter.core.errors import CredentialsError, TemporaryError
from reporter.core.observations import Missing, Observed, Reason
from reporter.executor.fetch import fetch
from reporter.executor.graph.errors import failure, named_metrics, parse_error
from reporter.executor.graph.messages import ApiError, Kind, Reply, Request
from tests.support.served_graph import HTML_504, collect_over_http
from tests.support.simulated_graph import (
    COMMON,
    EXPIRED,
    FEW_VIEWERS,
    NOW,
    START,
    Graph,
    Item,
    always,
    feed,
    measures,
    mixed,
    plan_for,
    reasons,
    refuses,
    unsupported,
)

LOGINS = pytest.mark.parametrize("login", ["facebook", "instagram"])
INCOMPATIBLE = {"code": 100, "message": "(#100) Incompatible metric (views) with the media"}
FRENCH = {"code": 100, "message": "(#100) L'API ne prend pas en charge cette métrique pour ce média."}
FEW_IN_FRENCH = {"code": 10, "message": "(#10) Pas assez de personnes ont vu ce contenu pour afficher ses statistiques"}
NO_RIGHT_IN_FRENCH = {"code": 10, "message": "(#10) L’application n’est pas autorisée à effectuer cette action"}
INFERRED = "not requested this time, because Meta rejected this metric for similar posts"
OWN = "Meta rejected this metric for this post; the next run requests it again"


def feed_of(count: int, videos: list[int]) -> list[Item]:
    """Return feed media of which these places are videos from before reels."""
    media = feed(count)
    for place in videos:
        media[place].row = {"media_type": "VIDEO"}
    return media


# A refusal is about that media item


@LOGINS
@pytest.mark.parametrize("refusal", [unsupported("views"), INCOMPATIBLE, FRENCH])
def test_three_videos_that_refuse_views_cost_no_picture_its_views(login: str, refusal: Mapping[str, Any]) -> None:
    graph = Graph(feed_of(40, [2, 5, 8]))
    for place in (2, 5, 8):
        graph.media[place].trouble = refuses("views", refusal)
    found = collect_over_http(graph, plan_for(*COMMON, "follows", login=login))
    missing = {graph.media[place].id: {"refused"} for place in (2, 5, 8)}
    assert reasons(found.fetched) == missing
    assert sum(isinstance(snapshot.measures["views"], Observed) for snapshot in found.fetched.snapshots) == 37
    assert measures(found.fetched, graph.media[2].id)["views"] == Missing(Reason.REFUSED, OWN)
    assert measures(found.fetched, graph.media[2].id)["follows"] == Observed(1)
    assert found.fetched.failures == ()


@LOGINS
def test_what_several_of_a_kind_refuse_is_not_asked_of_the_others_and_is_refused(login: str) -> None:
    videos = list(range(0, 300, 2))
    graph = Graph(feed_of(300, videos))
    for place in videos:
        graph.media[place].trouble = refuses("follows", unsupported("follows"))
    found = collect_over_http(graph, plan_for("follows", "profile_visits", login=login))
    assert reasons(found.fetched) == {graph.media[place].id: {"refused"} for place in videos}
    told = {measures(found.fetched, graph.media[place].id)["follows"] for place in videos}
    assert told == {Missing(Reason.REFUSED, OWN), Missing(Reason.REFUSED, INFERRED)}
    asked = [
        one
        for one in [*graph.log, *(part for request in graph.log for part in request.parts)]
        if "metric" in one.params
    ]
    refused = [one for one in asked if "follows" in one.params["metric"] and _place(graph, one) in videos]
    assert len(refused) <= 50  # those of the first page, which are asked at once


def _place(graph: Graph, request: Request) -> int:
    return next(place for place, one in enumerate(graph.media) if one.id == request.path.split("/")[1])


def test_nothing_is_inferred_where_the_media_type_is_not_told() -> None:
    graph = Graph(feed(20))
    for one in graph.media:
        one.row = {"media_type": None}
    for one in graph.media[:5]:
        one.trouble = refuses("follows", unsupported("follows"))
    found = collect_over_http(graph, plan_for("follows", "profile_visits", login="instagram"))
    assert reasons(found.fetched) == {item.id: {"refused"} for item in graph.media[:5]}


@LOGINS
@pytest.mark.parametrize(
    "message",
    [
        "(#100) metric[0] must be one of the following values: reach",
        "(#100) metric[0] doit être l’une des valeurs suivantes : reach",
        "(#100) Starting from version 21+, the following metric is no longer supported: follows. Instead, see",
    ],
)
def test_a_metric_that_the_api_does_not_know_is_refused_and_not_asked_again(login: str, message: str) -> None:
    graph = Graph(feed(300))
    for one in graph.media:
        one.trouble = lambda metrics, _: {"code": 100, "message": message} if metrics[:1] == ("follows",) else None
    found = collect_over_http(graph, plan_for("follows", "profile_visits", login=login))
    assert {snapshot.measures["follows"] for snapshot in found.fetched.snapshots} == {
        Missing(Reason.REFUSED, "the API does not provide this metric")
    }
    assert all(snapshot.measures["profile_visits"] == Observed(1) for snapshot in found.fetched.snapshots)
    asked = [
        one
        for one in [*graph.log, *(part for request in graph.log for part in request.parts)]
        if "metric" in one.params
    ]
    assert sum("follows" in one.params["metric"] for one in asked) <= 100  # of the first page, which are asked at once


def test_only_the_catalog_says_that_a_metric_is_not_supported() -> None:
    graph = Graph(mixed(20))
    for item in graph.media:
        item.trouble = lambda metrics, _: unsupported(metrics[0])
    found = collect_over_http(graph, plan_for(*COMMON, "follows"))
    told = {
        (snapshot.media.product_type, metric, measure.reason)
        for snapshot in found.fetched.snapshots
        for metric, measure in snapshot.measures.items()
        if isinstance(measure, Missing)
    }
    assert {(kind, metric) for kind, metric, reason in told if reason is Reason.NOT_SUPPORTED} == {("REELS", "follows")}


# A token that dies


@LOGINS
@pytest.mark.parametrize("after", [0, 1, 5, 30])
def test_with_a_dead_token_nothing_more_is_asked_than_is_on_its_way(login: str, after: int) -> None:
    graph = Graph(feed(100))
    lock, answered, refused = threading.Lock(), [0], [0]

    def refuse(_: Request) -> Mapping[str, Any] | None:
        with lock:
            dead = answered[0] >= after
            (refused if dead else answered)[0] += 1
        return EXPIRED if dead else None

    graph.refuse = refuse
    plan = plan_for("follows", "profile_visits", "facebook_views", login=login)
    found = collect_over_http(graph, plan)
    if refused[0]:
        assert [type(one.error) for one in found.fetched.failures] == [CredentialsError]
        assert refused[0] <= 4  # so many of an account are on their way at once


def test_one_part_of_a_batch_that_says_the_token_is_dead_stops_the_batches_behind_it() -> None:
    graph = Graph(feed(1000))
    for one in graph.media[:50]:
        one.trouble = always(EXPIRED)
    found = collect_over_http(graph, plan_for("follows", "facebook_views"))
    assert [type(one.error) for one in found.fetched.failures] == [CredentialsError]
    assert found.requests <= 2 + 4  # one page, the second beside four batches of the first


@LOGINS
def test_an_api_that_fails_whatever_it_is_asked_is_left_alone_soon(login: str) -> None:
    graph = Graph(feed(500))
    found = collect_over_http(
        graph,
        plan_for("follows", "profile_visits", login=login),
        bad=lambda request: None if "limit" in request.params else HTML_504,
    )
    assert len(found.fetched.snapshots) == 500
    assert [str(one.error) for one in found.fetched.failures] == [
        "the API failed 20 requests in a row; try again later"
    ]
    assert isinstance(found.fetched.failures[0].error, TemporaryError)
    assert found.fetched.reachable == {"acme"}
    assert found.requests <= 5 + 100


# What a person must do


@pytest.mark.parametrize(
    ("subcode", "message"),
    [
        (None, "Error validating access token: You cannot access the app till you log in to www.instagram.com"),
        (None, "You cannot access the app till you log in to www.facebook.com and follow the instructions given."),
        (None, "Vous devez vous connecter à www.instagram.com pour accéder à l’app"),
        (459, "irgendetwas"),
        (464, ""),
    ],
)
@LOGINS
def test_who_must_log_in_is_not_told_to_make_a_new_token_first(subcode: int | None, message: str, login: str) -> None:
    graph = Graph(feed(3))
    graph.refuse = lambda _: {"code": 190, "message": message} | ({"error_subcode": subcode} if subcode else {})
    found = collect_over_http(graph, plan_for(*COMMON, login=login))
    told = str(found.fetched.failures[0].error)
    site = next((one for one in ("www.instagram.com", "www.facebook.com") if one in message), f"www.{login}.com")
    assert told.startswith(f"Meta requires the owner of the token to log in to {site} and follow the instructions")
    assert told.index("still be valid") < told.index("create a new token")


def test_an_expired_token_is_not_taken_for_one_that_must_be_confirmed() -> None:
    error = parse_error({"code": 190, "error_subcode": 463, "message": "Log in to www.facebook.com"}, status=400)
    assert str(failure(error, "insights", Login.FACEBOOK)).startswith("the token has expired")
    bare = parse_error({"code": 190, "message": "Invalid OAuth access token"}, status=400)
    assert str(failure(bare, "insights", Login.FACEBOOK)).startswith("the token was rejected")


# Any language


@LOGINS
def test_too_few_viewers_in_another_language_end_no_account(login: str) -> None:
    stories = feed(4, product_type="STORY", first=900_000, start=NOW - timedelta(hours=20))
    stories[1].trouble = always(FEW_IN_FRENCH)
    stories[2].trouble = always(FEW_VIEWERS)
    found = collect_over_http(Graph(feed(2), stories), plan_for("views", types=("FEED", "STORY"), login=login, end=NOW))
    assert reasons(found.fetched) == {stories[1].id: {"not_enough_viewers"}, stories[2].id: {"not_enough_viewers"}}
    assert found.fetched.failures == ()


@LOGINS
def test_a_missing_permission_in_another_language_ends_the_account(login: str) -> None:
    graph = Graph(feed(30))
    for one in graph.media:
        one.trouble = always(NO_RIGHT_IN_FRENCH)
    found = collect_over_http(graph, plan_for(*COMMON, login=login))
    assert [type(one.error) for one in found.fetched.failures] == [CredentialsError]
    assert "lacks a permission" in str(found.fetched.failures[0].error)
    assert found.requests <= 3 + 11


def test_metrics_that_do_not_go_with_a_media_item_are_named() -> None:
    error = parse_error(
        {"code": 100, "message": "(#100) Incompatible metrics (views, reach) with the media"}, status=400
    )
    assert error.kind is Kind.METRIC
    assert named_metrics(error, ("reach", "saved", "views")) == ("reach", "views")


# Nothing but empty answers


@LOGINS
def test_answers_that_are_all_empty_name_the_permission(login: str) -> None:
    graph = Graph(mixed(12))
    for item in graph.media:
        item.numbers = {}
    found = collect_over_http(graph, plan_for(*COMMON, "follows", login=login))
    (told,) = found.fetched.failures
    right = {"facebook": "instagram_manage_insights", "instagram": "instagram_business_manage_insights"}[login]
    assert isinstance(told.error, CredentialsError)
    assert str(told.error).endswith(f"check that the token has the permission {right}")
    assert len(found.fetched.snapshots) == 12
    assert found.fetched.reachable == {"acme"}


@pytest.mark.parametrize("what", ["one number", "old", "just published", "no media", "refused"])
def test_empty_answers_that_have_another_reason_name_no_permission(what: str) -> None:
    graph = Graph(feed(0 if what == "no media" else 5))
    for one in graph.media:
        one.numbers = {}
    start = START
    if what == "one number":
        graph.media[4].numbers = {"reach": 0}
    elif what == "refused":
        graph.media[0].trouble = always({"code": 100, "error_subcode": 2108006, "message": "Invalid parameter"})
    elif what == "old":
        start = NOW - timedelta(days=900)
        for one in graph.media:
            one.published = NOW - timedelta(days=800)
    elif what == "just published":
        for one in graph.media:
            one.published = NOW - timedelta(minutes=5)
    assert collect_over_http(graph, plan_for(*COMMON, start=start, end=NOW)).fetched.failures == ()


# Numbers that are none


@LOGINS
def test_counts_below_zero_are_no_numbers(login: str) -> None:
    graph = Graph(mixed(4))
    reel = next(item for item in graph.media if item.product_type == "REELS")
    reel.numbers |= {"views": -1, "reels_skip_rate": -0.5}
    found = collect_over_http(graph, plan_for(*COMMON, "reels_skip_rate", login=login))
    told = measures(found.fetched, reel.id)
    assert told["views"] == Missing(Reason.FAILED, "Meta sent -1, but this metric cannot be negative")
    assert told["reels_skip_rate"] == Missing(Reason.FAILED, "Meta sent -0.5, but this metric cannot be negative")
    assert told["reach"] == Observed(1)


# What only some host has, and what two aliases share


def test_no_field_is_asked_that_instagram_login_does_not_have() -> None:
    graph = Graph(mixed(3))
    collect_over_http(graph, plan_for(*COMMON, login="instagram", instagram_id=""))
    asked = {
        name for request in graph.log for name in request.params.get("fields", "").partition(",insights")[0].split(",")
    }
    only_facebook = {"reposts_count", "saved_count", "shares_count", "has_profile_pic", "is_published"}
    assert not asked & only_facebook
    assert not [name for name in asked if name.startswith("total_")]


def test_two_aliases_of_one_account_share_nothing() -> None:
    plan, graph = plan_for(*COMMON), Graph(feed(3))
    (own,) = plan.accounts
    both = replace(plan, accounts=(own, replace(own, account="again")))

    def send(request: Request) -> Reply:
        if request.account == "again":
            raise ApiError(Kind.CREDENTIALS, code=190)
        return graph.send(request)

    fetched = fetch(both, send)
    assert fetched.reachable == {"acme"}
    assert [snapshot.media.account for snapshot in fetched.snapshots] == ["acme"] * 3
    assert [one.account for one in fetched.failures] == ["again"]

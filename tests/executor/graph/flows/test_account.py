"""What flows do with refusals, hostile pages and bad numbers; case numbers are those of the reliability plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from reporter.core.errors import CredentialsError, ProtocolError, RejectedError, ReporterError, TemporaryError
from reporter.core.observations import Missing, Observed, Reason
from reporter.executor.fetch import Fetched, count_media, fetch
from reporter.executor.graph.flows.account import account_flow
from reporter.executor.graph.messages import Reply, Request
from tests.support.simulated_graph import (
    COMMON,
    EXPIRED,
    FEW_VIEWERS,
    GONE,
    ID,
    NOT_ON_FACEBOOK,
    NOW,
    SERVICE,
    UNKNOWN,
    Graph,
    Item,
    always,
    collect,
    feed,
    measures,
    mixed,
    plan_for,
    reasons,
    refuses,
    unsupported,
)

SPLIT = {"profile_activity": "action_type"}
LOGINS = pytest.mark.parametrize("login", ["facebook", "instagram"])


def failures(fetched: Fetched) -> list[type[ReporterError]]:
    return [type(failure.error) for failure in fetched.failures]


def pages(*bodies: Mapping[str, Any]) -> tuple[Fetched, list[Request]]:
    """Collect an account whose list gives these pages, the last one for ever."""
    asked: list[Request] = []

    def send(request: Request) -> Reply:
        asked.append(request)
        return Reply(bodies[min(len(asked), len(bodies)) - 1])

    return fetch(plan_for("views"), send), asked


def page(*rows: Mapping[str, Any], after: str | None = None) -> dict[str, Any]:
    paging = {"paging": {"next": "https://evil.invalid/x", "cursors": {"after": after}}} if after else {}
    return {"data": [*rows], **paging}


def row(number: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    insights = {"data": [{"name": "views", "values": [{"value": 7}]}]}
    known = {"id": str(number), "media_product_type": "FEED", "timestamp": "2026-11-20T10:00:00+0000"}
    return {**known, "insights": insights, **more}


# What one media item does


@LOGINS
def test_b29_an_unknown_error_splits_once_and_keeps_the_good_metrics(login: str) -> None:
    graph = Graph(feed(30))
    graph.media[3].trouble = refuses("reach", {"code": 100, "message": "An unknown error has occurred."})
    fetched = collect(graph, plan_for(*COMMON, login=login))
    assert reasons(fetched) == {graph.media[3].id: {"refused"}}
    assert measures(fetched, graph.media[3].id)["views"] == Observed(1)
    assert isinstance(measures(fetched, graph.media[3].id)["reach"], Missing)
    assert fetched.failures == ()


@LOGINS
def test_a_named_metric_is_dropped_for_that_media_item_in_one_step(login: str) -> None:
    graph = Graph(feed(10))
    graph.media[3].trouble = refuses("reach", unsupported("reach"))
    fetched = collect(graph, plan_for(*COMMON, login=login))
    assert [name for name, one in measures(fetched, graph.media[3].id).items() if isinstance(one, Missing)] == ["reach"]
    pages = {"facebook": 2, "instagram": 3}[login]  # refused, (refused with ten rows,) without insights
    assert graph.calls == pages + 10 + 1  # each media item, and the bad one without reach


def test_b27_too_few_viewers_hide_all_metrics_and_are_asked_once() -> None:
    stories = feed(3, product_type="STORY", first=900_000, start=NOW - timedelta(hours=3))
    stories[1].trouble = always(FEW_VIEWERS)
    graph = Graph([], stories)
    fetched = collect(graph, plan_for("views", "replies", "navigation", types=("STORY",), end=NOW))
    assert reasons(fetched) == {stories[1].id: {"not_enough_viewers"}}
    assert fetched.failures == ()
    assert len([request for request in graph.log if request.parts]) == 1


def test_b32_a_story_that_is_over_has_expired_and_a_deleted_one_is_gone() -> None:
    stories = feed(2, product_type="STORY", first=900_000, start=NOW - timedelta(hours=25))
    stories[0].published = NOW - timedelta(hours=2)
    for story in stories:
        story.trouble = always(GONE)
    fetched = collect(Graph([], stories), plan_for("views", types=("STORY",), end=NOW))
    assert reasons(fetched) == {stories[0].id: {"gone"}, stories[1].id: {"expired_story"}}


@LOGINS
def test_metrics_that_fail_whole_requests_are_asked_apart(login: str) -> None:
    graph = Graph(mixed(20))
    for one in graph.media:
        one.trouble = lambda metrics, _: NOT_ON_FACEBOOK if "facebook_views" in metrics else None
    graph.media[4].trouble = None
    fetched = collect(graph, plan_for(*COMMON, "follows", "facebook_views", login=login))
    assert all(measures(fetched, item.id)["views"] == Observed(1) for item in graph.media)
    on_facebook = [item.id for item in graph.media if measures(fetched, item.id)["facebook_views"] == Observed(1)]
    assert on_facebook == [graph.media[4].id]  # and nothing was learned from those that are not there
    assert measures(fetched, graph.media[5].id)["facebook_views"] == Missing(Reason.NOT_ON_FACEBOOK)


@LOGINS
def test_a_refused_breakdown_leaves_the_number(login: str) -> None:
    graph = Graph(feed(5))
    no = {"code": 100, "message": "(#100) Incompatible breakdowns (action_type) for metric (profile_activity)"}
    for one in graph.media:
        one.trouble = lambda _, breakdown: no if breakdown else None
    fetched = collect(graph, plan_for("profile_activity", breakdowns=SPLIT, login=login))
    assert all(measures(fetched, item.id)["profile_activity"] == Observed(1) for item in graph.media)


def test_a_breakdown_brings_its_number_along() -> None:
    graph = Graph(feed(1))
    fetched = collect(graph, plan_for("views", "profile_activity", breakdowns=SPLIT))
    assert measures(fetched, graph.media[0].id)["profile_activity"] == Observed(1, {"email": 1})
    assert graph.requests == 2


def test_a_metric_that_no_media_item_of_a_type_has_is_asked_of_few() -> None:
    graph = Graph(feed(500))
    for one in graph.media:
        one.trouble = refuses("follows", unsupported("follows"))
    fetched = collect(graph, plan_for("follows", "profile_visits"))
    assert all(measures(fetched, item.id)["profile_visits"] == Observed(1) for item in graph.media)
    assert all(isinstance(measures(fetched, item.id)["follows"], Missing) for item in graph.media)
    assert graph.requests <= 5 + 10 + 3  # three media say no; the rest is not asked again


@LOGINS
def test_b31_a_media_item_that_fails_for_ever_costs_a_bounded_number(login: str) -> None:
    graph = Graph(mixed(100))
    graph.media[20].trouble = always(SERVICE)
    fetched = collect(graph, plan_for(*COMMON, "follows", login=login))
    assert "failed" in reasons(fetched)[graph.media[20].id]
    assert [media_id for media_id, found in reasons(fetched).items() if "failed" in found] == [graph.media[20].id]
    whole = Graph(mixed(100))
    collect(whole, plan_for(*COMMON, "follows", login=login))
    assert graph.requests - whole.requests <= 30


def test_an_unknown_error_for_ever_still_gives_the_metrics_that_work_alone() -> None:
    graph = Graph(feed(3))
    graph.media[0].trouble = lambda metrics, _: UNKNOWN if len(metrics) > 1 else None
    fetched = collect(graph, plan_for(*COMMON))
    assert reasons(fetched) == {}


def test_parts_that_hit_a_limit_are_asked_again() -> None:
    graph = Graph(feed(3))
    times = iter([{"code": 80002, "message": "(#80002) too many calls"}] * 2)
    graph.media[0].trouble = lambda _, __: next(times, None)
    fetched = collect(graph, plan_for("follows"))
    assert reasons(fetched) == {}


def test_parts_that_hit_a_limit_for_ever_end_the_account_and_keep_the_rest() -> None:
    graph = Graph(feed(3))
    graph.media[0].trouble = always({"code": 80002, "message": "(#80002) too many calls"})
    fetched = collect(graph, plan_for("follows"))
    assert failures(fetched) == [TemporaryError]
    assert measures(fetched, graph.media[1].id)["follows"] == Observed(1)
    assert graph.requests == 1 + 6


# Metrics


def test_a_metric_unknown_to_the_api_is_dropped_from_the_page_and_all_else() -> None:
    graph = Graph(mixed(250))

    def refuse(request: Request) -> Mapping[str, Any] | None:
        asked = request.params.get("fields", "")
        return (
            {"code": 100, "message": "(#100) metric[1] must be one of the following values: views"}
            if ("views,reach," in asked)
            else None
        )

    graph.refuse = refuse
    fetched = collect(graph, plan_for(*COMMON))
    assert all(isinstance(snapshot.measures["reach"], Missing) for snapshot in fetched.snapshots)
    assert all(snapshot.measures["total_interactions"] == Observed(1) for snapshot in fetched.snapshots)
    assert graph.requests == 3 + 1


def test_what_a_type_or_login_never_has_is_not_asked() -> None:
    graph = Graph(mixed(4))
    fetched = collect(graph, plan_for("views", "navigation", "total_views", "plays", login="instagram"))
    assert {request.params["fields"].partition("insights")[2] for request in graph.log} == {".metric(views)"}
    first = fetched.snapshots[0].measures
    assert {name: one.reason for name, one in first.items() if isinstance(one, Missing)} == dict.fromkeys(
        ("navigation", "total_views", "plays"), Reason.NOT_SUPPORTED
    )


def test_metrics_that_pooling_stands_on_come_along() -> None:
    graph = Graph(feed(1, product_type="REELS"))
    fetched = collect(graph, plan_for("reels_skip_rate"))
    assert set(fetched.snapshots[0].measures) == {
        "reels_skip_rate",
        "ig_reels_video_view_total_time",
        "ig_reels_avg_watch_time",
    }


@pytest.mark.parametrize(
    ("value", "measure"),
    [
        (-3, Missing(Reason.FAILED, "Meta sent -3, but this metric cannot be negative")),  # B11
        (-0.5, Missing(Reason.FAILED, "Meta sent -0.5, but this metric cannot be negative")),
        (12.0, Observed(12)),  # B13
        (0, Observed(0)),
        (None, Missing(Reason.NOT_AVAILABLE)),  # B09
        (float("nan"), Missing(Reason.FAILED, "the API returned a value that is not a valid number")),  # B08
        (float("inf"), Missing(Reason.FAILED, "the API returned a value that is not a valid number")),
        (2**63, Missing(Reason.FAILED, "the API returned a value that is not a valid number")),  # B12
        ("12", Missing(Reason.FAILED, "the API returned a value that is not a valid number")),  # B13
        (True, Missing(Reason.FAILED, "the API returned a value that is not a valid number")),
        ({"tap": 1}, Missing(Reason.FAILED, "the API returned a value that is not a valid number")),
    ],
)
def test_b08_to_b13_one_bad_value_costs_one_measure(value: object, measure: object) -> None:
    graph = Graph(feed(3))
    graph.media[1].numbers["views"] = value
    fetched = collect(graph, plan_for(*COMMON))
    assert measures(fetched, graph.media[1].id)["views"] == measure
    assert measures(fetched, graph.media[1].id)["reach"] == Observed(1)
    assert graph.requests == 1


def test_b10_empty_data_is_not_available_and_not_asked_again() -> None:
    graph = Graph(feed(3))
    graph.media[1].numbers = {}
    fetched = collect(graph, plan_for(*COMMON, "follows"))
    assert set(measures(fetched, graph.media[1].id).values()) == {Missing(Reason.NOT_AVAILABLE)}
    assert graph.requests == 2
    assert fetched.failures == ()


def test_b24_unknown_product_types_are_kept_without_measures() -> None:
    graph = Graph(feed(2))
    graph.media[0].row = {"media_product_type": "AD"}
    fetched = collect(graph, plan_for("follows"))
    assert fetched.snapshots[0].media.product_type == "AD"
    assert reasons(fetched) == {graph.media[0].id: {"not_supported"}}


def test_product_types_that_are_not_wanted_are_left_out() -> None:
    fetched = collect(Graph(mixed(10)), plan_for("views", types=("REELS",)))
    assert {snapshot.media.product_type for snapshot in fetched.snapshots} == {"REELS"}
    assert len(fetched.snapshots) == 5


# Pages


def test_b17_the_same_media_item_twice_is_one() -> None:
    fetched, asked = pages(page(row(1), row(1), after="a"), page(row(1), row(2)))
    assert [snapshot.media.media_id for snapshot in fetched.snapshots] == ["1", "2"]
    assert len(asked) == 2


def test_b18_a_cursor_that_stays_ends_after_two_requests() -> None:
    fetched, asked = pages(page(row(1), after="a"), page(row(2), after="a"))
    assert failures(fetched) == [ProtocolError]
    assert len(fetched.snapshots) == 2
    assert len(asked) == 2


def test_b19_a_circle_of_cursors_ends() -> None:
    fetched, asked = pages(page(row(1), after="a"), page(row(2), after="b"), page(row(3), after="a"))
    assert failures(fetched) == [ProtocolError]
    assert len(asked) == 3


def test_b20_endless_fresh_cursors_with_empty_pages_end() -> None:
    asked: list[Request] = []

    def send(request: Request) -> Reply:
        asked.append(request)
        return Reply(page(after=f"c{len(asked)}"))

    fetched = fetch(plan_for("views"), send)
    assert failures(fetched) == [ProtocolError]
    assert len(asked) == 5


def test_endless_pages_of_the_same_rows_end() -> None:
    asked: list[Request] = []

    def send(request: Request) -> Reply:
        asked.append(request)
        return Reply(page(row(1), after=f"c{len(asked)}"))

    assert failures(fetch(plan_for("views"), send)) == [ProtocolError]
    assert len(asked) == 6


@pytest.mark.parametrize("cursor", ["x" * 1_000_000, "a\r\nb", "", "ü", "a\x00"])
def test_b21_cursors_that_are_none_end_the_list(cursor: str) -> None:
    body = {"data": [row(1)], "paging": {"next": "https://evil.invalid/", "cursors": {"after": cursor}}}
    fetched, asked = pages(body)
    assert failures(fetched) == [ProtocolError]
    assert len(fetched.snapshots) == len(asked) == 1


def test_b22_next_without_a_cursor_ends_and_keeps_the_rows() -> None:
    fetched, asked = pages({"data": [row(1)], "paging": {"next": "https://evil.invalid/"}})
    assert failures(fetched) == [ProtocolError]
    assert len(fetched.snapshots) == len(asked) == 1


def test_no_next_is_the_end_even_with_a_cursor() -> None:
    fetched, asked = pages({"data": [row(1)], "paging": {"cursors": {"after": "a"}}})
    assert fetched.failures == ()
    assert len(asked) == 1


@pytest.mark.parametrize("wrong", [None, 17, "../../x", "1'", "1" * 33, "", "１"])
def test_b23_rows_without_a_usable_id_are_left_out_and_told(wrong: object) -> None:
    fetched, _ = pages(page(row(1), row(2, id=wrong), "no row", row(3)))  # type: ignore[arg-type]
    assert [snapshot.media.media_id for snapshot in fetched.snapshots] == ["1", "3"]
    assert failures(fetched) == [ProtocolError]
    assert fetched.skipped_rows == 2


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": {"x": 1}}])
def test_b05_a_page_that_is_none_ends_the_account_after_a_smaller_step(body: Mapping[str, Any]) -> None:
    fetched, asked = pages(body)
    assert failures(fetched) == [ProtocolError]
    assert len(asked) == 3  # the page, without insights, and one id: nobody is there


def test_rows_outside_the_period_are_left_out_and_a_page_of_older_ones_ends_the_list() -> None:
    newer, older = row(1, timestamp="2026-11-23T00:00:00+0000"), row(3, timestamp="2026-11-15T23:59:59+0000")
    fetched, asked = pages(
        page(newer, row(2), older, after="a"), page(older, row(4), after="b"), page(older, after="c")
    )
    assert [snapshot.media.media_id for snapshot in fetched.snapshots] == ["2", "4"]
    assert len(asked) == 3
    assert fetched.failures == ()


def test_rows_whose_insights_did_not_come_are_asked_for_them() -> None:
    graph = Graph(feed(3))
    graph.media[1].row = {}
    whole = graph._page

    def without(request: Request, items: list[Item]) -> Reply:
        reply = whole(request, items)
        del reply.body["data"][1]["insights"]
        return reply

    graph._page = without  # type: ignore[method-assign]
    assert reasons(collect(graph, plan_for("views"))) == {}
    assert graph.requests == 2


def test_a_page_that_is_too_heavy_is_asked_in_smaller_ones() -> None:
    graph = Graph(feed(100))
    heavy = {"code": 1, "message": "Please reduce the amount of data you're asking for, then retry your request"}
    graph.refuse = lambda request: heavy if int(request.params["limit"]) > 25 else None
    fetched = collect(graph, plan_for(*COMMON))
    assert len(fetched.snapshots) == 100
    assert [int(one.params["limit"]) for one in graph.log] == [100, 50, 25, 25, 25, 25]
    assert reasons(fetched) == {}


def test_fields_that_a_host_does_not_have_are_left_out() -> None:
    graph = Graph(feed(150))
    no = {"code": 100, "message": "(#100) Tried accessing nonexisting field (thumbnail_url)"}
    graph.refuse = lambda request: no if "thumbnail_url" in request.params["fields"] else None
    fetched = collect(graph, plan_for("views"))
    assert (len(fetched.snapshots), graph.requests) == (150, 3)


def test_a_field_that_one_row_refuses_costs_captions_and_not_media() -> None:
    graph = Graph(feed(5))
    no = {"code": 9005, "message": "Video content was not found."}
    graph.refuse = lambda request: no if "media_url" in request.params.get("fields", "") else None
    fetched = collect(graph, plan_for("views"))
    assert len(fetched.snapshots) == 5
    assert reasons(fetched) == {}


# Accounts


def test_b28_an_expired_token_costs_one_request_and_names_itself_in_plain_words() -> None:
    graph = Graph(mixed(10), feed(2, product_type="STORY", first=900_000, start=NOW - timedelta(hours=2)))
    graph.refuse = lambda _: EXPIRED
    fetched = collect(graph, plan_for(*COMMON, types=("FEED", "STORY"), end=NOW))
    assert failures(fetched) == [CredentialsError]
    told = str(fetched.failures[0].error)
    assert told.startswith("the token has expired; create a new token in Meta's Graph API Explorer")
    assert told.endswith("(code 190)")
    assert graph.requests == 1


def test_a_token_that_expires_half_way_keeps_what_was_had() -> None:
    graph = Graph(mixed(300))
    graph.refuse = lambda request: EXPIRED if request.params.get("after") == "c200" else None
    fetched = collect(graph, plan_for(*COMMON))
    assert len(fetched.snapshots) == 200
    assert reasons(fetched) == {}
    assert failures(fetched) == [CredentialsError]


def test_what_was_listed_but_not_asked_any_more_is_failed() -> None:
    graph = Graph(feed(30))
    graph.refuse = lambda request: EXPIRED if request.parts else None
    fetched = collect(graph, plan_for("views", "follows"))
    assert len(fetched.snapshots) == 30
    assert {one for found in reasons(fetched).values() for one in found} == {"failed"}
    assert measures(fetched, graph.media[0].id)["views"] == Observed(1)


def test_one_part_with_an_expired_token_does_not_lose_the_other_parts() -> None:
    graph = Graph(feed(3))
    graph.media[0].trouble = always(EXPIRED)
    fetched = collect(graph, plan_for("follows"))
    assert failures(fetched) == [CredentialsError]
    assert [snapshot.measures["follows"] for snapshot in fetched.snapshots[1:]] == [Observed(1), Observed(1)]


def test_a_missing_permission_ends_the_account() -> None:
    graph = Graph(mixed(10))
    graph.refuse = lambda _: {"code": 10, "message": "(#10) Application does not have permission for this action"}
    fetched = collect(graph, plan_for(*COMMON))
    assert failures(fetched) == [CredentialsError]
    assert graph.requests == 1


def test_a_metric_that_a_story_is_not_given_is_refused() -> None:
    stories = feed(2, product_type="STORY", first=900_000, start=NOW - timedelta(hours=2))
    for one in stories:
        one.trouble = refuses("total_views", {"code": 200, "message": "(#200) no"})
    fetched = collect(Graph([], stories), plan_for("views", "total_views", types=("STORY",), end=NOW))
    assert reasons(fetched) == {story.id: {"refused"} for story in stories}
    assert measures(fetched, stories[0].id)["views"] == Observed(1)


def test_an_account_that_does_not_exist_is_refused_after_a_smaller_step() -> None:
    graph = Graph([])
    graph.refuse = lambda _: GONE
    fetched = collect(graph, plan_for(*COMMON))
    assert failures(fetched) == [RejectedError]
    assert graph.requests == 2


def test_a_list_that_fails_for_ever_ends_with_a_temporary_failure_and_keeps_the_other_list() -> None:
    graph = Graph(feed(3), feed(2, product_type="STORY", first=900_000, start=NOW - timedelta(hours=2)))
    graph.refuse = lambda request: UNKNOWN if request.path.endswith("/media") else None
    fetched = collect(graph, plan_for("views", types=("FEED", "STORY"), end=NOW))
    assert failures(fetched) == [TemporaryError]
    assert len(fetched.snapshots) == 2


@pytest.mark.parametrize("shape", ["flat", "data", "number"])
def test_instagram_login_without_an_id_asks_who_it_is(shape: str) -> None:
    graph = Graph(feed(1))
    shapes: dict[str, dict[str, Any]] = {
        "flat": {"user_id": ID},
        "data": {"data": [{"user_id": ID}]},
        "number": {"user_id": int(ID)},
    }

    def send(request: Request) -> Reply:
        return Reply(shapes[shape]) if request.path == "v26.0/me" else graph.send(request)

    fetched = fetch(plan_for("views", login="instagram", instagram_id=""), send)
    assert len(fetched.snapshots) == 1


def test_an_account_that_the_api_does_not_name_is_no_path() -> None:
    def send(_: Request) -> Reply:
        return Reply({"user_id": "../../x"})

    assert failures(fetch(plan_for("views", login="instagram", instagram_id=""), send)) == [ProtocolError]


def test_a_host_without_batches_is_asked_one_by_one() -> None:
    graph = Graph(feed(120))
    graph.refuse = lambda request: {"code": 2500, "message": "Unknown path components: /"} if request.parts else None
    fetched = collect(graph, plan_for("follows"))
    assert reasons(fetched) == {}
    assert graph.requests <= 2 + 3 + 120


def test_a_batch_that_fails_for_now_is_asked_in_smaller_ones() -> None:
    graph = Graph(feed(40))
    graph.refuse = lambda request: SERVICE if len(request.parts) > 10 else None
    fetched = collect(graph, plan_for("follows"))
    assert reasons(fetched) == {}
    assert graph.requests == 1 + 1 + 4


def test_batches_go_out_while_pages_still_come() -> None:
    flow = account_flow(plan_for("follows").accounts[0])
    graph = Graph(feed(200))
    (first,) = next(flow)
    step = flow.send((first.parse_reply(graph.send(first)),))
    assert [len(one.parts) for one in step] == [0, 50, 50]
    step = flow.send(tuple(request.parse_reply(graph.send(request)) for request in step))
    assert [len(one.parts) for one in step] == [50, 50]


def test_counting_lists_media_and_asks_no_insights() -> None:
    stories = feed(3, product_type="STORY", first=900_000, start=NOW - timedelta(hours=2))
    graph = Graph(mixed(230), stories)
    counted = count_media(plan_for(*COMMON, types=("FEED", "REELS", "STORY"), end=NOW), graph.send)
    assert counted.media == {"acme": {"FEED": 115, "REELS": 115, "STORY": 3}}
    assert graph.requests == 4
    assert {request.params["fields"] for request in graph.log} == {"id,media_product_type,timestamp"}

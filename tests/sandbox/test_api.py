"""What the sandbox answers over real HTTP when all is well: rows, pages, insights, tokens, batches."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.sandbox.api import IncomingRequest, handle
from reporter.sandbox.call import ServerState
from reporter.sandbox.faults import Faults
from reporter.sandbox.server import Sandbox, running
from reporter.sandbox.usage import Tally
from reporter.sandbox.world import token
from tests.support.sandbox_client import ID, NOW, first, get, insights, media, moment, post_batch

INTERSECTION = "reach,views,likes,comments,saved,shares,reposts,total_interactions"


def test_a_story_of_yesterday_is_gone(sandbox: Sandbox) -> None:
    story = get(sandbox, f"/v23.0/{ID['lumen']}/stories").body["data"][0]["id"]
    assert get(sandbox, f"/v23.0/{story}/insights", metric="views").status == 200
    with running(NOW + timedelta(days=1)) as later:
        assert get(later, f"/v23.0/{story}/insights", metric="views").code == (100, 33)
        assert story not in get(later, f"/v23.0/{ID['lumen']}/stories").raw.decode()


def test_same_clock_same_bytes_and_a_later_clock_more(sandbox: Sandbox) -> None:
    query: dict[str, Any] = {"fields": f"id,caption,media_url,insights.metric({INTERSECTION})", "limit": "30"}
    path = f"/v23.0/{ID['velora']}/media"
    before = get(sandbox, path, alias="velora", **query)
    with running(lambda: NOW) as again:
        twin = get(again, path, alias="velora", **query)
    assert twin.raw.replace(again.url.encode(), b"") == before.raw.replace(sandbox.url.encode(), b"")
    with running(NOW + timedelta(days=2)) as later:
        after = get(later, path, alias="velora", **query, until=int(NOW.timestamp()))
    grown = 0
    for old, new in zip(before.body["data"], after.body["data"], strict=True):
        assert old["id"] == new["id"]
        reach = [_value(row, "reach") for row in (old, new)]
        assert reach[1] >= reach[0]
        grown += reach[1] > reach[0]
    assert grown > 0


def test_any_clock_has_a_world() -> None:
    for year in (2022, 2024, 2025, 2030):
        with running(datetime(year, 6, 3, 12, tzinfo=UTC)) as sandbox:
            rows = media(sandbox, "nordpfad", limit=5)
            assert len(rows) == 5
            assert moment(rows[0]).year == year


def test_who_am_i_differs_by_host(sandbox: Sandbox) -> None:
    mine = get(sandbox, "/v23.0/me", alias="kettle", fields="user_id,username,account_type").body
    assert mine["user_id"] == ID["kettle"] != mine["id"]
    assert mine["username"] == "kettleandcrumb"
    person = get(sandbox, "/v23.0/me").body
    assert set(person) == {"id", "name"}
    (page,) = get(sandbox, "/v23.0/me/accounts", fields="instagram_business_account").body["data"]
    assert page["instagram_business_account"] == {"id": ID["lumen"]}
    assert page["id"] != ID["lumen"]


def test_a_batch_answers_in_order_with_bodies_as_text(sandbox: Sandbox) -> None:
    reel, image = first(sandbox, "REELS"), first(sandbox, "FEED", "IMAGE")
    parts = [
        f"v23.0/{reel}/insights?metric=ig_reels_avg_watch_time",
        f"{image}/insights?metric=ig_reels_avg_watch_time",
        f"/{image}/insights?metric=profile_activity&breakdown=action_type",
    ]
    answer = post_batch(sandbox, parts)
    assert answer.status == 200
    assert [part["code"] for part in answer.body] == [200, 400, 200]
    bodies = [json.loads(part["body"]) for part in answer.body]
    assert bodies[0]["data"][0]["values"][0]["value"] > 1000
    assert bodies[1]["error"]["code"] == 100
    assert {header["name"] for header in answer.body[0]["headers"]} >= {"X-Business-Use-Case-Usage"}
    assert "headers" not in post_batch(sandbox, parts, include_headers="false").body[0]


def _value(row: dict[str, Any], name: str) -> int:
    (value,) = (entry["values"][0]["value"] for entry in row["insights"]["data"] if entry["name"] == name)
    assert isinstance(value, int)
    return value


def test_the_instagram_host_refuses_what_only_facebook_has(sandbox: Sandbox) -> None:
    for path, params in [
        (f"/v23.0/{ID['kettle']}", {"fields": "username,is_published"}),
        (f"/v23.0/{first(sandbox, 'FEED', alias='kettle')}", {"fields": "total_like_count"}),
        ("/v23.0/me/accounts", {}),
        ("/debug_token", {"input_token": "x"}),
    ]:
        answer = get(sandbox, path, alias="kettle", **params)
        assert (answer.status, answer.error["type"]) == (400, "IGApiException"), path
    batch = post_batch(sandbox, ["me"], alias="kettle")
    assert (batch.status, batch.code) == (400, (100, 33))
    assert batch.error["message"].startswith("Unsupported post request.")


def test_another_accounts_media_does_not_exist(sandbox: Sandbox) -> None:
    item = first(sandbox, "FEED", alias="nordpfad")
    assert insights(sandbox, item, "reach").code == (100, 33)
    assert get(sandbox, f"/v23.0/{ID['nordpfad']}/media").code == (100, 33)


@given(st.text(max_size=40), st.text(max_size=30), st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_nonsense_is_refused_and_never_breaks_the_server(fields: str, after: str, since: str) -> None:
    query = urlencode({"fields": fields, "after": after, "since": since, "limit": 2, "metric": fields})
    server = ServerState(NOW, "http://127.0.0.1", Faults(), Tally())
    for path in (f"{ID['lumen']}/media", "18023025062419176", "18023025062419176/insights", fields.replace("#", "")):
        reply = handle(IncomingRequest("GET", f"/v23.0/{path}?{query}", bearer=token("lumen")), server)
        assert reply.status in {200, 400, 500}
        assert set(reply.body) & {"data", "id", "error"}


@pytest.mark.parametrize(("bearer", "code"), [("", 104), ("somebody", 190)])
def test_tokens_are_asked_for(sandbox: Sandbox, bearer: str, code: int) -> None:
    answer = get(sandbox, f"/v23.0/{ID['lumen']}/media", bearer=bearer)
    assert (answer.status, answer.error["code"]) == (400, code)


def test_paths_parameters_and_batches_that_make_no_sense(sandbox: Sandbox) -> None:
    assert get(sandbox, "/v23.0/me/nonsense").error["message"] == "Unknown path components: /me/nonsense"
    assert get(sandbox, f"/v23.0/{ID['lumen']}/insights/day").error["code"] == 2500
    ids = get(sandbox, "/v26.0/", ids="1,2")
    assert (ids.status, ids.error["message"]) == (500, "The ids query parameter is deprecated in v26.0+")
    for params in ({"limit": "x"}, {"limit": 0}, {"since": "soon"}, {"after": "%%"}, {"since": 10**20}):
        assert get(sandbox, f"/v23.0/{ID['lumen']}/media", **params).code == (100, None), params
    assert post_batch(sandbox, ["me"] * 51).error["code"] == 100
    assert post_batch(sandbox, []).error["code"] == 100


def test_one_bad_part_leaves_the_others_of_a_batch_alone(sandbox: Sandbox) -> None:
    answer = post_batch(sandbox, ["1/insights?metric=reach", f"{ID['lumen']}?fields=username"])
    assert [part["code"] for part in answer.body] == [400, 200]
    assert json.loads(answer.body[0]["body"])["error"]["error_subcode"] == 33

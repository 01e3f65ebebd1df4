"""What the sandbox answers over real HTTP when all is well: rows, pages, insights, tokens, batches."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from reporter.catalog.load import load_catalog
from reporter.sandbox.server import Sandbox, running
from reporter.sandbox.world import token
from tests.support.sandbox_client import ID, NOW, first, get, media, moment, post_batch, values

INTERSECTION = "reach,views,likes,comments,saved,shares,reposts,total_interactions"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(NOW) as served:
        yield served


def test_rows_have_the_shape_of_real_ones(sandbox: Sandbox) -> None:
    fields = "id,caption,comments_count,like_count,is_comment_enabled,media_product_type,media_type,media_url,"
    fields += "thumbnail_url,owner,permalink,shortcode,timestamp,username,alt_text,is_shared_to_feed,total_views_count"
    answer = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields=fields, limit=60)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    for row in answer.body["data"]:
        assert re.fullmatch(r"\d{17,18}", row["id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", row["timestamp"])
        assert row["permalink"] == f"https://www.instagram.com/{_folder(row)}/{row['shortcode']}/"
        assert row["owner"] == {"id": ID["lumen"]}
        is_video = row["media_type"] == "VIDEO"
        assert ("thumbnail_url" in row) is is_video
        assert ("media_url" in row) is not is_video
        assert ("total_views_count" in row) is is_video
        assert ("is_shared_to_feed" in row) is (row["media_product_type"] == "REELS")
        assert None not in row.values()
    assert sum("alt_text" in row for row in answer.body["data"]) not in {0, 60}


def test_pictures_come_with_the_row(sandbox: Sandbox) -> None:
    for row in media(sandbox, fields="media_url,thumbnail_url", limit=10):
        address = row.get("media_url") or row["thumbnail_url"]
        kind, _, data = address.partition(",")
        assert kind == "data:image/png;base64"
        assert base64.b64decode(data, validate=True).startswith(b"\x89PNG")


def test_without_fields_there_are_25_ids(sandbox: Sandbox) -> None:
    body = get(sandbox, f"/{ID['lumen']}/media").body
    assert len(body["data"]) == 25
    assert all(list(row) == ["id"] for row in body["data"])
    assert body["paging"]["cursors"]["after"].startswith("QVFI")


def test_a_page_has_at_most_100_rows(sandbox: Sandbox) -> None:
    assert len(media(sandbox, limit=500)) == 100


def test_pages_follow_each_other_without_gap_or_repetition(sandbox: Sandbox) -> None:
    begin, end = NOW - timedelta(days=70), NOW - timedelta(days=7)
    period: dict[str, Any] = {"since": int(begin.timestamp()), "until": int(end.timestamp())}
    whole = media(sandbox, **period)
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while True:
        answer = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id,timestamp", limit=7, **period, **after)
        found += answer.body["data"]
        after = {"after": answer.body["paging"]["cursors"]["after"]}
        if "next" not in answer.body["paging"]:
            break
        assert len(answer.body["data"]) == 7
    assert [row["id"] for row in found] == [row["id"] for row in whole]
    assert len({row["id"] for row in found}) == len(found) > 50
    times = [moment(row) for row in found]
    assert times == sorted(times, reverse=True)
    assert begin <= times[-1] <= times[0] <= end
    assert get(sandbox, f"/v23.0/{ID['lumen']}/media", **period, **after).body == {"data": []}


def test_the_next_address_holds_the_token_and_works_as_it_is(sandbox: Sandbox) -> None:
    body = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id", limit=3, since=1700000000).body
    parts = urlsplit(body["paging"]["next"])
    query = parse_qs(parts.query)
    assert f"{parts.scheme}://{parts.netloc}" == sandbox.url
    assert query["access_token"] == [token("lumen")]
    assert query["since"] == ["1700000000"]
    following = get(sandbox, f"{parts.path}?{parts.query}", bearer="")
    assert following.status == 200
    assert not {row["id"] for row in following.body["data"]} & {row["id"] for row in body["data"]}


def test_media_of_another_time_is_not_listed(sandbox: Sandbox) -> None:
    assert media(sandbox, since=int(NOW.timestamp())) == []
    assert media(sandbox, until="2020-01-01") == []
    assert {row["timestamp"][:10] for row in media(sandbox, since="2026-11-10", until="2026-11-12")} <= {
        "2026-11-10",
        "2026-11-11",
    }


def test_stories_are_the_last_day_s_and_never_among_media(sandbox: Sandbox) -> None:
    body = get(sandbox, f"/v23.0/{ID['lumen']}/stories", fields="id,media_product_type,timestamp,permalink").body
    assert body["data"]
    for row in body["data"]:
        assert row["media_product_type"] == "STORY"
        assert row["permalink"].startswith("https://instagram.com/stories/lumen.home/")
        assert NOW - timedelta(hours=24) < moment(row) <= NOW
    assert "STORY" not in {row["media_product_type"] for row in media(sandbox)}


def test_a_story_of_yesterday_is_gone(sandbox: Sandbox) -> None:
    story = get(sandbox, f"/v23.0/{ID['lumen']}/stories").body["data"][0]["id"]
    assert get(sandbox, f"/v23.0/{story}/insights", metric="views").status == 200
    with running(NOW + timedelta(days=1)) as later:
        assert get(later, f"/v23.0/{story}/insights", metric="views").code == (100, 33)
        assert story not in get(later, f"/v23.0/{ID['lumen']}/stories").raw.decode()


def test_expansion_gives_each_row_its_insights(sandbox: Sandbox) -> None:
    rows = media(sandbox, fields=f"id,insights.metric({INTERSECTION})", limit=20)
    for row in rows:
        entries = {entry["name"]: entry for entry in row["insights"]["data"]}
        assert sorted(entries) == sorted(INTERSECTION.split(","))
        for name, entry in entries.items():
            assert entry["period"] == "lifetime"
            assert entry["id"] == f"{row['id']}/insights/{name}/lifetime"
            assert isinstance(entry["values"][0]["value"], int)
            assert "total_value" not in entry
    alone = get(sandbox, f"/v23.0/{rows[0]['id']}/insights", metric=INTERSECTION)
    assert alone.body["data"] == rows[0]["insights"]["data"]
    assert [entry["name"] for entry in alone.body["data"]] != INTERSECTION.split(",")


def test_titles_differ_by_product_type(sandbox: Sandbox) -> None:
    titles = [
        get(sandbox, f"/v23.0/{first(sandbox, kind)}/insights", metric="total_interactions").body["data"][0]["title"]
        for kind in ("REELS", "FEED")
    ]
    assert titles[0] == "Reels interactions"
    assert titles[1] != titles[0]


def test_breakdowns_are_lower_case_and_add_up(sandbox: Sandbox) -> None:
    story = get(sandbox, f"/v23.0/{ID['lumen']}/stories").body["data"][-1]["id"]
    name = "story_navigation_action_type"
    (entry,) = get(sandbox, f"/v23.0/{story}/insights", metric="navigation", breakdown=name).body["data"]
    (found,) = entry["total_value"]["breakdowns"]
    assert found["dimension_keys"] == [name]
    assert sum(one["value"] for one in found["results"]) == entry["total_value"]["value"] == entry["values"][0]["value"]
    names = [value for one in found["results"] for value in one["dimension_values"]]
    assert set(names) <= {"tap_forward", "tap_back", "tap_exit", "swipe_forward"}
    (row,) = (
        one
        for one in get(
            sandbox,
            f"/v23.0/{ID['lumen']}/stories",
            fields=f"id,insights.metric(navigation).breakdown({name})",
        ).body["data"]
        if one["id"] == story
    )
    assert row["insights"]["data"] == [entry]


def test_albums_have_children_without_insights(sandbox: Sandbox) -> None:
    album = first(sandbox, "FEED", "CAROUSEL")
    children = get(sandbox, f"/v23.0/{album}", fields="children{id,media_type,media_url}").body["children"]["data"]
    assert len(children) >= 2
    assert all(child["media_url"].startswith("data:image/png") for child in children)
    assert get(sandbox, f"/v23.0/{album}/children").body["data"] == [{"id": child["id"]} for child in children]
    refused = get(sandbox, f"/v23.0/{children[0]['id']}/insights", metric="reach")
    assert (refused.status, refused.code) == (400, (100, 33))


@pytest.mark.parametrize("alias", ["lumen", "kettle"])
@pytest.mark.parametrize("product_type", ["FEED", "REELS"])
def test_every_metric_of_the_catalog_is_answered_or_refused_in_known_words(
    sandbox: Sandbox, product_type: str, alias: str
) -> None:
    item = first(sandbox, product_type, alias=alias)
    for metric in load_catalog().metrics.values():
        answer = get(sandbox, f"/v23.0/{item}/insights", alias=alias, metric=metric.name)
        login = "instagram" if alias == "kettle" else "facebook"
        has_it = product_type in metric.product_types and login in metric.logins and not metric.removal
        if has_it and not metric.apart:
            assert list(values(answer)) == [metric.name]
        elif not has_it:
            assert re.match(r"\(#100\) (metric\[0\]|The Media|Starting)", answer.error["message"])


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


def test_minutes_old_media_has_explicit_zeros() -> None:
    with running(NOW) as sandbox:
        newest = media(sandbox, "velora")[0]
    with running(moment(newest) + timedelta(minutes=1)) as sandbox:
        answer = get(sandbox, f"/v23.0/{newest['id']}/insights", alias="velora", metric="views,reach,likes")
    assert values(answer) == {"views": 0, "reach": 0, "likes": 0}


def test_any_clock_has_a_world() -> None:
    for year in (2022, 2024, 2025, 2030):
        with running(datetime(year, 6, 3, 12, tzinfo=UTC)) as sandbox:
            rows = media(sandbox, "nordpfad", limit=5)
            assert len(rows) == 5
            assert moment(rows[0]).year == year


def test_the_user_node(sandbox: Sandbox) -> None:
    fields = "username,name,followers_count,media_count,biography,profile_picture_url,is_published"
    body = get(sandbox, f"/v23.0/{ID['lumen']}", fields=fields).body
    assert body["id"] == ID["lumen"]
    assert body["username"] == "lumen.home"
    assert 40_000 < body["followers_count"] < 70_000
    assert body["media_count"] > 1000


def test_who_am_i_differs_by_host(sandbox: Sandbox) -> None:
    mine = get(sandbox, "/v23.0/me", alias="kettle", fields="user_id,username,account_type").body
    assert mine["user_id"] == ID["kettle"] != mine["id"]
    assert mine["username"] == "kettleandcrumb"
    person = get(sandbox, "/v23.0/me").body
    assert set(person) == {"id", "name"}
    (page,) = get(sandbox, "/v23.0/me/accounts", fields="instagram_business_account").body["data"]
    assert page["instagram_business_account"] == {"id": ID["lumen"]}
    assert page["id"] != ID["lumen"]


def test_tokens_are_described_and_renewed(sandbox: Sandbox) -> None:
    data = get(sandbox, "/debug_token", input_token=token("nordpfad")).body["data"]
    assert data["is_valid"] is True
    assert timedelta(days=40) < datetime.fromtimestamp(data["expires_at"], tz=UTC) - NOW < timedelta(days=60)
    assert "instagram_manage_insights" in data["scopes"]
    assert get(sandbox, "/debug_token", input_token="nobody's").body["data"]["is_valid"] is False
    fresh = get(sandbox, "/refresh_access_token", alias="kettle", grant_type="ig_refresh_token").body
    assert (fresh["token_type"], fresh["expires_in"]) == ("bearer", 5184000)
    assert fresh["access_token"] != token("kettle")
    assert get(sandbox, "/v23.0/me", bearer=fresh["access_token"], fields="username").status == 200


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


def test_requests_and_calls_are_counted_and_logged_without_tokens(sandbox: Sandbox) -> None:
    get(sandbox, "/v23.0/me", bearer="", access_token=token("lumen"), fields="id")
    post_batch(sandbox, ["me?fields=id", "me?fields=name"])
    assert (sandbox.requests, sandbox.calls) == (2, 3)
    assert sandbox.log == [
        ("GET", "/v23.0/me", "fields=id"),
        ("BATCH", "/v23.0/me", "fields=id"),
        ("BATCH", "/v23.0/me", "fields=name"),
    ]


def test_usage_grows_slowly_in_two_kinds_of_headers(sandbox: Sandbox) -> None:
    app = json.loads(get(sandbox, "/v23.0/me").headers["X-App-Usage"])
    assert app["call_count"] == 1
    for _ in range(5):
        post_batch(sandbox, ["me"] * 50)
    headers = get(sandbox, f"/v23.0/{ID['lumen']}").headers
    assert "X-App-Usage" not in headers
    usage = json.loads(headers["X-Business-Use-Case-Usage"])
    assert len(usage) == 2
    (entry,) = usage[ID["lumen"]]
    assert entry["type"] == "instagram"
    assert entry["call_count"] == 2
    assert entry["estimated_time_to_regain_access"] == 0


def test_connections_are_kept(sandbox: Sandbox) -> None:
    connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=30)
    for _ in range(2):
        connection.request("GET", "/v23.0/me", headers={"Authorization": f"Bearer {token('lumen')}"})
        response = connection.getresponse()
        assert response.read()
        assert response.version == 11
        assert connection.sock is not None
    connection.close()


def _folder(row: dict[str, Any]) -> str:
    return "reel" if row["media_product_type"] == "REELS" else "p"


def _value(row: dict[str, Any], name: str) -> int:
    (value,) = (entry["values"][0]["value"] for entry in row["insights"]["data"] if entry["name"] == name)
    assert isinstance(value, int)
    return value


def test_collaborations_are_others_posts_with_the_counts_of_their_rows(sandbox: Sandbox) -> None:
    fields = "id,username,timestamp,media_product_type,like_count,saved_count"
    body = get(sandbox, f"/v26.0/{ID['lumen']}/collaborative_media", fields=fields, limit=20).body
    rows = body["data"]
    assert len(rows) == 20
    assert {row["username"] for row in rows}.isdisjoint(
        {"lumen", media(sandbox, fields="username", limit=1)[0]["username"]}
    )
    assert [moment(row) for row in rows] == sorted((moment(row) for row in rows), reverse=True)
    assert all(row["like_count"] >= 0 and row["media_product_type"] in {"FEED", "REELS"} for row in rows)
    after = body["paging"]["cursors"]["after"]
    behind = get(sandbox, f"/v26.0/{ID['lumen']}/collaborative_media", fields=fields, limit=20, after=after).body[
        "data"
    ]
    assert not {row["id"] for row in rows} & {row["id"] for row in behind}


def test_collaborations_have_no_insights_and_no_node_for_who_accepted(sandbox: Sandbox) -> None:
    edge = f"/v26.0/{ID['lumen']}/collaborative_media"
    assert get(sandbox, edge, fields="id,insights.metric(views)").code == (10, None)
    assert get(sandbox, edge, fields="id,owner").code == (100, None)
    (row,) = get(sandbox, edge, limit=1).body["data"]
    assert get(sandbox, f"/v26.0/{row['id']}/insights", metric="views").code == (100, 33)

"""The fields of media items, their children and accounts."""

from __future__ import annotations

import base64
import re
from typing import Any

from reporter.sandbox.server import Sandbox
from tests.support.sandbox_client import ID, first, get, media


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


def test_albums_have_children_without_insights(sandbox: Sandbox) -> None:
    album = first(sandbox, "FEED", "CAROUSEL")
    children = get(sandbox, f"/v23.0/{album}", fields="children{id,media_type,media_url}").body["children"]["data"]
    assert len(children) >= 2
    assert all(child["media_url"].startswith("data:image/png") for child in children)
    assert get(sandbox, f"/v23.0/{album}/children").body["data"] == [{"id": child["id"]} for child in children]
    refused = get(sandbox, f"/v23.0/{children[0]['id']}/insights", metric="reach")
    assert (refused.status, refused.code) == (400, (100, 33))


def test_the_user_node(sandbox: Sandbox) -> None:
    fields = "username,name,followers_count,media_count,biography,profile_picture_url,is_published"
    body = get(sandbox, f"/v23.0/{ID['lumen']}", fields=fields).body
    assert body["id"] == ID["lumen"]
    assert body["username"] == "lumen.home"
    assert 40_000 < body["followers_count"] < 70_000
    assert body["media_count"] > 1000


def _folder(row: dict[str, Any]) -> str:
    return "reel" if row["media_product_type"] == "REELS" else "p"


def test_a_permission_that_is_missing_has_the_code_of_few_viewers(sandbox: Sandbox) -> None:
    answer = get(sandbox, f"/v23.0/{ID['lumen']}", fields="username,shopping_product_tag_eligibility")
    assert answer.code == (10, None)
    assert answer.error["message"] == "(#10) Application does not have permission for this action"

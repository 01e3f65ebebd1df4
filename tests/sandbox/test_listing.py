"""The lists of media and stories: pages, cursors and periods."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from reporter.sandbox.server import Sandbox
from reporter.sandbox.world import token
from tests.support.sandbox_client import ID, NOW, get, media, moment


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

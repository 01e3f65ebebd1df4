"""Posts of other brands that an account accepted as a collaborator."""

from __future__ import annotations

from reporter.sandbox.server import Sandbox
from tests.support.sandbox_client import ID, get, media, moment


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

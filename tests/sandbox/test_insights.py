"""Insights: values by product type, breakdowns, and what is refused in Meta's words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from reporter.catalog.load import load_catalog
from reporter.sandbox.server import Sandbox, running
from tests.support.sandbox_client import ID, NOW, first, get, insights, media, moment, values

INTERSECTION = "reach,views,likes,comments,saved,shares,reposts,total_interactions"


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


def test_minutes_old_media_has_explicit_zeros() -> None:
    with running(NOW) as sandbox:
        newest = media(sandbox, "velora")[0]
    with running(moment(newest) + timedelta(minutes=1)) as sandbox:
        answer = get(sandbox, f"/v23.0/{newest['id']}/insights", alias="velora", metric="views,reach,likes")
    assert values(answer) == {"views": 0, "reach": 0, "likes": 0}


UNSUPPORTED = "(#100) The Media Insights API does not support the {} metric for this media product type."


def test_one_metric_of_another_product_type_fails_the_request(sandbox: Sandbox) -> None:
    answer = insights(sandbox, first(sandbox, "REELS"), "views,follows,reach")
    assert (answer.status, answer.code) == (400, (100, None))
    assert answer.error["message"] == UNSUPPORTED.format("follows")
    assert insights(sandbox, first(sandbox, "FEED"), "navigation").error["message"] == UNSUPPORTED.format("navigation")


def test_removed_and_unknown_metrics_are_named_by_place(sandbox: Sandbox) -> None:
    item = first(sandbox, "FEED")
    for name in ("plays", "reech"):
        message = insights(sandbox, item, f"reach,{name}").error["message"]
        assert message.startswith("(#100) metric[1] must be one of the following values: ")
        assert "impressions" in message
        assert "plays" not in message
    assert "no longer supported: video_views" in insights(sandbox, item, "video_views").error["message"]
    assert "the impressions metric is no longer supported" in insights(sandbox, item, "impressions").error["message"]


def test_older_media_keep_impressions_on_older_versions() -> None:
    with running(datetime(2025, 6, 2, tzinfo=UTC)) as sandbox:
        (row,) = media(sandbox, until="2024-06-01", limit=1)
        assert get(sandbox, f"/v21.0/{row['id']}/insights", metric="impressions").status == 200
        assert get(sandbox, f"/v22.0/{row['id']}/insights", metric="impressions").status == 400
        assert (
            get(sandbox, f"/v3.2/{row['id']}/insights", metric="impressions").headers["facebook-api-version"] == "v20.0"
        )


def test_metrics_of_facebook_login_do_not_exist_with_instagram_login(sandbox: Sandbox) -> None:
    answer = insights(sandbox, first(sandbox, "FEED", alias="kettle"), "total_likes", alias="kettle")
    assert answer.error["message"].startswith("(#100) metric[0] must be one of the following values: ")
    assert answer.error["type"] == "IGApiException"
    assert insights(sandbox, first(sandbox, "FEED"), "total_likes").status == 200


def test_wrong_breakdowns(sandbox: Sandbox) -> None:
    item = first(sandbox, "FEED")
    one = insights(sandbox, item, "views", breakdown="follow_type")
    assert one.error["message"] == "(#100) Incompatible breakdowns (follow_type) for metric (views)"
    other = insights(sandbox, item, "views", breakdown="media_product_type")
    known = "follow_type, surface_type, action_type, story_navigation_action_type"
    assert other.error["message"] == f"(#100) breakdown[0] must be one of the following values: {known}"
    both = insights(sandbox, item, "reach,profile_activity", breakdown="action_type")
    assert both.error["message"] == "(#100) Incompatible breakdowns (action_type) for metric (reach)"


def test_media_that_was_never_on_facebook_has_no_views_there(sandbox: Sandbox) -> None:
    answers = [insights(sandbox, row["id"], "facebook_views") for row in media(sandbox, limit=20)]
    refused = [answer for answer in answers if answer.status != 200]
    assert 0 < len(refused) < 20
    assert {(answer.status, answer.code, answer.error["message"]) for answer in refused} == {
        (400, (-1, 2207086), "Fatal")
    }
    own = [insights(sandbox, row["id"], "facebook_views", alias="kettle") for row in media(sandbox, "kettle", limit=20)]
    assert {answer.status for answer in own} == {400}


def test_media_from_before_the_business_account_fails_its_page(sandbox: Sandbox) -> None:
    old = media(sandbox, until="2021-09-20", limit=25)[-1]
    assert old["timestamp"] < "2021-09-15"
    answer = insights(sandbox, old["id"], "reach")
    assert (answer.status, answer.code) == (400, (100, 2108006))
    assert answer.error["error_user_title"] == "Media posted before business account conversion"
    assert answer.error["error_data"] == {"blame_field_specs": [[""]]}
    page = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id,insights.metric(reach)", until="2021-09-20")
    assert page.code == (100, 2108006)


def test_after_two_years_there_is_no_data(sandbox: Sandbox) -> None:
    (row,) = media(sandbox, until="2024-11-01", limit=1)
    assert insights(sandbox, row["id"], "reach").body == {"data": []}


def test_a_page_of_both_product_types_takes_their_common_metrics_only(sandbox: Sandbox) -> None:
    page = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id,insights.metric(reach,follows)", limit=30)
    assert page.error["message"] == UNSUPPORTED.format("follows")


def test_some_stories_have_too_few_viewers() -> None:
    for days in count():
        with running(NOW - timedelta(days=days)) as sandbox:
            stories = get(sandbox, f"/v23.0/{ID['lumen']}/stories").body["data"]
            answers = [insights(sandbox, story["id"], "reach,views") for story in stories]
        refused = [answer for answer in answers if answer.status != 200]
        if refused:
            assert refused[0].code == (10, None)
            assert refused[0].error["message"] == "(#10) Not enough viewers for the media to show insights"
            break
        assert days < 60

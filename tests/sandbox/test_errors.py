"""What the sandbox refuses over real HTTP, in Meta's words, by its own nature and as scripted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.sandbox.api import IncomingRequest, handle
from reporter.sandbox.call import ServerState
from reporter.sandbox.faults import AccountFault, AccountTrouble, Fault, Faults, Trouble
from reporter.sandbox.server import Sandbox, running
from reporter.sandbox.usage import Tally
from reporter.sandbox.world import token
from tests.support.sandbox_client import ID, NOW, Answer, first, get, media, post_batch

UNSUPPORTED = "(#100) The Media Insights API does not support the {} metric for this media product type."
TWICE = (
    'Syntax error "Field id specified more than once. This is only possible before version 2.1" at character 5: id,id'
)
DISCOVERY = "(#36104) You do not have permission to access this field outside of the Business Discovery API."
FAULTY = [
    (Trouble.BEFORE_BUSINESS_ACCOUNT, 400, (100, 2108006)),
    (Trouble.NOT_ENOUGH_VIEWERS, 400, (10, None)),
    (Trouble.GONE, 400, (100, 33)),
    (Trouble.UNKNOWN_ERROR, 500, (1, None)),
    (Trouble.SERVICE_ERROR, 500, (2, None)),
    (Trouble.NO_ANSWER, 500, (1, None)),
]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(NOW) as served:
        yield served


def _insights(sandbox: Sandbox, item: str, metric: str, *, alias: str = "lumen", **params: str) -> Answer:
    return get(sandbox, f"/v23.0/{item}/insights", alias=alias, metric=metric, **params)


def _item() -> str:
    with running(NOW) as sandbox:
        return first(sandbox, "REELS")


def test_every_error_has_the_same_shape(sandbox: Sandbox) -> None:
    answer = get(sandbox, "/v23.0/1/insights", metric="reach")
    assert answer.status == 400
    assert set(answer.error) == {"message", "type", "code", "error_subcode", "fbtrace_id"}
    assert answer.error["type"] == "GraphMethodException"
    assert answer.error["message"].startswith("Unsupported get request. Object with ID '1' does not exist, cannot be")


def test_one_metric_of_another_product_type_fails_the_request(sandbox: Sandbox) -> None:
    answer = _insights(sandbox, first(sandbox, "REELS"), "views,follows,reach")
    assert (answer.status, answer.code) == (400, (100, None))
    assert answer.error["message"] == UNSUPPORTED.format("follows")
    assert _insights(sandbox, first(sandbox, "FEED"), "navigation").error["message"] == UNSUPPORTED.format("navigation")


def test_removed_and_unknown_metrics_are_named_by_place(sandbox: Sandbox) -> None:
    item = first(sandbox, "FEED")
    for name in ("plays", "reech"):
        message = _insights(sandbox, item, f"reach,{name}").error["message"]
        assert message.startswith("(#100) metric[1] must be one of the following values: ")
        assert "impressions" in message
        assert "plays" not in message
    assert "no longer supported: video_views" in _insights(sandbox, item, "video_views").error["message"]
    assert "the impressions metric is no longer supported" in _insights(sandbox, item, "impressions").error["message"]


def test_older_media_keep_impressions_on_older_versions() -> None:
    with running(datetime(2025, 6, 2, tzinfo=UTC)) as sandbox:
        (row,) = media(sandbox, until="2024-06-01", limit=1)
        assert get(sandbox, f"/v21.0/{row['id']}/insights", metric="impressions").status == 200
        assert get(sandbox, f"/v22.0/{row['id']}/insights", metric="impressions").status == 400
        assert (
            get(sandbox, f"/v3.2/{row['id']}/insights", metric="impressions").headers["facebook-api-version"] == "v20.0"
        )


def test_metrics_of_facebook_login_do_not_exist_with_instagram_login(sandbox: Sandbox) -> None:
    answer = _insights(sandbox, first(sandbox, "FEED", alias="kettle"), "total_likes", alias="kettle")
    assert answer.error["message"].startswith("(#100) metric[0] must be one of the following values: ")
    assert answer.error["type"] == "IGApiException"
    assert _insights(sandbox, first(sandbox, "FEED"), "total_likes").status == 200


def test_wrong_breakdowns(sandbox: Sandbox) -> None:
    item = first(sandbox, "FEED")
    one = _insights(sandbox, item, "views", breakdown="follow_type")
    assert one.error["message"] == "(#100) Incompatible breakdowns (follow_type) for metric (views)"
    other = _insights(sandbox, item, "views", breakdown="media_product_type")
    known = "follow_type, surface_type, action_type, story_navigation_action_type"
    assert other.error["message"] == f"(#100) breakdown[0] must be one of the following values: {known}"
    both = _insights(sandbox, item, "reach,profile_activity", breakdown="action_type")
    assert both.error["message"] == "(#100) Incompatible breakdowns (action_type) for metric (reach)"


def test_media_that_was_never_on_facebook_has_no_views_there(sandbox: Sandbox) -> None:
    answers = [_insights(sandbox, row["id"], "facebook_views") for row in media(sandbox, limit=20)]
    refused = [answer for answer in answers if answer.status != 200]
    assert 0 < len(refused) < 20
    assert {(answer.status, answer.code, answer.error["message"]) for answer in refused} == {
        (400, (-1, 2207086), "Fatal")
    }
    own = [
        _insights(sandbox, row["id"], "facebook_views", alias="kettle") for row in media(sandbox, "kettle", limit=20)
    ]
    assert {answer.status for answer in own} == {400}


def test_media_from_before_the_business_account_fails_its_page(sandbox: Sandbox) -> None:
    old = media(sandbox, until="2021-09-20", limit=25)[-1]
    assert old["timestamp"] < "2021-09-15"
    answer = _insights(sandbox, old["id"], "reach")
    assert (answer.status, answer.code) == (400, (100, 2108006))
    assert answer.error["error_user_title"] == "Media posted before business account conversion"
    assert answer.error["error_data"] == {"blame_field_specs": [[""]]}
    page = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id,insights.metric(reach)", until="2021-09-20")
    assert page.code == (100, 2108006)


def test_after_two_years_there_is_no_data(sandbox: Sandbox) -> None:
    (row,) = media(sandbox, until="2024-11-01", limit=1)
    assert _insights(sandbox, row["id"], "reach").body == {"data": []}


def test_a_page_of_both_product_types_takes_their_common_metrics_only(sandbox: Sandbox) -> None:
    page = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id,insights.metric(reach,follows)", limit=30)
    assert page.error["message"] == UNSUPPORTED.format("follows")


def test_some_stories_have_too_few_viewers() -> None:
    for days in count():
        with running(NOW - timedelta(days=days)) as sandbox:
            stories = get(sandbox, f"/v23.0/{ID['lumen']}/stories").body["data"]
            answers = [_insights(sandbox, story["id"], "reach,views") for story in stories]
        refused = [answer for answer in answers if answer.status != 200]
        if refused:
            assert refused[0].code == (10, None)
            assert refused[0].error["message"] == "(#10) Not enough viewers for the media to show insights"
            break
        assert days < 60


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        ("foo", 100, "(#100) Tried accessing nonexisting field (foo)"),
        ("id,id", 2500, TWICE),
        ("view_count", 36104, DISCOVERY),
        ("insights.metric(reach", 2500, None),
        ("children{id", 2500, None),
        ("id}", 2500, None),
    ],
)  # fmt: skip
def test_wrong_fields(sandbox: Sandbox, fields: str, code: int, message: str | None) -> None:
    answer = get(sandbox, f"/v23.0/{first(sandbox, 'FEED')}", fields=fields)
    assert (answer.status, answer.error["code"]) == (400, code)
    assert message in {None, answer.error["message"]}


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


def test_a_permission_that_is_missing_has_the_code_of_few_viewers(sandbox: Sandbox) -> None:
    answer = get(sandbox, f"/v23.0/{ID['lumen']}", fields="username,shopping_product_tag_eligibility")
    assert answer.code == (10, None)
    assert answer.error["message"] == "(#10) Application does not have permission for this action"


def test_another_accounts_media_does_not_exist(sandbox: Sandbox) -> None:
    item = first(sandbox, "FEED", alias="nordpfad")
    assert _insights(sandbox, item, "reach").code == (100, 33)
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


def test_a_port_in_use_is_said(sandbox: Sandbox) -> None:
    port = urlsplit(sandbox.url).port
    assert port
    with pytest.raises(OSError, match="in use"), running(NOW, port):
        pass


@pytest.mark.parametrize("version", ["v21.0", "v27.0"])
def test_a_version_that_lives_wants_a_token(sandbox: Sandbox, version: str) -> None:
    found = get(sandbox, f"/{version}/me", bearer="")
    assert (found.status, found.error["code"]) == (400, 2500)
    assert found.error["message"].startswith("An active access token must be used")


@pytest.mark.parametrize("version", ["v28.0", "v99.0"])
def test_a_version_that_nobody_released_is_an_unknown_path(sandbox: Sandbox, version: str) -> None:
    for bearer in ("", None, "somebody"):
        found = get(sandbox, f"/{version}/me", bearer=bearer)
        assert (found.status, found.error["code"]) == (400, 2500)
        assert found.error["message"] == f"Unknown path components: /{version}/me"


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


@pytest.mark.parametrize(("trouble", "status", "code"), FAULTY)
def test_scripted_trouble_of_a_media_item(trouble: Trouble, status: int, code: tuple[int, int | None]) -> None:
    item = _item()
    with running(NOW, faults=Faults(media={item: Fault(trouble)})) as sandbox:
        answer = _insights(sandbox, item, "reach")
        assert (answer.status, answer.code) == (status, code)
        page = get(sandbox, f"/v23.0/{ID['lumen']}/media", fields="id,insights.metric(reach)", limit=5)
        assert page.status == status
        assert get(sandbox, f"/v23.0/{ID['lumen']}/media", limit=5).status == 200


def test_scripted_emptiness_and_silence() -> None:
    item = _item()
    with running(NOW, faults=Faults(media={item: Fault(Trouble.EMPTY)})) as sandbox:
        assert _insights(sandbox, item, "reach").body == {"data": []}
    with running(NOW, faults=Faults(media={item: Fault(Trouble.NO_ANSWER)})) as sandbox:
        parts = post_batch(sandbox, [f"{item}/insights?metric=reach", "me"]).body
        assert parts[0] is None
        assert parts[1]["code"] == 200


def test_trouble_can_pass() -> None:
    item = _item()
    with running(NOW, faults=Faults(media={item: Fault(Trouble.SERVICE_ERROR, times=2)})) as sandbox:
        assert [_insights(sandbox, item, "reach").status for _ in range(4)] == [500, 500, 200, 200]


def test_an_expired_token_and_a_reached_limit() -> None:
    scripted = Faults(
        accounts={
            "lumen": AccountFault(AccountTrouble.TOKEN_EXPIRED),
            "velora": AccountFault(AccountTrouble.RATE_LIMITED, times=1, after=1),
        }
    )
    with running(NOW, faults=scripted) as sandbox:
        expired = get(sandbox, f"/v23.0/{ID['lumen']}/media")
        assert (expired.status, expired.code) == (400, (190, 463))
        assert "Session has expired on" in expired.error["message"]
        assert token("lumen") not in expired.raw.decode()
        limited = [get(sandbox, f"/v23.0/{ID['velora']}/media", alias="velora") for _ in range(3)]
        assert [answer.status for answer in limited] == [200, 400, 200]
        assert limited[1].code == (80002, None)
        (entry,) = json.loads(limited[1].headers["X-Business-Use-Case-Usage"])[ID["velora"]]
        assert entry["call_count"] == 100
        assert entry["estimated_time_to_regain_access"] > 0


def test_announced_usage_and_pages_too_heavy() -> None:
    with running(NOW, faults=Faults(usage=96, heaviest_page=25)) as sandbox:
        answer = get(sandbox, f"/v23.0/{ID['lumen']}/media", limit=25)
        (entry,) = json.loads(answer.headers["X-Business-Use-Case-Usage"])[ID["lumen"]]
        assert entry["call_count"] == 96
        heavy = get(sandbox, f"/v23.0/{ID['lumen']}/media", limit=50)
        assert (heavy.status, heavy.error["code"]) == (500, 1)
        assert heavy.error["message"].startswith("Please reduce the amount of data you're asking for")

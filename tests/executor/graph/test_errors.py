"""The closed table of refusals: code, subcode and message decide; what was recorded is what is tested."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.catalog.models import Login
from reporter.core.errors import CredentialsError, ProtocolError, RejectedError, TemporaryError
from reporter.executor.graph.errors import failure, named_metrics, parse_error
from reporter.executor.graph.messages import ApiError, Kind

UNSUPPORTED = "(#100) The Media Insights API does not support the views metric for this media product type."
REMOVED = "(#100) Starting from version 21+, the following metric is no longer supported: video_views. Instead, see"
IMPRESSIONS = "(#100) Starting from version v22.0 and above, the impressions metric is no longer supported for the"
UNKNOWN_NAME = "(#100) metric[1] must be one of the following values: impressions, reach, replies"
NO_BREAKDOWN = "(#100) Incompatible breakdowns (follow_type) for metric (views)"
NO_OBJECT = "Unsupported get request. Object with ID '2' does not exist, cannot be loaded due to missing permissions"


@pytest.mark.parametrize(
    ("code", "subcode", "message", "kind"),
    [
        (10, None, "(#10) Not enough viewers for the media to show insights.", Kind.FEW_VIEWERS),
        (10, None, "(#10) Application does not have permission for this action", Kind.PERMISSION),
        (100, None, UNSUPPORTED, Kind.METRIC),
        (100, None, UNKNOWN_NAME, Kind.METRIC_FOR_ALL),
        (100, None, IMPRESSIONS, Kind.METRIC_FOR_ALL),
        (100, None, REMOVED, Kind.METRIC_FOR_ALL),
        (100, None, "(#100) The value must be a valid insights metric", Kind.REFUSED),
        (-1, 2207086, "Fatal", Kind.NOT_ON_FACEBOOK),
        (-1, None, "Fatal", Kind.REFUSED),
        (100, None, NO_BREAKDOWN, Kind.BREAKDOWN),
        (100, None, "(#100) breakdown[0] must be one of the following values: follow_type", Kind.BREAKDOWN),
        (100, 2108006, "Invalid parameter", Kind.BEFORE_BUSINESS),
        (100, 33, NO_OBJECT, Kind.GONE),
        (100, None, NO_OBJECT, Kind.GONE),
        (200, None, "(#200) no", Kind.PERMISSION),
        (190, 463, "Error validating access token: Session has expired on", Kind.CREDENTIALS),
        (102, None, "", Kind.CREDENTIALS),
        (1, None, "An unknown error occurred", Kind.TEMPORARY),
        (1, None, "Please reduce the amount of data you're asking for, then retry your request", Kind.TOO_MUCH),
        (2, None, "Service temporarily unavailable", Kind.TEMPORARY),
        (2500, None, "Unknown path components: /impressions/day", Kind.REFUSED),
        (2500, None, "An active access token must be used to query information", Kind.CREDENTIALS),
        *[(code, None, "slow down", Kind.LIMIT) for code in (4, 17, 32, 341, 368, 613, 80001, 80002, 80014)],
        (36104, None, "(#36104) You do not have permission to access this field", Kind.REFUSED),
        (9005, 1452042, "Video content was not found.", Kind.REFUSED),
    ],
)
@pytest.mark.parametrize("kind_of_error", ["OAuthException", "IGApiException"])
def test_the_table(code: int, subcode: int | None, message: str, kind: Kind, kind_of_error: str) -> None:
    error: dict[str, Any] = {"code": code, "message": message, "type": kind_of_error}
    if subcode:
        error["error_subcode"] = subcode
    assert {parse_error(error, status=status).kind for status in (200, 400, 403)} == {kind}


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        ({"code": 100, "message": "The ids query parameter is deprecated in v26.0+"}, 500, Kind.REFUSED),
        ({"code": 4242, "message": "new"}, 400, Kind.REFUSED),
        ({"code": 4242, "message": "new"}, 403, Kind.REFUSED),
        ({"code": 4242, "message": "new"}, 500, Kind.TEMPORARY),
        ({"code": 4242, "is_transient": True}, 400, Kind.TEMPORARY),
        ({"code": 4, "is_transient": True}, 400, Kind.LIMIT),
        ({"code": "190"}, 400, Kind.CREDENTIALS),
        ({}, 400, Kind.REFUSED),
        ({}, 500, Kind.TEMPORARY),
        ({}, 429, Kind.LIMIT),
        ({"code": True, "message": 5}, 400, Kind.REFUSED),
        (None, 400, Kind.REFUSED),
        ("no", 401, Kind.CREDENTIALS),
    ],
)
def test_status_decides_only_where_the_codes_say_nothing(error: object, status: int, kind: Kind) -> None:
    assert parse_error(error, status=status).kind is kind


@pytest.mark.parametrize(
    ("message", "named"),
    [
        (UNSUPPORTED, ("views",)),
        (UNKNOWN_NAME, ("reach",)),
        ("(#100) metric[0], metric[2] must be one of the following values: a", ("views", "video_views")),
        (REMOVED, ("video_views",)),
        ("no longer supported: video_views, reach. Instead", ("reach", "video_views")),
        (IMPRESSIONS, ("impressions",)),
        ("(#100) The metric reach is not supported for this media type", ("reach",)),
        ("(#100) metric[9] must be one of the following values: a", ()),
        ("(#100) The Media Insights API does not support the other metric for this media product type.", ()),
        ("An unknown error has occurred.", ()),
    ],
)
def test_which_metrics_a_refusal_names(message: str, named: tuple[str, ...]) -> None:
    asked = ("views", "reach", "video_views", "impressions")
    assert named_metrics(ApiError(Kind.METRIC, code=100, message=message), asked) == named


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.CREDENTIALS, CredentialsError),
        (Kind.PERMISSION, CredentialsError),
        (Kind.LIMIT, TemporaryError),
        (Kind.TEMPORARY, TemporaryError),
        (Kind.BROKEN, ProtocolError),
        (Kind.GONE, RejectedError),
        (Kind.REFUSED, RejectedError),
        (Kind.METRIC, RejectedError),
    ],
)
def test_l14_what_ends_an_account_is_told_in_our_words(kind: Kind, error: type[Exception]) -> None:
    message = "https://graph.facebook.com/me?access_token=EAAcanary"
    ended = failure(ApiError(kind, code=7, message=message), "the list of media", Login.FACEBOOK)
    assert type(ended) is error
    assert "canary" not in str(ended)
    assert "http" not in str(ended)


@pytest.mark.parametrize("subcode", [458, 459, 460, 463, 464, 467, 0])
def test_token_trouble_says_what_to_do(subcode: int) -> None:
    trouble = ApiError(Kind.CREDENTIALS, code=190, subcode=subcode)
    told = {login: str(failure(trouble, "insights", login)) for login in Login}
    assert "Graph API Explorer" in told[Login.FACEBOOK]
    assert "App Dashboard" not in told[Login.FACEBOOK], "the other login's steps lead nowhere"
    assert "App Dashboard" in told[Login.INSTAGRAM]
    assert "Graph API Explorer" not in told[Login.INSTAGRAM]


def test_an_api_error_never_shows_the_message_of_the_api() -> None:
    assert "canary" not in str(ApiError(Kind.REFUSED, code=1, message="canary")) + repr(
        ApiError(Kind.GONE, message="canary")
    )

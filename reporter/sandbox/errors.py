"""The refusals of the Graph API, each in Meta's recorded words. Says nothing about when they happen."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reporter.catalog.models import Login
from reporter.sandbox.draws import number

_DOCUMENTS = "Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"
_LIMITS = "https://developers.facebook.com/docs/graph-api/overview/rate-limiting"
_METRICS = "https://developers.facebook.com/docs/instagram-api/reference/ig-media/insights"


@dataclass
class FailedCallError(Exception):
    """A call that fails: HTTP status, code, message and what else the error object holds."""

    code: int
    message: str
    subcode: int | None = None
    status: int = 400
    type: str = "OAuthException"
    more: dict[str, Any] = field(default_factory=dict)

    def body(self, login: Login) -> dict[str, Any]:
        """Return the error as JSON; graph.instagram.com has its own type for faulty requests."""
        is_request_error = login == Login.INSTAGRAM and self.code in {100, 2500} and not self.subcode
        error: dict[str, Any] = {"message": self.message, "type": "IGApiException" if is_request_error else self.type}
        error["code"] = self.code
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        trace = number("trace", self.code, self.message).to_bytes(8, "big") * 2
        return {"error": error | self.more | {"fbtrace_id": "A" + base64.urlsafe_b64encode(trace).decode().rstrip("=")}}


class TimedOutError(Exception):
    """A part of a batch that gets no answer: null in its place."""


def gone(node_id: str, method: str = "get") -> FailedCallError:
    """Object deleted, not visible, expired story, or not one that can be asked this."""
    message = (
        f"Unsupported {method} request. Object with ID '{node_id}' does not exist, cannot be loaded due to missing "
        f"permissions, or does not support this operation. {_DOCUMENTS}"
    )
    return FailedCallError(100, message, 33, type="GraphMethodException")


def unknown_path(path: str) -> FailedCallError:
    """No such edge."""
    return FailedCallError(2500, f"Unknown path components: {path}")


def no_token() -> FailedCallError:
    """Nothing that says who asks."""
    return FailedCallError(104, "An access token is required to request this resource.")


def no_user_token() -> FailedCallError:
    """Nothing that says who asks, where that is the question."""
    return FailedCallError(2500, "An active access token must be used to query information about the current user.")


def wrong_token() -> FailedCallError:
    """A token nobody has issued."""
    return FailedCallError(190, "Invalid OAuth access token - Cannot parse access token")


def expired_token(now: datetime) -> FailedCallError:
    """A token that was good once."""
    shape = "%A, %d-%b-%y %H:%M:%S PST"
    expiry, time = (now - timedelta(days=3)).strftime(shape), now.strftime(shape)
    text = f"Error validating access token: Session has expired on {expiry}. The current time is {time}."
    return FailedCallError(190, text, 463)


def rate_limited() -> FailedCallError:
    """The account's limit of calls."""
    text = "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again."
    return FailedCallError(80002, f"{text} For more info, please refer to {_LIMITS}.")


def server_error(code: int) -> FailedCallError:
    """Meta's own trouble: code 1 unknown, 2 temporary."""
    text = "An unknown error occurred" if code == 1 else "Service temporarily unavailable"
    return FailedCallError(code, text, status=500, more={"is_transient": code == 2})


def too_heavy() -> FailedCallError:
    """A page that asks for more than Meta is willing to work out at once."""
    return FailedCallError(1, "Please reduce the amount of data you're asking for, then retry your request", status=500)


def root_ids() -> FailedCallError:
    """Several ids at the root: taken away."""
    return FailedCallError(100, "The ids query parameter is deprecated in v26.0+", status=500)


def batch_too_large() -> FailedCallError:
    """More than fifty parts."""
    return FailedCallError(
        100, "Too many requests in batch message. Maximum batch size is 50", type="GraphBatchException"
    )


def unreadable_batch() -> FailedCallError:
    """The `batch` field is no JSON list of GET requests."""
    return FailedCallError(100, "(#100) param batch must be an array.")


def wrong_parameter(name: str, expected: str) -> FailedCallError:
    """A parameter that is missing or of the wrong shape."""
    return FailedCallError(100, f"(#100) param {name} must be {expected}.")


def syntax(message: str, position: int, text: str) -> FailedCallError:
    """A `fields` text that cannot be read."""
    return FailedCallError(2500, f'Syntax error "{message}" at character {position}: {text}')


def unknown_field(name: str) -> FailedCallError:
    """A field the node does not have, or not under this login."""
    return FailedCallError(100, f"(#100) Tried accessing nonexisting field ({name})")


def business_discovery_only() -> FailedCallError:
    """`view_count`."""
    text = "You do not have permission to access this field outside of the Business Discovery API."
    return FailedCallError(36104, f"(#36104) {text}")


def no_video() -> FailedCallError:
    """`copyright_check_information` of a picture."""
    return FailedCallError(9005, "Video content was not found.", 1452042)


def no_permission() -> FailedCallError:
    """A permission the token does not have. The code is also that of `not_enough_viewers`."""
    return FailedCallError(10, "(#10) Application does not have permission for this action")


def not_enough_viewers() -> FailedCallError:
    """A story that fewer than five accounts saw."""
    return FailedCallError(10, "(#10) Not enough viewers for the media to show insights")


def before_business_account() -> FailedCallError:
    """Media older than the account's conversion."""
    more = {
        "is_transient": False,
        "error_user_title": "Media posted before business account conversion",
        "error_user_msg": "The media was posted before the most recent time that the user's account was converted to a "
        "business account from a personal account.",
        "error_data": {"blame_field_specs": [[""]]},
    }
    return FailedCallError(100, "Invalid parameter", 2108006, more=more)


def unknown_metric(index: int, known: Iterable[str]) -> FailedCallError:
    """A metric name that is not, or no longer, in the list."""
    return FailedCallError(100, f"(#100) metric[{index}] must be one of the following values: {', '.join(known)}")


def video_views() -> FailedCallError:
    """The one removed name with a text of its own."""
    text = "(#100) Starting from version 21+, the following metric is no longer supported: video_views."
    more = f"Instead, please refer to the documentation at {_METRICS} for a list of supported metrics."
    return FailedCallError(100, f"{text} {more}")


def removed_metric(name: str, version: str) -> FailedCallError:
    """A metric that only older media keep."""
    text = f"(#100) Starting from version {version} and above, the {name} metric is no longer supported"
    return FailedCallError(100, f"{text} for the queried media.")


def unsupported_metric(name: str) -> FailedCallError:
    """A metric that this product type never has."""
    text = f"(#100) The Media Insights API does not support the {name} metric for this media product type."
    return FailedCallError(100, text)


def unknown_breakdown(index: int, known: Iterable[str]) -> FailedCallError:
    """A breakdown name that is not in the list."""
    return FailedCallError(100, f"(#100) breakdown[{index}] must be one of the following values: {', '.join(known)}")


def incompatible_breakdown(breakdown: str, metric: str) -> FailedCallError:
    """A breakdown that this metric does not have."""
    return FailedCallError(100, f"(#100) Incompatible breakdowns ({breakdown}) for metric ({metric})")


def not_on_facebook() -> FailedCallError:
    """Facebook's views of media that was never shared there."""
    return FailedCallError(-1, "Fatal", 2207086)


def refused_total() -> FailedCallError:
    """`total_views` of some stories."""
    return FailedCallError(200, "(#200) Permissions error")

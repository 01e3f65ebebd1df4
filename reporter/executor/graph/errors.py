"""The table of API errors: what each code, subcode and message means. Decides nothing about retries.

HTTP status and `type` never decide alone, because both differ between hosts and versions. Unknown codes mean that the
request was rejected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reporter.catalog.models import Login
from reporter.core.errors import CredentialsError, ProtocolError, RejectedError, ReporterError, TemporaryError
from reporter.executor.graph.messages import ApiError, Kind

_LONGEST_MESSAGE = 1000

# Subcodes decide before codes.
_BY_SUBCODE = {
    2108006: Kind.BEFORE_BUSINESS,
    2207086: Kind.NOT_ON_FACEBOOK,
    33: Kind.GONE,
}

_BY_CODE = {
    1: Kind.TEMPORARY,
    2: Kind.TEMPORARY,
    3: Kind.PERMISSION,
    4: Kind.LIMIT,
    10: Kind.PERMISSION,
    17: Kind.LIMIT,
    32: Kind.LIMIT,
    100: Kind.REFUSED,
    102: Kind.CREDENTIALS,
    190: Kind.CREDENTIALS,
    341: Kind.LIMIT,
    368: Kind.LIMIT,
    450: Kind.CREDENTIALS,
    452: Kind.CREDENTIALS,
    463: Kind.CREDENTIALS,
    467: Kind.CREDENTIALS,
    613: Kind.LIMIT,
    2500: Kind.REFUSED,
    **dict.fromkeys(range(200, 300), Kind.PERMISSION),
    **dict.fromkeys(range(80001, 80015), Kind.LIMIT),
}

# Codes with several meanings: the message decides. It may be in any language; without these words the code decides.
_BY_MESSAGE = (
    (1, "reduce the amount of data", Kind.TOO_MUCH),
    (10, "not enough viewers", Kind.FEW_VIEWERS),
    (10, "permission", Kind.PERMISSION),
    (10, "", Kind.WITHHELD),
    (100, "breakdown[", Kind.BREAKDOWN),
    (100, "metric[", Kind.METRIC_FOR_ALL),
    (100, "must be one of the following values", Kind.METRIC_FOR_ALL),
    (100, "no longer supported", Kind.METRIC_FOR_ALL),
    (100, "metric for this media product type", Kind.METRIC),
    (100, "is not supported for this media", Kind.METRIC),
    (100, "incompatible metric", Kind.METRIC),
    (100, "incompatible breakdowns", Kind.BREAKDOWN),
    (100, "object with id", Kind.GONE),
    (2500, "access token", Kind.CREDENTIALS),
)

_NAMED = (
    re.compile(r"support the (\w+) metric"),
    re.compile(r"(?i:the) metric (\w+) is not supported"),
    re.compile(r"no longer supported: (\w+(?:, ?\w+)*)"),
    re.compile(r"the (\w+) metric is no longer supported"),
    re.compile(r"(?i:incompatible metrics?) \((\w+(?:, ?\w+)*)\)"),
)
_INDEXED = re.compile(r"metric\[(\d{1,3})\]")

FACEBOOK_SCOPES = ("instagram_basic", "instagram_manage_insights", "pages_read_engagement")
INSIGHTS_SCOPE = {
    Login.FACEBOOK: "instagram_manage_insights",
    Login.INSTAGRAM: "instagram_business_manage_insights",
}
_SCOPES = f"{', '.join(FACEBOOK_SCOPES[:-1])} and {FACEBOOK_SCOPES[-1]}"

# How to create a token, by login. A token from Meta's explorer is valid for an hour; `token refresh` extends it.
NEW_TOKEN_STEPS = {
    Login.INSTAGRAM: (
        "create a new token in Meta's App Dashboard (your app, Instagram, generate token) and store it in "
        "the location that reporter.yaml names"
    ),
    Login.FACEBOOK: (
        "create a new token in Meta's Graph API Explorer (choose your app and user token, add the permissions "
        f"{_SCOPES}, generate it), store it in the location that reporter.yaml names, and run `reporter token refresh` "
        "within the hour to extend it"
    ),
}
_CONFIRM = (
    "Meta requires the owner of the token to log in to {site} and follow the instructions; then run this again, "
    "because the token may still be valid; if it is rejected again, {steps}"
)
# Messages of any language that ask to log in, without a subcode.
_LOG_IN = re.compile(r"(?:www|m)\.(?:instagram|facebook)\.com|till you log in|until you log in", re.IGNORECASE)
_SITE = {Login.INSTAGRAM: "www.instagram.com", Login.FACEBOOK: "www.facebook.com"}
_TOKEN_ERRORS = {
    458: "the app was removed from the account; connect it again and {steps}",
    459: _CONFIRM,
    460: "the account's password was changed; {steps}",
    463: "the token has expired; {steps}",
    464: _CONFIRM,
}

_NO_PERMISSION = (
    f"the token lacks a permission for {{what}}{{code}}; Facebook login requires {_SCOPES}; "
    "Instagram login requires instagram_business_basic and instagram_business_manage_insights"
)
_FAILURES: dict[Kind, tuple[type[ReporterError], str]] = {
    Kind.CREDENTIALS: (CredentialsError, "{token_error}{code}"),
    Kind.PERMISSION: (CredentialsError, _NO_PERMISSION),
    Kind.WITHHELD: (CredentialsError, _NO_PERMISSION),
    Kind.TEMPORARY: (TemporaryError, "the API failed to return {what}{code}; try again later"),
    Kind.TOO_MUCH: (TemporaryError, "the API failed to return {what}{code}; try again later"),
    Kind.LIMIT: (TemporaryError, "the API rate limit is exceeded{code}; try again later"),
    Kind.BROKEN: (ProtocolError, "unexpected API response for {what}; try again later"),
    Kind.GONE: (RejectedError, "the API cannot find {what}{code}; check instagram_id and login in reporter.yaml"),
}


def parse_error(error: object, *, status: int) -> ApiError:
    """Return the ApiError of an `error` object. `status` decides only where the codes are unknown."""
    fields: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code, subcode = _number(fields.get("code")), _number(fields.get("error_subcode"))
    message = fields.get("message")
    message = message[:_LONGEST_MESSAGE] if isinstance(message, str) else ""
    kind = _kind(code, subcode, message.casefold())
    if kind is None and fields.get("is_transient") is True:
        kind = Kind.TEMPORARY
    if kind is None:
        kind = by_status(status) if not code or status >= 500 else Kind.REFUSED
    return ApiError(kind, code=code, subcode=subcode, message=message)


def by_status(status: int) -> Kind:
    """Return the meaning of an HTTP status without a known error code."""
    if status == 429:
        return Kind.LIMIT
    if status == 408 or status >= 500:
        return Kind.TEMPORARY
    known = {401: Kind.CREDENTIALS, 403: Kind.PERMISSION, 404: Kind.GONE, 410: Kind.GONE}
    return known.get(status, Kind.REFUSED)


def named_metrics(error: ApiError, requested: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the requested metrics the error names, by name or by index; () when it names none of them."""
    indexes = {int(index) for index in _INDEXED.findall(error.message)}
    names: set[str] = set()
    for pattern in _NAMED:
        for listed in pattern.findall(error.message):
            names.update(name.strip() for name in listed.split(","))
    return tuple(metric for index, metric in enumerate(requested) if index in indexes or metric in names)


def failure(error: ApiError, what: str, login: Login) -> ReporterError:
    """Return the error that ends an account's collection; `what` is what was requested ("the list of media").

    `login`: decides which steps the error shows where a new token is needed.
    """
    code = f" (code {error.code})" if error.code else ""
    kind, message = _FAILURES.get(error.kind, (RejectedError, "the API rejected the request for {what}{code}"))
    return kind(message.format(what=what, code=code, token_error=_token_error(error, login)))


def no_insights_error(login: Login) -> ReporterError:
    """Return the failure of an account whose insights responses are all empty."""
    return CredentialsError(
        "Meta returned no values for any post of this account; check that the token has the permission "
        f"{INSIGHTS_SCOPE[login]}"
    )


def _token_error(error: ApiError, login: Login) -> str:
    """Return why a token is rejected and what to do. A known subcode decides."""
    asks_to_log_in = _LOG_IN.search(error.message)
    message = _TOKEN_ERRORS.get(error.subcode) or (_CONFIRM if asks_to_log_in else "the token was rejected; {steps}")
    site = next((site for site in _SITE.values() if site in error.message.casefold()), _SITE[login])
    return message.format(steps=NEW_TOKEN_STEPS[login], site=site)


def _kind(code: int, subcode: int, message: str) -> Kind | None:
    if subcode in _BY_SUBCODE and code in {100, -1, 0}:
        return _BY_SUBCODE[subcode]
    for of_code, words, kind in _BY_MESSAGE:
        if code == of_code and words in message:
            return kind
    return _BY_CODE.get(code)


def _number(value: object) -> int:
    """Return a code; in some responses it is text."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0

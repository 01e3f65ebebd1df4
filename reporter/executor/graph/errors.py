"""The closed table of the API's refusals: which code, subcode and message means what. Decides nothing about retries.

HTTP status and `type` never decide alone, because both differ between hosts and versions. Unknown codes are refusals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reporter.catalog.models import Login
from reporter.core.errors import CredentialsError
from reporter.core.errors import ProtocolError
from reporter.core.errors import RefusedError
from reporter.core.errors import ReporterError
from reporter.core.errors import TemporaryError
from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.messages import Kind

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

# Codes that mean several things: the message tells them apart. It may be in any language; what has none of these words
# is judged by its code.
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

# How a token is made, by whose login it is of. What Meta's explorer gives lasts an hour; the exchange makes it last.
NEW_TOKEN_STEPS = {
    Login.INSTAGRAM: (
        "make a new token in Meta's App Dashboard (your app, Instagram, generate token) and store it where "
        "reporter.yaml says"
    ),
    Login.FACEBOOK: (
        "make a new token in Meta's Graph API Explorer (choose your app and user token, add the permissions "
        f"{_SCOPES}, generate it), store it where reporter.yaml says, and run `reporter token refresh` within the "
        "hour, which makes it last"
    ),
}
_CONFIRM = (
    "Meta asks the owner of the token to log in to {site} and to follow the instructions there; then run this again, "
    "because the token may still be valid; if it is refused once more, {anew}"
)
# What a refusal with one of these says without a subcode, in whatever language.
_LOG_IN = re.compile(r"(?:www|m)\.(?:instagram|facebook)\.com|till you log in|until you log in", re.IGNORECASE)
_SITE = {Login.INSTAGRAM: "www.instagram.com", Login.FACEBOOK: "www.facebook.com"}
_TOKEN_TROUBLE = {
    458: "the app was removed from the account; connect it again and {anew}",
    459: _CONFIRM,
    460: "the account's password was changed; {anew}",
    463: "the token has expired; {anew}",
    464: _CONFIRM,
}

_LACKING = (
    f"the token lacks a permission for {{what}}{{code}}; it needs {_SCOPES}, "
    "with Instagram login instagram_business_basic and instagram_business_manage_insights"
)
_FAILURES: dict[Kind, tuple[type[ReporterError], str]] = {
    Kind.CREDENTIALS: (CredentialsError, "{trouble}{code}"),
    Kind.PERMISSION: (CredentialsError, _LACKING),
    Kind.WITHHELD: (CredentialsError, _LACKING),
    Kind.TEMPORARY: (TemporaryError, "the API could not give {what}{code}; try again later"),
    Kind.TOO_MUCH: (TemporaryError, "the API could not give {what}{code}; try again later"),
    Kind.LIMIT: (TemporaryError, "the API's limit of calls is reached{code}; try again later"),
    Kind.BROKEN: (ProtocolError, "the answer for {what} is none that the API gives; try again later"),
    Kind.GONE: (RefusedError, "the API does not find {what}{code}; check instagram_id and login in reporter.yaml"),
}


def parse_error(error: object, *, status: int) -> ApiError:
    """Return the refusal that an `error` object means. `status` decides only where the codes say nothing."""
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
    """Return what an answer without a known code means."""
    if status == 429:
        return Kind.LIMIT
    if status == 408 or status >= 500:
        return Kind.TEMPORARY
    known = {401: Kind.CREDENTIALS, 403: Kind.PERMISSION, 404: Kind.GONE, 410: Kind.GONE}
    return known.get(status, Kind.REFUSED)


def named_metrics(error: ApiError, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the metrics asked the refusal names, by name or by place; () when it names none of them."""
    places = {int(place) for place in _INDEXED.findall(error.message)}
    lists = [found for pattern in _NAMED for found in pattern.findall(error.message)]
    names = {name.strip() for names in lists for name in names.split(",")}
    return tuple(metric for place, metric in enumerate(asked) if place in places or metric in names)


def failure(error: ApiError, what: str, login: Login) -> ReporterError:
    """Return the refusal that an account's collection ends with; `what` names what was asked ("the list of media").

    `login`: whose steps are told where a new token is needed.
    """
    code = f" (code {error.code})" if error.code else ""
    made, words = _FAILURES.get(error.kind, (RefusedError, "the API refused {what}{code}"))
    return made(words.format(what=what, code=code, trouble=_token_trouble(error, login)))


def no_insights_error(login: Login) -> ReporterError:
    """Return the failure of an account whose insights were all answered with nothing."""
    return CredentialsError(
        "Meta gave no number for any post of this account; check that the token has the permission "
        f"{INSIGHTS_SCOPE[login]}"
    )


def _token_trouble(error: ApiError, login: Login) -> str:
    """Return what is wrong with a token and what to do about it. The subcode decides where there is a known one."""
    asks_to_log_in = _LOG_IN.search(error.message)
    words = _TOKEN_TROUBLE.get(error.subcode) or (_CONFIRM if asks_to_log_in else "the token is not accepted; {anew}")
    site = next((one for one in _SITE.values() if one in error.message.casefold()), _SITE[login])
    return words.format(anew=NEW_TOKEN_STEPS[login], site=site)


def _kind(code: int, subcode: int, message: str) -> Kind | None:
    if subcode in _BY_SUBCODE and code in {100, -1, 0}:
        return _BY_SUBCODE[subcode]
    for of_code, words, kind in _BY_MESSAGE:
        if code == of_code and words in message:
            return kind
    return _BY_CODE.get(code)


def _number(value: object) -> int:
    """Return a code; some answers write it as text."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0

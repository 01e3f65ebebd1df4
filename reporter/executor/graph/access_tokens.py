"""Asking about tokens: how long one lasts, and for the one that takes its place. Pure; no secret enters a request here.

Sources: Meta's pages on access_token, refresh_access_token, debug_token and long-lived tokens, read 2026-03.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

from reporter.catalog.models import Login
from reporter.core.errors import ProtocolError
from reporter.executor.graph.errors import FACEBOOK_SCOPES
from reporter.executor.graph.errors import failure
from reporter.executor.graph.errors import parse_error
from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.messages import Flow
from reporter.executor.graph.messages import Kind
from reporter.executor.graph.messages import Reply
from reporter.executor.graph.messages import Request
from reporter.executor.graph.messages import Secret

_LONGEST = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What Meta says of a token. `ends`: None when it has no end. `app_id`: of the app that it was made for.

    `scopes`: its permissions, each with the ids that it is given for, () for all; None where they were not told.
    """

    ends: datetime | None
    app_id: str
    scopes: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class RenewedToken:
    """A token that takes another's place."""

    token: str = field(repr=False)
    ends: datetime


def facts_flow(account: str, version: str) -> Flow[TokenFacts]:
    """Ask what a token of Facebook login is good for; of Instagram's nobody can ask that. Raises ReporterError."""
    request = Request(account, f"{version}/debug_token", {"input_token": Secret.TOKEN})
    body = yield from _asked(request, Login.FACEBOOK)
    data = body.get("data")
    if not isinstance(data, Mapping) or not isinstance(data.get("is_valid"), bool):
        raise ProtocolError("the API did not say what the token is good for; try again later")
    if not data["is_valid"]:
        raise failure(_why(data.get("error")), "the token", Login.FACEBOOK)
    ends = [one for name in ("expires_at", "data_access_expires_at") if (one := _time(data.get(name)))]
    app_id = data.get("app_id")  # text or a number
    return TokenFacts(min(ends, default=None), str(app_id) if isinstance(app_id, str | int) else "", _scopes(data))


def missing_scopes(facts: TokenFacts, instagram_id: str) -> tuple[str, ...]:
    """Return the permissions that a token of Facebook login lacks for an account; () also where nobody told."""
    if facts.scopes is None:
        return ()
    given = {
        scope
        for scope, targets in facts.scopes.items()
        # other permissions are given for Pages, whose ids nobody knows here
        if not targets or instagram_id in targets or not scope.startswith("instagram_")
    }
    return tuple(scope for scope in FACEBOOK_SCOPES if scope not in given)


def renewal_flow(account: str, login: Login, version: str, *, app_id: str, now: datetime) -> Flow[RenewedToken]:
    """Ask for a token that lasts longer. Raises ReporterError. `app_id`: for Facebook login."""
    if login is Login.INSTAGRAM:
        request = Request(
            account, "refresh_access_token", {"grant_type": "ig_refresh_token", "access_token": Secret.TOKEN}
        )
    else:
        params = {
            "grant_type": "fb_exchange_token",
            "client_id": app_id,
            "client_secret": Secret.APP_SECRET,
            "fb_exchange_token": Secret.TOKEN,
        }
        request = Request(account, f"{version}/oauth/access_token", params)
    body = yield from _asked(request, login)
    token, seconds = body.get("access_token"), body.get("expires_in")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
        raise ProtocolError("the API gave no token in its answer; the old one is kept")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds <= _LONGEST.total_seconds():
        raise ProtocolError("the API did not say how long the new token lasts; the old one is kept")
    return RenewedToken(token.strip(), now + timedelta(seconds=seconds))


def _asked(request: Request, login: Login) -> Flow[Mapping[str, Any]]:
    (answer,) = yield (request,)
    if isinstance(answer, ApiError):
        raise failure(answer, "the token", login)
    if not isinstance(answer, Reply):
        raise answer
    return answer.body


def _why(error: object) -> ApiError:
    """Return what made a token invalid; here the subcode has a name of its own."""
    fields: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    renamed = {"code": fields.get("code"), "error_subcode": fields.get("subcode"), "message": fields.get("message")}
    known = parse_error(renamed, status=400)
    return ApiError(Kind.CREDENTIALS, code=known.code, subcode=known.subcode, message=known.message)


def _scopes(data: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]] | None:
    """Return the permissions as told: a list of all, and beside it for which ids some are given."""
    named, granular = data.get("scopes"), data.get("granular_scopes")
    if not isinstance(named, list):
        return None
    given = [one for one in granular if isinstance(one, Mapping)] if isinstance(granular, list) else []
    targets = {one.get("scope"): one["target_ids"] for one in given if isinstance(one.get("target_ids"), list)}
    return {str(scope): tuple(map(str, targets.get(scope, ()))) for scope in named}


def _time(value: object) -> datetime | None:
    """Return a time told in seconds; 0 is "never"."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None

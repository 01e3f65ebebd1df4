"""Flows for access tokens: when one expires, and its renewal. Pure; requests contain placeholders, no secrets.

Sources: Meta's pages on access_token, refresh_access_token, debug_token and long-lived tokens, read 2026-03.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from reporter.catalog.models import Login
from reporter.core.errors import ProtocolError
from reporter.executor.graph.errors import FACEBOOK_SCOPES, failure, parse_error
from reporter.executor.graph.messages import ApiError, Flow, Kind, Reply, Request, Secret

_LONGEST = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What Meta reports about a token. `ends`: None when it does not expire. `app_id`: of the app that issued it.

    `scopes`: its permissions, each with the ids that it is granted for, () for all; None where they are unknown.
    """

    ends: datetime | None
    app_id: str
    scopes: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class RenewedToken:
    """A new token that replaces another, and when it expires."""

    token: str = field(repr=False)
    ends: datetime


def facts_flow(account: str, version: str) -> Flow[TokenFacts]:
    """Request the facts of a Facebook login token; Instagram has no request for that. Raises ReporterError."""
    request = Request(account, f"{version}/debug_token", {"input_token": Secret.TOKEN})
    body = yield from _body(request, Login.FACEBOOK)
    data = body.get("data")
    if not isinstance(data, Mapping) or not isinstance(data.get("is_valid"), bool):
        raise ProtocolError("the API did not return the details of the token; try again later")
    if not data["is_valid"]:
        raise failure(_invalid_token_error(data.get("error")), "the token", Login.FACEBOOK)
    ends = [time for name in ("expires_at", "data_access_expires_at") if (time := _time(data.get(name)))]
    app_id = data.get("app_id")  # text or a number
    return TokenFacts(min(ends, default=None), str(app_id) if isinstance(app_id, str | int) else "", _scopes(data))


def missing_scopes(facts: TokenFacts, instagram_id: str) -> tuple[str, ...]:
    """Return the permissions that a token of Facebook login lacks for an account; () if unknown."""
    if facts.scopes is None:
        return ()
    missing = []
    for scope in FACEBOOK_SCOPES:
        targets = facts.scopes.get(scope)
        # Other permissions are granted for Pages, whose ids are unknown here.
        is_for_others = targets and instagram_id not in targets and scope.startswith("instagram_")
        if targets is None or is_for_others:
            missing.append(scope)
    return tuple(missing)


def renewal_flow(account: str, login: Login, version: str, *, app_id: str, now: datetime) -> Flow[RenewedToken]:
    """Request a token that is valid for longer. Raises ReporterError. `app_id`: for Facebook login."""
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
    body = yield from _body(request, login)
    token, seconds = body.get("access_token"), body.get("expires_in")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
        raise ProtocolError("the API returned no token; the old token is unchanged")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds <= _LONGEST.total_seconds():
        raise ProtocolError("the API did not return when the new token expires; the old token is unchanged")
    return RenewedToken(token.strip(), now + timedelta(seconds=seconds))


def _body(request: Request, login: Login) -> Flow[Mapping[str, Any]]:
    (response,) = yield (request,)
    if isinstance(response, ApiError):
        raise failure(response, "the token", login)
    if not isinstance(response, Reply):
        raise response
    return response.body


def _invalid_token_error(error: object) -> ApiError:
    """Return why a token is invalid; debug_token has its own name for the subcode."""
    fields: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    renamed = {"code": fields.get("code"), "error_subcode": fields.get("subcode"), "message": fields.get("message")}
    known = parse_error(renamed, status=400)
    return ApiError(Kind.CREDENTIALS, code=known.code, subcode=known.subcode, message=known.message)


def _scopes(data: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]] | None:
    """Return the permissions: the response has a list of all, and the ids that some are granted for."""
    named, granular = data.get("scopes"), data.get("granular_scopes")
    if not isinstance(named, list):
        return None
    targets: dict[object, list[object]] = {}
    for entry in granular if isinstance(granular, list) else []:
        if isinstance(entry, Mapping) and isinstance(entry.get("target_ids"), list):
            targets[entry.get("scope")] = entry["target_ids"]
    return {str(scope): tuple(map(str, targets.get(scope, ()))) for scope in named}


def _time(value: object) -> datetime | None:
    """Return a time given in seconds; None for 0, which means never."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None

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
from reporter.errors import ProtocolError
from reporter.graph.errors import failure
from reporter.graph.wire import ApiError
from reporter.graph.wire import Flow
from reporter.graph.wire import Kind
from reporter.graph.wire import Reply
from reporter.graph.wire import Request
from reporter.graph.wire import Secret

_LONGEST = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What Meta says of a token. `ends`: None when it has no end. `app_id`: of the app that it was made for."""

    ends: datetime | None
    app_id: str


@dataclass(frozen=True, slots=True)
class Renewed:
    """A token that takes another's place."""

    token: str = field(repr=False)
    ends: datetime


def facts_flow(account: str, version: str) -> Flow[TokenFacts]:
    """Ask what a token of Facebook login is good for; of Instagram's nobody can ask that. Raises ReporterError."""
    body = yield from _asked(Request(account, f"{version}/debug_token", {"input_token": Secret.TOKEN}))
    data = body.get("data")
    if not isinstance(data, Mapping) or not isinstance(data.get("is_valid"), bool):
        raise ProtocolError("the API did not say what the token is good for; try again later")
    if not data["is_valid"]:
        raise failure(ApiError(Kind.CREDENTIALS), "the token")
    ends = [one for name in ("expires_at", "data_access_expires_at") if (one := _time(data.get(name)))]
    app_id = data.get("app_id")
    return TokenFacts(min(ends, default=None), app_id if isinstance(app_id, str) else "")


def renewal_flow(account: str, login: Login, version: str, *, app_id: str, now: datetime) -> Flow[Renewed]:
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
    body = yield from _asked(request)
    token, seconds = body.get("access_token"), body.get("expires_in")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
        raise ProtocolError("the API gave no token in its answer; the old one is kept")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds <= _LONGEST.total_seconds():
        raise ProtocolError("the API did not say how long the new token lasts; the old one is kept")
    return Renewed(token.strip(), now + timedelta(seconds=seconds))


def _asked(request: Request) -> Flow[Mapping[str, Any]]:
    (answer,) = yield (request,)
    if isinstance(answer, ApiError):
        raise failure(answer, "the token")
    if not isinstance(answer, Reply):
        raise answer
    return answer.body


def _time(value: object) -> datetime | None:
    """Return a time told in seconds; 0 is "never"."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None

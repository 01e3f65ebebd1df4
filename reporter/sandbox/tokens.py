"""Everything about tokens: whose they are, what they may read, how long they last, and their renewal."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from reporter.catalog.models import Login
from reporter.sandbox import errors
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.call import Call
from reporter.sandbox.world import account_of, renewed_token

_LIFE_S = 60 * 86_400
_LEFT = timedelta(days=47)  # of a built-in token, counted from the day of asking
_APP = ("482190000000001", "Sandbox reports")
_SCOPES = {
    Login.FACEBOOK: ("instagram_basic", "instagram_manage_insights", "pages_read_engagement", "pages_show_list"),
    Login.INSTAGRAM: ("instagram_business_basic", "instagram_business_manage_insights"),
}

TokenBody = dict[str, Any]


def debug_token(call: Call) -> TokenBody:
    """Return what a token is good for; one that nobody issued is described as invalid, not refused."""
    access_token = call.params.get("input_token", "")
    if not access_token:
        raise errors.wrong_parameter("input_token", "non-empty")
    account = account_of(access_token)
    data: TokenBody = {"app_id": _APP[0], "type": "USER", "application": _APP[1]}
    if account is None:
        error = {"code": 190, "message": "Invalid OAuth access token.", "subcode": 467}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    expires_at = int((datetime.combine(call.now.date(), time(), tzinfo=UTC) + _LEFT).timestamp())
    scopes = _SCOPES[account.login]
    targets = [account.instagram_id]
    granular = [
        {"scope": scope, "target_ids": targets} if "instagram" in scope else {"scope": scope} for scope in scopes
    ]
    data |= {
        "data_access_expires_at": expires_at,
        "expires_at": expires_at,
        "is_valid": True,
        "issued_at": expires_at - _LIFE_S,
    }
    return {"data": data | {"scopes": list(scopes), "granular_scopes": granular, "user_id": user_id(account)}}


def refresh_response(call: Call) -> TokenBody:
    """Return the token that takes the place of a long-lived one (graph.instagram.com)."""
    if call.params.get("grant_type") != "ig_refresh_token":
        raise errors.wrong_parameter("grant_type", "ig_refresh_token")
    return _token_body(call.token)


def exchange(call: Call) -> TokenBody:
    """Return a long-lived token for a token (graph.facebook.com). App id and secret must be there, that is all."""
    if call.params.get("grant_type") != "fb_exchange_token":
        raise errors.wrong_parameter("grant_type", "fb_exchange_token")
    for name in ("client_id", "client_secret"):
        if not call.params.get(name):
            raise errors.wrong_parameter(name, "non-empty")
    return _token_body(call.params.get("fb_exchange_token") or call.token)


def user_id(account: SandboxAccount) -> str:
    """Return the id, for this app, of the person whose token it is."""
    return "1" + account.instagram_id[-15:]


def _token_body(old_token: str) -> TokenBody:
    if account_of(old_token) is None:
        raise errors.wrong_token()
    return {"access_token": renewed_token(old_token), "token_type": "bearer", "expires_in": _LIFE_S}

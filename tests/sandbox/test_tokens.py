"""Tokens: what they may read, until when, and their renewal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reporter.sandbox.server import Sandbox
from reporter.sandbox.world import token
from tests.support.sandbox_client import NOW, get


def test_tokens_are_described_and_renewed(sandbox: Sandbox) -> None:
    data = get(sandbox, "/debug_token", input_token=token("nordpfad")).body["data"]
    assert data["is_valid"] is True
    assert timedelta(days=40) < datetime.fromtimestamp(data["expires_at"], tz=UTC) - NOW < timedelta(days=60)
    assert "instagram_manage_insights" in data["scopes"]
    assert get(sandbox, "/debug_token", input_token="nobody's").body["data"]["is_valid"] is False
    fresh = get(sandbox, "/refresh_access_token", alias="kettle", grant_type="ig_refresh_token").body
    assert (fresh["token_type"], fresh["expires_in"]) == ("bearer", 5184000)
    assert fresh["access_token"] != token("kettle")
    assert get(sandbox, "/v23.0/me", bearer=fresh["access_token"], fields="username").status == 200

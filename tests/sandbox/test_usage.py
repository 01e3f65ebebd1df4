"""Requests are counted, and usage is announced in headers."""

from __future__ import annotations

import json

from reporter.sandbox.server import Sandbox
from reporter.sandbox.world import token
from tests.support.sandbox_client import ID, get, post_batch


def test_requests_and_calls_are_counted_and_logged_without_tokens(sandbox: Sandbox) -> None:
    get(sandbox, "/v23.0/me", bearer="", access_token=token("lumen"), fields="id")
    post_batch(sandbox, ["me?fields=id", "me?fields=name"])
    assert (sandbox.requests, sandbox.calls) == (2, 3)
    assert sandbox.log == [
        ("GET", "/v23.0/me", "fields=id"),
        ("BATCH", "/v23.0/me", "fields=id"),
        ("BATCH", "/v23.0/me", "fields=name"),
    ]


def test_usage_grows_slowly_in_two_kinds_of_headers(sandbox: Sandbox) -> None:
    app = json.loads(get(sandbox, "/v23.0/me").headers["X-App-Usage"])
    assert app["call_count"] == 1
    for _ in range(5):
        post_batch(sandbox, ["me"] * 50)
    headers = get(sandbox, f"/v23.0/{ID['lumen']}").headers
    assert "X-App-Usage" not in headers
    usage = json.loads(headers["X-Business-Use-Case-Usage"])
    assert len(usage) == 2
    (entry,) = usage[ID["lumen"]]
    assert entry["type"] == "instagram"
    assert entry["call_count"] == 2
    assert entry["estimated_time_to_regain_access"] == 0

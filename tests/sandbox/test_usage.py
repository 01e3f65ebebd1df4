"""Requests are counted, and usage is announced in headers."""

from __future__ import annotations

import json

import pytest

from reporter.sandbox.server import Sandbox
from reporter.sandbox.usage import Tally, usage_headers
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


@pytest.mark.parametrize(
    ("calls", "announced", "blocked", "percent"),
    [(1, None, False, 1), (240, None, False, 2), (10**6, None, False, 99), (1, 96, False, 96), (1, 96, True, 100)],
)
def test_the_usage_grows_with_calls_or_is_announced(
    calls: int,
    announced: int | None,
    blocked: bool,  # noqa: FBT001 - a parameter
    percent: int,
) -> None:
    (value,) = usage_headers(None, calls, announced=announced, blocked=blocked).values()
    assert json.loads(value)["call_count"] == percent


def test_uses_of_a_key_are_counted_apart() -> None:
    tally = Tally()
    assert [tally.count_use("a"), tally.count_use("a"), tally.count_use("b")] == [0, 1, 0]
    assert [tally.count_call(("GET", "/me", "")), tally.count_call(("GET", "/me", ""))] == [1, 2]
    assert (tally.requests, tally.calls, len(tally.log)) == (0, 2, 2)

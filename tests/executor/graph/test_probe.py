"""Whether a host serves an API version, by its response to a request without a token."""

from __future__ import annotations

import json

import pytest

from reporter.executor.graph.probe import serves
from reporter.sandbox.server import Sandbox, running
from tests.support.sandbox_client import NOW
from tests.support.wire_server import answer, wired


def body(code: int, message: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": message}}).encode()


@pytest.mark.parametrize(
    ("data", "status", "expected"),
    [
        (body(2500, "An active access token must be used to query information about it."), 400, True),
        (body(190, "Invalid OAuth 2.0 Access Token"), 400, True),
        (body(2500, "Unknown path components: /me"), 400, False),
        (b"not found", 404, False),
        (body(1, "An unknown error has occurred."), 500, None),
        (b"{}", 200, None),
        (b"[" * 100_000, 200, None),
    ],
)
def test_the_response_shows_whether_the_version_exists(data: bytes, status: int, expected: object) -> None:
    with wired(answer(data, status=status)) as wire:
        assert serves(wire.url, "v27.0") is expected


def test_no_token_is_sent() -> None:
    with wired(answer(body(104, "x"), status=400)) as wire:
        serves(wire.url, "v27.0")
    assert wire.line() == "GET /v27.0/me HTTP/1.1"
    assert "authorization" not in wire.headers()


@pytest.mark.parametrize(("version", "expected"), [("v27.0", True), ("v21.0", True), ("v28.0", False)])
def test_the_sandbox_responds_as_meta_does(version: str, *, expected: bool) -> None:
    with running(NOW) as sandbox:
        assert isinstance(sandbox, Sandbox)
        assert serves(sandbox.url, version) is expected

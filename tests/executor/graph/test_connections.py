"""Connections end in time while response headers drip."""

from __future__ import annotations

import pytest

from reporter.executor.graph import connections
from reporter.executor.graph.messages import Kind
from tests.support.wire_client import ends, kind_of
from tests.support.wire_server import drip


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX-Drip: " + b"x" * 500, b"H" * 500], ids=["header", "status"])
def test_a_head_that_drips_ends_in_time(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.3)
    error, requests = ends(drip(head, pause=0.1))
    assert (kind_of(error), requests) == (Kind.TEMPORARY, 3)

"""The sandbox as an HTTP server on loopback."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from reporter.sandbox.server import Sandbox, running
from reporter.sandbox.world import token
from tests.support.sandbox_client import NOW


def test_connections_are_kept(sandbox: Sandbox) -> None:
    connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=30)
    for _ in range(2):
        connection.request("GET", "/v23.0/me", headers={"Authorization": f"Bearer {token('lumen')}"})
        response = connection.getresponse()
        assert response.read()
        assert response.version == 11
        assert connection.sock is not None
    connection.close()


def test_a_port_in_use_is_said(sandbox: Sandbox) -> None:
    port = urlsplit(sandbox.url).port
    assert port
    with pytest.raises(OSError, match="in use"), running(NOW, port):
        pass

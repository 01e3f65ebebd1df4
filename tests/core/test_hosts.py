"""Which hosts are this computer."""

from __future__ import annotations

import pytest

from reporter.core.hosts import is_loopback


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
def test_this_computer(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "10.0.0.1", "localhost.example.com", "127.0.0.1.example.com", "::2", "LOCALHOST.", "2130706433"],
)
def test_other_computers(host: str) -> None:
    assert not is_loopback(host)

"""The mail server as reporter.yaml names it."""

from __future__ import annotations

import pytest

from reporter.core.errors import (
    ConfigurationError,
)
from reporter.delivery.server import MailServer, Security, read_server


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtps://mail.example.com", "mail.example.com", 465, "tls"),
        ("smtps://mail.example.com:4650", "mail.example.com", 4650, "tls"),
        ("smtp://mail.example.com", "mail.example.com", 587, "starttls"),
        ("smtp+plain://localhost", "localhost", 25, "plain"),
        ("smtp+plain://127.1.2.3:2525", "127.1.2.3", 2525, "plain"),
        ("smtp+plain://[::1]:2525", "::1", 2525, "plain"),
        ("smtp://[2001:db8::1]", "2001:db8::1", 587, "starttls"),
    ],
)
def test_servers_as_they_are_written(url: str, host: str, port: int, security: Security) -> None:
    assert read_server(url, user=None, password=None) == MailServer(host, port, security)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "SMTPS://mail.example.com",
        "smtps://",
        "smtps://mail.example.com/",
        "smtps://mail.example.com?tls=0",
        "smtps://mail.example.com#x",
        "smtps://user:hunter22@mail.example.com",
        "smtps://mail.example.com:0",
        "smtps://mail.example.com:65536",
        "smtps://mail.example.com:smtp",
        "smtps://mail.example.com\r\n",
        "smtps://mail example.com",
        "smtps://-mail.example.com",
        "smtps://bücher.example",
        "smtp+plain://mail.example.com",
        "smtp+plain://10.0.0.1",
        "smtp+plain://localhost.example.com",
        "smtp+plain://0.0.0.0",
    ],
)
def test_servers_that_are_refused(url: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        read_server(url, user=None, password=None)
    assert "hunter22" not in str(told.value)


@pytest.mark.parametrize(("user", "password"), [("a", None), (None, "b"), ("a", "")])
def test_half_a_login_is_refused(user: str | None, password: str | None) -> None:
    with pytest.raises(ConfigurationError, match="write both user and password, or neither"):
        read_server("smtps://mail.example.com", user=user, password=password)

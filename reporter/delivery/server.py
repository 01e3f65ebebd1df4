"""The mail server as reporter.yaml names it: where, how the way there is secured, as whom. Opens no connection."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from reporter.core.errors import ConfigurationError
from reporter.core.hosts import is_loopback

Security = Literal["tls", "starttls", "plain"]
_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtps": ("tls", 465),
    "smtp": ("starttls", 587),
    "smtp+plain": ("plain", 25),
}
_URL = re.compile(
    r"(?P<scheme>[a-z+]+)://(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, how the way there is secured, and as whom ("" = without AUTH)."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


def read_server(url: str, *, user: str | None, password: str | None) -> MailServer:
    """Return what `mail` in reporter.yaml says. Raises ConfigurationError, without quoting what may hold a password."""
    written = _URL.fullmatch(url)
    if written is None or written["scheme"] not in _SCHEMES or int(written["port"] or 1) not in range(1, 65_536):
        raise ConfigurationError(
            "mail.server: write smtps://HOST or smtp://HOST, optionally with :PORT, and nothing else; "
            "write the login in mail.user and mail.password"
        )
    security, port = _SCHEMES[written["scheme"]]
    host = written["host"].strip("[]")
    if security == "plain" and not is_loopback(host):
        raise ConfigurationError(
            "mail.server: smtp+plain:// is for this computer only; write smtp:// (STARTTLS) or smtps://"
        )
    if bool(user) != bool(password):
        raise ConfigurationError("mail: write both user and password, or neither")
    return MailServer(host, int(written["port"] or port), security, user or "", password or "")

"""A mail server on this machine that keeps what it accepts and answers as it is told, with or without TLS and login.

For tests of one letter and for tests of the whole program, which trusts it through SSL_CERT_FILE.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

SCHEMES = {"tls": "smtps", "starttls": "smtp", "plain": "smtp+plain"}
LOGIN = ("reports@acme.example", "made-up-password")


class Accepted(NamedTuple):
    """A message that the server took responsibility for."""

    sender: str
    recipient: str
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The message as a mail program reads it."""
        read = message_from_bytes(self.data, policy=default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass
class PostOffice:
    """What the server is told and what it saw.

    `at_recipient`, `after_dot`: for a recipient, the answers to give instead of 250, one after the other.
    """

    url: str = ""
    accepted: list[Accepted] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    at_recipient: dict[str, list[str]] = field(default_factory=dict)
    after_dot: dict[str, list[str]] = field(default_factory=dict)
    needs_login: bool = False

    def copies(self, recipient: str) -> int:
        """Return how many messages were accepted for a recipient."""
        return sum(mail.recipient == recipient for mail in self.accepted)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Note the sender."""
        if self.needs_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from, envelope.mail_options = address, options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Note the recipient, or refuse as told."""
        if self.at_recipient.get(address):
            return self.at_recipient[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Accept the message, or refuse as told."""
        sender, data = envelope.mail_from, envelope.original_content
        assert sender is not None
        assert data is not None
        for recipient in envelope.rcpt_tos:
            if self.after_dot.get(recipient):
                return self.after_dot[recipient].pop(0)
            self.accepted.append(Accepted(sender, recipient, data))
        return "250 OK: queued"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: object
    ) -> AuthResult:
        """Accept the one login that there is."""
        assert isinstance(said, LoginPassword)
        login = (said.login.decode(), said.password.decode())
        self.logins.append(login)
        return AuthResult(success=login == LOGIN, handled=False)


@cache
def authority() -> trustme.CA:
    """Return who signs the certificates of all servers in a test run."""
    return trustme.CA()


def trusted(folder: Path) -> Path:
    """Write a file for SSL_CERT_FILE, which makes a program trust the servers here."""
    file = folder / "authority.pem"
    authority().cert_pem.write_to_path(str(file))
    return file


def certified(*names: str, by: trustme.CA | None = None) -> ssl.SSLContext:
    """Return what a server of these names shows to whom connects."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    (by or authority()).issue_cert(*names).configure_cert(context)
    return context


def trusting() -> ssl.SSLContext:
    """Return what a client needs to trust the servers here."""
    context = ssl.create_default_context()
    authority().configure_trust(context)
    return context


@contextmanager
def mail_server(
    security: Literal["tls", "starttls", "plain"] = "plain", *, login: bool = False, most_bytes: int = 0
) -> Iterator[PostOffice]:
    """Serve on a free port of this machine. `login`: only for LOGIN. `most_bytes`: offered as SIZE; 0 = none is."""
    office = PostOffice(needs_login=login)
    context = None if security == "plain" else certified("localhost", "127.0.0.1")
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Future()

    def connected() -> SMTP:
        return SMTP(
            office,
            hostname="localhost",
            data_size_limit=most_bytes or None,
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            auth_require_tls=security == "starttls",
            authenticator=office.authenticate,
        )

    async def serve() -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        async with await loop.create_server(
            connected, "127.0.0.1", 0, ssl=context if security == "tls" else None
        ) as server:
            started.set_result((loop, over, server.sockets[0].getsockname()[1]))
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    loop, over, port = started.result(timeout=30)
    office.url = f"{SCHEMES[security]}://localhost:{port}"
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(timeout=30)

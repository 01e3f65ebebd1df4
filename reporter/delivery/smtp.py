"""Sends one message to one recipient over SMTP; its outcome is certain, or certainly unknown.

SMTP has no key that makes sending twice harmless, so the moment that counts is the dot that ends a message: whatever
breaks before it may be sent again, whatever breaks after it is unknown (RFC 1047). Sends nothing over a connection that
is not TLS of the named host, but to this machine. Keeps nothing and retries nothing.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from reporter.core.errors import CredentialsError, ProtocolError, RejectedError, ReporterError, TemporaryError
from reporter.core.secrets import hide
from reporter.delivery.message import one_line
from reporter.delivery.outcome import UNCLEAR_REPLIES, UnknownOutcomeError
from reporter.delivery.server import MailServer
from reporter.delivery.wire import GarbageError, LostError, SmtpReply, Wire
from reporter.spec.addresses import address_of

_DONE, _CHALLENGE, _GO_AHEAD = range(200, 300), range(334, 335), range(354, 355)
_AUTHENTICATION_REQUIRED, _TOO_LARGE = 530, 552
_GRACE_S = 0.1  # a server that gives up amid a message is read before the dot, which would make that unknown
_QUIT_S = 5.0  # the message is theirs by then
_AGAIN = "run the same command again later"


class TooLargeError(RejectedError):
    """The server takes no message of that size."""


class NoServerError(TemporaryError):
    """Nobody answers at the server's address."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to connect, for each reply, for all until the final dot, and for the answer to that (RFC 5321: long)."""

    connect: float = 30
    reply: float = 60
    until_dot: float = 300
    after_dot: float = 300


def send(
    server: MailServer,
    message: bytes,
    *,
    sender: str,
    recipient: str,
    about_to_send: Callable[[], None],
    limits: Limits = Limits(),
    context: ssl.SSLContext | None = None,
) -> str:
    """Hand the message over for one recipient and return what the server said to it.

    `about_to_send` is called before any part of the message is sent. Raises TemporaryError, RejectedError,
    TooLargeError, CredentialsError or ProtocolError if the server certainly did not accept it, and UnknownOutcomeError
    if that is unknown.
    """
    with _translated_errors(server, _connect(server, limits)) as wire:
        return _Dialogue(server, wire, limits).deliver(
            _lines(message),
            envelope=(address_of(sender), address_of(recipient)),
            about_to_send=about_to_send,
            context=context or ssl.create_default_context(),
        )


def log_in(
    server: MailServer,
    *,
    limits: Limits = Limits(),
    context: ssl.SSLContext | None = None,
) -> None:
    """Connect over TLS and log in where there is a login, without sending. Raises as `send` does."""
    with _translated_errors(server, _connect(server, limits)) as wire:
        _Dialogue(server, wire, limits).log_in(context or ssl.create_default_context())


@contextmanager
def _translated_errors(server: MailServer, wire: Wire) -> Iterator[Wire]:
    """Turn what can happen to a connection into what it means, and hang up at the end."""
    try:
        yield wire
    except LostError as error:
        raise TemporaryError(f"mail server {server.host}: {error}; {_AGAIN}") from None
    except GarbageError as error:
        raise ProtocolError(f"mail server {server.host}: {error}; check mail.server") from None
    finally:
        wire.close()


def _connect(server: MailServer, limits: Limits) -> Wire:
    end = time.monotonic() + limits.until_dot
    try:
        return Wire(socket.create_connection((server.host, server.port), timeout=limits.connect), end=end)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no response in time"
        raise NoServerError(
            f"cannot reach mail server {server.host}:{server.port} ({reason}); check mail.server and the network"
        ) from None


class _Dialogue:
    """What is said over one connection."""

    def __init__(self, server: MailServer, wire: Wire, limits: Limits) -> None:
        self._server = server
        self._wire = wire
        self._limits = limits
        self._offers: dict[str, str] = {}
        self._password = _base64(server.password)
        self._login = _base64(f"\0{server.user}\0{server.password}")

    def deliver(
        self,
        message: bytes,
        *,
        envelope: tuple[str, str],
        about_to_send: Callable[[], None],
        context: ssl.SSLContext,
    ) -> str:
        self._greet(context)
        size = self._sized(message)
        self._ask(f"MAIL FROM:<{envelope[0]}>{size}", _DONE)
        self._ask(f"RCPT TO:<{envelope[1]}>", _DONE)
        about_to_send()
        self._ask("DATA", _GO_AHEAD)
        self._write(message)
        answer = self._finish()
        self._quit()
        return answer

    def log_in(self, context: ssl.SSLContext) -> None:
        """Greet, log in where there is a login, and leave."""
        self._greet(context)
        self._quit()

    def _greet(self, context: ssl.SSLContext) -> None:
        if self._server.security == "tls":
            self._secure(context)
        self._expect(self._wire.read(wait=self._limits.reply), _DONE)
        self._introduce()
        if self._server.security == "starttls":
            if "STARTTLS" not in self._offers:
                raise self._broken("does not offer STARTTLS, so nothing was sent")
            reply = self._wire.ask("STARTTLS", wait=self._limits.reply)
            if reply.code >= 500:
                raise self._broken("offers STARTTLS but rejects it, so nothing was sent")
            self._expect(reply, _DONE)
            self._secure(context)
            self._introduce()  # what was offered in plain text counts no more
        if self._server.user:
            self._log_in()

    def _secure(self, context: ssl.SSLContext) -> None:
        try:
            self._wire.secure(context, self._server.host, wait=self._limits.reply)
        except ssl.SSLCertVerificationError as error:
            reason = one_line(error.verify_message)
            raise self._broken(f"has no trusted certificate ({reason}), so nothing was sent") from None
        except ssl.SSLError:
            raise self._broken("does not use TLS correctly, so nothing was sent") from None

    def _introduce(self) -> None:
        offers = self._ask(f"EHLO {self._wire.address()}", _DONE).lines[1:]
        words = [offer.upper().partition(" ") for offer in offers]
        self._offers = {name: values for name, _, values in words}

    def _log_in(self) -> None:
        ways = self._offers.get("AUTH", "").split()
        if "PLAIN" in ways:
            said = [f"AUTH PLAIN {self._login}"]
        elif "LOGIN" in ways:
            said = ["AUTH LOGIN", _base64(self._server.user), self._password]
        else:
            raise self._broken("does not offer a login with a password (AUTH PLAIN or LOGIN)")
        for number, line in enumerate(said, 1):
            reply = self._wire.ask(line, wait=self._limits.reply)
            if reply.code >= 500:  # without its text, which may repeat what was said
                raise CredentialsError(
                    f"mail server {self._server.host} rejected the login ({reply.code}); check mail.user and "
                    "mail.password"
                )
            self._expect(reply, _DONE if number == len(said) else _CHALLENGE)

    def _sized(self, message: bytes) -> str:
        """Return the parameter that announces the size. Raises TooLargeError where the server offers less."""
        if "SIZE" not in self._offers:
            return ""
        most = self._offers["SIZE"]
        if most.isdecimal() and 0 < int(most) < len(message):
            raise TooLargeError(
                f"the message has {len(message):,} bytes, but mail server {self._server.host} accepts {int(most):,}; "
                "attach fewer files"
            )
        return f" SIZE={len(message)}"

    def _write(self, message: bytes) -> None:
        """Send everything but the dot that ends it."""
        self._wire.write(re.sub(rb"(?m)^\.", b"..", message), wait=self._limits.reply)
        if self._wire.has_spoken(wait=_GRACE_S):
            self._expect(self._wire.complaint(wait=self._limits.reply), _DONE)

    def _finish(self) -> str:
        """Send the dot and return the answer to the message; from here on nothing but an answer tells what happened."""
        self._wire.end = time.monotonic() + self._limits.after_dot
        try:
            self._wire.write(b".\r\n", wait=self._limits.after_dot)
            reply = self._wire.read(wait=self._limits.after_dot)
        except (LostError, GarbageError) as error:
            raise self._unknown(str(error)) from None
        if reply.code in UNCLEAR_REPLIES:
            raise self._unknown(f"it replied {reply.code}")
        self._expect(reply, _DONE)
        return self._quoted(reply)

    def _quit(self) -> None:
        self._wire.end = time.monotonic() + _QUIT_S
        try:
            self._wire.ask("QUIT", wait=_QUIT_S)
        except (LostError, GarbageError):
            return

    def _ask(self, command: str, wanted: range) -> SmtpReply:
        return self._expect(self._wire.ask(command, wait=self._limits.reply), wanted)

    def _expect(self, reply: SmtpReply, wanted: range) -> SmtpReply:
        """Return the reply if it is an expected one; raise what it means otherwise."""
        if reply.code in wanted:
            return reply
        text = f"mail server {self._server.host} replied: {self._quoted(reply)}"
        if reply.code < 400:
            raise self._broken(f"sent an unexpected reply {reply.code}")
        error: ReporterError
        if reply.code < 500:
            error = TemporaryError(f"{text}; {_AGAIN}")
        elif reply.code == _AUTHENTICATION_REQUIRED:
            error = CredentialsError(f"{text}; write mail.user and mail.password")
        else:
            kind = TooLargeError if reply.code == _TOO_LARGE else RejectedError
            error = kind(f"{text}; fix the cause that the server names")
        error.cause = f"reply of mail server {self._server.host}"  # whose text differs from hour to hour
        raise error

    def _unknown(self, why: str) -> UnknownOutcomeError:
        return UnknownOutcomeError(
            f"mail server {self._server.host} received the whole message but did not confirm acceptance ({why}); "
            "ask the recipient before you resend it"
        )

    def _broken(self, what: str) -> ProtocolError:
        return ProtocolError(f"mail server {self._server.host} {what}; check mail.server")

    def _quoted(self, reply: SmtpReply) -> str:
        """Return what the server said; it may have been made to repeat the login."""
        said = f"{reply.code} {' '.join(reply.lines)}"
        return one_line(hide(said, (self._server.password, self._password, self._login)))


def _lines(message: bytes) -> bytes:
    whole = re.sub(rb"\r\n?|\n", b"\r\n", message)
    return whole if whole.endswith(b"\r\n") else whole + b"\r\n"


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()

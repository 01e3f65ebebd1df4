"""A connection that speaks in commands and replies (RFC 5321), bounded in seconds, bytes and lines.

Not smtplib: that one waits for ever on a reply that drips, takes cut replies for whole ones, and does not tell whether
a message was handed over before the connection broke. What replies mean is `smtp.py`'s.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from typing import NamedTuple

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_LONGEST_LINE = 2_000  # four times what RFC 5321 allows
_MOST_LINES = 100
_CHUNK = 65_536


class LostError(Exception):
    """The connection broke, or time ran out."""


class GarbageError(Exception):
    """The other side does not speak SMTP, or not in turn."""


class SmtpReply(NamedTuple):
    """An answer: its code, and its text line by line."""

    code: int
    lines: tuple[str, ...]


class Wire:
    """An open connection. `end`: the monotonic time at which everything ends."""

    def __init__(self, connection: socket.socket, *, end: float) -> None:
        self._socket = connection
        self._unread = b""
        self.end = end

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def address(self) -> str:
        """Return this side's own address, as EHLO names it where there is no name."""
        own = str(self._socket.getsockname()[0]).partition("%")[0]
        return f"[IPv6:{own}]" if ":" in own else f"[{own}]"

    def secure(self, context: ssl.SSLContext, host: str, *, wait: float) -> None:
        """Go on over TLS. Raises ssl.SSLError when the other side is not `host` for sure, GarbageError for no TLS."""
        left = self._left(wait)
        try:
            if self.has_spoken():
                raise GarbageError("it sent plain text when TLS should start")
            self._socket.settimeout(left)
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        except ssl.SSLError:
            raise
        except TimeoutError as error:
            raise LostError(_reason(error)) from None
        except (LostError, OSError):
            raise GarbageError("it closed the connection when TLS should start") from None

    def ask(self, command: str, *, wait: float) -> SmtpReply:
        """Send a command and return its reply; one that came unasked is taken for it if it is a refusal."""
        if not command.isascii() or not command.isprintable():
            raise ValueError("a command is one line of ASCII")
        if self.has_spoken():
            return self.complaint(wait=wait)
        self.write(command.encode() + b"\r\n", wait=wait)
        return self.read(wait=wait)

    def complaint(self, *, wait: float) -> SmtpReply:
        """Return what was said out of turn, which can only be a refusal (421: the server is going down)."""
        reply = self.read(wait=wait)
        if reply.code < 400:
            raise GarbageError("it sent a reply without a command")
        return reply

    def has_spoken(self, *, wait: float = 0) -> bool:
        """Say whether something is there that was not read, or comes within `wait` seconds.

        Raises LostError when it hung up.
        """
        if not self._unread:
            self._socket.settimeout(wait)
            try:
                self._receive()
            except (BlockingIOError, TimeoutError, ssl.SSLWantReadError):
                return False
            except OSError as error:
                raise LostError(_reason(error)) from None
        return True

    def write(self, data: bytes, *, wait: float) -> None:
        """Hand all of it to the system, which must take some of it every `wait` seconds."""
        rest = memoryview(data)
        try:
            while rest:
                self._socket.settimeout(self._left(wait))
                rest = rest[self._socket.send(rest[:_CHUNK]) :]
        except OSError as error:
            raise LostError(_reason(error)) from None

    def read(self, *, wait: float) -> SmtpReply:
        """Return the next reply, which must be whole within `wait` seconds."""
        end = time.monotonic() + wait
        codes: set[int] = set()
        texts: list[str] = []
        while len(texts) < _MOST_LINES:
            line = _LINE.fullmatch(self._line(end))
            if line is None:
                raise GarbageError("it sent an invalid SMTP reply")
            codes.add(int(line[1]))
            if len(codes) > 1:
                raise GarbageError("its reply has two codes")
            texts.append((line[3] or b"").decode("utf-8", errors="replace"))
            if line[2] != b"-":
                return SmtpReply(codes.pop(), tuple(texts))
        raise GarbageError("its reply has too many lines")

    def _line(self, end: float) -> bytes:
        while b"\n" not in self._unread and len(self._unread) <= _LONGEST_LINE:
            try:
                self._socket.settimeout(self._left(end - time.monotonic()))
                self._receive()
            except OSError as error:
                raise LostError(_reason(error)) from None
        line, newline, self._unread = self._unread.partition(b"\n")
        if len(line) > _LONGEST_LINE:
            raise GarbageError("its reply has a line that is too long")
        return line + newline

    def _receive(self) -> None:
        received = self._socket.recv(_CHUNK)
        if not received:
            raise LostError("it closed the connection")
        self._unread += received

    def _left(self, wait: float) -> float:
        left = min(wait, self.end - time.monotonic())
        if left <= 0:
            raise LostError("it took too long")
        return left


def _reason(error: OSError) -> str:
    return "it took too long" if isinstance(error, TimeoutError) else "the connection broke"

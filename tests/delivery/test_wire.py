"""A connection of commands and replies, between two sockets."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from reporter.delivery.wire import GarbageError, LostError, SmtpReply, Wire


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    """Return a wire and the other end of its connection."""
    own, other = socket.socketpair()
    with own, other:
        yield Wire(own, end=time.monotonic() + 30), other


Ends = tuple[Wire, socket.socket]


def test_a_command_is_one_line_and_its_reply_may_be_several(ends: Ends) -> None:
    wire, other = ends
    other.settimeout(5)
    wire.write(b"NOOP\r\n", wait=5)
    assert other.recv(100) == b"NOOP\r\n"
    other.sendall(b"250-mail.example.com\r\n250-SIZE 1000\r\n250 HELP\r\n220 next\r\n")
    assert wire.read(wait=5) == SmtpReply(250, ("mail.example.com", "SIZE 1000", "HELP"))
    assert wire.has_spoken()
    assert wire.read(wait=5) == SmtpReply(220, ("next",))
    assert not wire.has_spoken()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"HTTP/1.1 200 OK\r\n", "it sent an invalid SMTP reply"),
        (b"999 what\r\n", "it sent an invalid SMTP reply"),
        (b"250-a\r\n251 b\r\n", "its reply has two codes"),
        (b"250-a\r\n" * 101, "its reply has too many lines"),
        (b"250 " + b"a" * 3_000, "its reply has a line that is too long"),
    ],
)
def test_what_is_not_a_reply(ends: Ends, data: bytes, words: str) -> None:
    wire, other = ends
    other.sendall(data)
    with pytest.raises(GarbageError, match=words):
        wire.read(wait=5)


def test_a_reply_that_breaks_off_is_lost(ends: Ends) -> None:
    wire, other = ends
    other.sendall(b"250-a\r\n25")
    other.close()
    with pytest.raises(LostError, match="it closed the connection"):
        wire.read(wait=5)


def test_a_command_with_another_line_is_never_sent(ends: Ends) -> None:
    wire, other = ends
    for command in ("RCPT TO:<a@example.com>\r\nDATA", "RCPT TO:<ä@example.com>"):
        with pytest.raises(ValueError, match="one line of ASCII"):
            wire.ask(command, wait=5)
    other.settimeout(0)
    with pytest.raises(BlockingIOError):
        other.recv(1)


def test_what_comes_unasked_is_a_rejection_or_nonsense(ends: Ends) -> None:
    wire, other = ends
    other.sendall(b"421 going down\r\n")
    assert wire.ask("MAIL FROM:<a@example.com>", wait=5) == SmtpReply(421, ("going down",))
    other.sendall(b"250 OK\r\n")
    with pytest.raises(GarbageError, match="a reply without a command"):
        wire.ask("MAIL FROM:<a@example.com>", wait=5)

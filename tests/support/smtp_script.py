"""A mail server that follows a script to the byte, faults included, and keeps what it heard."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DOT = b"\r\n.\r\n"
HELLO = b"250-script\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 0\r\n"

POLITE: dict[str, Answer] = {
    "CONNECT": b"220 script\r\n",
    "EHLO": HELLO,
    "STARTTLS": b"220 go ahead\r\n",
    "AUTH": b"235 welcome\r\n",
    "MAIL": b"250 sender\r\n",
    "RCPT": b"250 recipient\r\n",
    "DATA": b"354 go ahead\r\n",
    "BODY": b"",
    ".": b"250 queued\r\n",
    "QUIT": b"221 bye\r\n",
}


@dataclass
class Script:
    """`answers`: to each verb, to the first bytes of a message ("BODY") and to its end ("."). `messages`: whole."""

    answers: dict[str, Answer]
    context: ssl.SSLContext | None = None
    port: int = 0
    heard: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def verbs(self) -> list[str]:
        """Return what was asked, without arguments."""
        return [line.partition(" ")[0] for line in self.heard]


Act = Callable[[Script, socket.socket], None]
Answer = bytes | Act


def drop(_script: Script, connection: socket.socket) -> None:
    """Hang up."""
    connection.shutdown(socket.SHUT_RDWR)


def reset(_script: Script, connection: socket.socket) -> None:
    """Break the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang(script: Script, _connection: socket.socket) -> None:
    """Say nothing, until the test is over."""
    script.over.wait(60)


def said_and_dropped(data: bytes) -> Act:
    """Return an act that says this and hangs up."""

    def act(script: Script, connection: socket.socket) -> None:
        connection.sendall(data)
        drop(script, connection)

    return act


def dripped(data: bytes, *, pause: float) -> Act:
    """Return an act that says this byte by byte."""

    def act(script: Script, connection: socket.socket) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            if script.over.wait(pause):
                return

    return act


@contextmanager
def scripted(
    answers: Mapping[str, Answer] | None = None, *, context: ssl.SSLContext | None = None, at_once: bool = False
) -> Iterator[Script]:
    """Serve on a free port of this machine, politely but for `answers`. `at_once`: TLS from the first byte."""
    script = Script({**POLITE, **(answers or {})}, context)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # so that a large message waits to be read
        script.port = listener.getsockname()[1]
        thread = threading.Thread(target=_accept, args=(listener, script, at_once), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            script.over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=30)


def _accept(listener: socket.socket, script: Script, at_once: bool) -> None:  # noqa: FBT001 - passed on
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        connection.settimeout(30)
        with suppress(OSError), connection:
            _serve(_secured(script, connection) if at_once else connection, script)


def _serve(connection: socket.socket, script: Script) -> None:
    try:
        _answer(script, "CONNECT", connection)
        unread = b""
        while True:
            line, unread = _until(connection, b"\r\n", unread)
            script.heard.append(line.decode("latin-1"))
            verb = script.heard[-1].partition(" ")[0]
            answer = _answer(script, verb if verb in script.answers else "AUTH", connection)
            if verb == "STARTTLS" and script.context:
                connection = _secured(script, connection)
            if verb == "DATA" and isinstance(answer, bytes) and answer.startswith(b"354"):
                unread = _take(script, connection)
    finally:
        connection.close()


def _take(script: Script, connection: socket.socket) -> bytes:
    begun = connection.recv(65_536)
    _answer(script, "BODY", connection)
    message, unread = _until(connection, DOT, begun)
    script.messages.append(message + b"\r\n")
    _answer(script, ".", connection)
    return unread


def _until(connection: socket.socket, end: bytes, begun: bytes) -> tuple[bytes, bytes]:
    data, looked = bytearray(begun), 0
    while (found := data.find(end, looked)) < 0:
        looked = max(0, len(data) - len(end))
        more = connection.recv(65_536)
        if not more:
            raise ConnectionError
        data += more
    return bytes(data[:found]), bytes(data[found + len(end) :])


def _answer(script: Script, verb: str, connection: socket.socket) -> Answer:
    answer = script.answers[verb]
    if isinstance(answer, bytes):
        connection.sendall(answer)
    else:
        answer(script, connection)
    return answer


def _secured(script: Script, connection: socket.socket) -> socket.socket:
    assert script.context is not None
    return script.context.wrap_socket(connection, server_side=True)

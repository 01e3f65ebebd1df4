"""A server on this machine that answers with the bytes of a script, and keeps what it was asked."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Act = bytes | Callable[[socket.socket], None]


@dataclass
class Wire:
    """`script`: what each request is answered; the last entry is used for ever. `asked`: requests as they came."""

    script: list[Act]
    url: str = ""
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def headers(self, number: int = 0) -> dict[str, str]:
        """Return the headers of a request, names in lower case."""
        lines = self.asked[number].partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def line(self, number: int = 0) -> str:
        """Return the request line."""
        return self.asked[number].split(b"\r\n", 1)[0].decode("latin-1")


def answer(body: object, *, status: int = 200, **headers: str) -> bytes:
    """Return a whole answer; a body that is no bytes is written as JSON. Underscores in header names become dashes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(data))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Words\r\n{head}\r\n".encode() + data


def refusal(code: int, message: str = "no", *, status: int = 400, subcode: int = 0, **headers: str) -> bytes:
    """Return an error answer as the Graph API words it."""
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "Axyz"}
    return answer({"error": error | ({"error_subcode": subcode} if subcode else {})}, status=status, **headers)


def cut(data: bytes) -> Act:
    """Return an act that sends these bytes and closes."""

    def act(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_RDWR)

    return act


def reset(data: bytes = b"") -> Act:
    """Return an act that sends these bytes and resets the connection."""

    def act(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return act


def drip(data: bytes, *, pause: float) -> Act:
    """Return an act that sends byte by byte, until nobody listens."""

    def act(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError):
            for byte in data:
                connection.sendall(bytes([byte]))
                time.sleep(pause)

    return act


@contextmanager
def wired(*script: Act) -> Iterator[Wire]:
    """Serve the script on a free port of this machine."""
    wire = Wire(list(script))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=_accept, args=(listener, wire), daemon=True).start()
        yield wire


def _accept(listener: socket.socket, wire: Wire) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            wire.connections += 1
            threading.Thread(target=_serve, args=(connection, wire), daemon=True).start()


def _serve(connection: socket.socket, wire: Wire) -> None:
    with connection, suppress(OSError):
        while request := _request(connection):
            with wire.lock:
                number = len(wire.asked)
                wire.asked.append(request)
            act = wire.script[min(number, len(wire.script) - 1)]
            if isinstance(act, bytes):
                connection.sendall(act)
            else:
                act(connection)


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body

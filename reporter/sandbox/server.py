"""Serves the sandbox over HTTP/1.1 on 127.0.0.1. Owns sockets, threads and the clock; what is answered is `api`'s."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qsl

from reporter.sandbox.api import HttpReply, IncomingRequest, handle
from reporter.sandbox.call import ServerState
from reporter.sandbox.faults import Faults
from reporter.sandbox.usage import RequestLine, Tally

_HOST = "127.0.0.1"
_MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running server: where it is, and what it was asked so far."""

    url: str
    tally: Tally

    @property
    def requests(self) -> int:
        """HTTP requests so far."""
        return self.tally.requests

    @property
    def calls(self) -> int:
        """API calls so far: a batch counts each of its parts."""
        return self.tally.calls

    @property
    def log(self) -> list[RequestLine]:
        """API calls as (method, path, query without secrets); the method of a batch's parts is BATCH."""
        return list(self.tally.log)


@contextmanager
def running(
    now: Callable[[], datetime] | datetime, port: int = 0, latency: float = 0.0, *, faults: Faults | None = None
) -> Iterator[Sandbox]:
    """Serve the world as of `now` (aware) until the block ends; port 0 takes a free one, `latency` is in seconds.

    Raises OSError when the port is taken.
    """
    clock = now if callable(now) else lambda: now
    tally = Tally()
    with _Server((_HOST, port), _Exchange) as server:
        url = f"http://{_HOST}:{server.server_port}"
        scripted = faults or Faults()

        def reply(request: IncomingRequest) -> HttpReply:
            if latency:
                time.sleep(latency)
            return handle(request, ServerState(clock().astimezone(UTC), url, scripted, tally))

        server.reply = reply
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="sandbox", daemon=True)
        thread.start()
        try:
            yield Sandbox(url, tally)
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    reply: Callable[[IncomingRequest], HttpReply]

    def server_bind(self) -> None:
        """Bind without asking a name server who 127.0.0.1 is, as the parent does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = _HOST, int(self.server_address[1])


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer a read."""
        self._send(IncomingRequest("GET", self.path, bearer=self._bearer()))

    def do_POST(self) -> None:
        """Answer a batch."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _MOST_BYTES:
            self.send_error(413)
            return
        data = self.rfile.read(int(length))
        self._send(
            IncomingRequest("POST", self.path, _form(self.headers.get("Content-Type", ""), data), self._bearer())
        )

    def do_DELETE(self) -> None:
        """Refuse as the API does: nothing here can be deleted."""
        self._send(IncomingRequest("DELETE", self.path, bearer=self._bearer()))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name for it
        """Write nothing: targets hold tokens."""

    def _bearer(self) -> str:
        scheme, _, credentials = self.headers.get("Authorization", "").partition(" ")
        return credentials.strip() if scheme.lower() == "bearer" else ""

    def _send(self, request: IncomingRequest) -> None:
        reply = self.server.reply(request)
        data = json.dumps(reply.body).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _form(kind: str, data: bytes) -> dict[str, str]:
    """Return the fields of a form, sent in either of the two ways that forms are sent."""
    if not kind.lower().startswith("multipart/form-data"):
        return dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
    parts = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + data).walk()
    return {
        str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True) or b"").decode(
            "utf-8", "replace"
        )
        for part in parts
        if not part.is_multipart()
    }

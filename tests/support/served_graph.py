"""The simulated Graph API over real HTTP, and a client with a clock of its own that speaks to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from reporter.catalog.models import Login
from reporter.executor.fetch import Fetched, fetch
from reporter.executor.graph.client import Access, GraphClient
from reporter.executor.graph.messages import ApiError, Reply, Request
from reporter.executor.plan import Plan
from tests.support.simulated_graph import Graph
from tests.support.wire_client import Clock

TOKEN = "EAAcanary0123456789"
Bad = Callable[[Request], "Page | None"]


@dataclass(frozen=True)
class Page:
    """An answer that is no JSON of the API, such as a gateway's page."""

    status: int
    data: bytes


HTML_504 = Page(504, b"<html><body><h1>504 Gateway Time-out</h1></body></html>")


@dataclass
class Served:
    """What fetching over HTTP gave, and what it cost. `slept`: the pauses of the client, in seconds."""

    fetched: Fetched
    requests: int
    slept: list[float]


def collect_over_http(graph: Graph, plan: Plan, *, bad: Bad = lambda _: None) -> Served:
    """Carry the plan out against the simulation, over HTTP on this machine. `bad`: requests that a gateway answers."""
    clock = Clock()
    accounts = {account.account: account.login for account in plan.accounts}
    with serving(graph, bad) as (url, count):
        accesses = {name: Access(base_url=url, token=TOKEN, login=Login(login)) for name, login in accounts.items()}
        with GraphClient(accesses, clock=clock, sleep=clock.sleep) as client:
            fetched = fetch(plan, client.send)
            assert client.requests == count[0]
    return Served(fetched, count[0], clock.slept)


@contextmanager
def serving(graph: Graph, bad: Bad) -> Iterator[tuple[str, list[int]]]:
    """Serve the simulation; give its address and how many HTTP requests came."""
    count = [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer(_request(self.path))

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            parts = tuple(_request("/" + one["relative_url"]) for one in json.loads(form["batch"]))
            self._answer(Request("acme", parts=parts))

        def _answer(self, request: Request) -> None:
            with graph.lock:
                count[0] += 1
            page = bad(request) or _page(graph, request)
            self.send_response(page.status)
            self.send_header("Content-Length", str(len(page.data)))
            self.end_headers()
            self.wfile.write(page.data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", count
        server.shutdown()


def _request(target: str) -> Request:
    parts = urlsplit(target)
    return Request("acme", parts.path.strip("/"), dict(parse_qsl(parts.query)))


def _page(graph: Graph, request: Request) -> Page:
    try:
        reply = graph.send(request)
    except ApiError as error:
        return _refusal(error)
    if not request.parts:
        return Page(200, json.dumps(reply.body).encode())
    return Page(200, json.dumps([_part(part) for part in reply.parts]).encode())


def _part(answer: Reply | ApiError | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    page = _refusal(answer) if isinstance(answer, ApiError) else Page(200, json.dumps(answer.body).encode())
    return {"code": page.status, "body": page.data.decode()}


def _refusal(error: ApiError) -> Page:
    body: dict[str, Any] = {"message": error.message, "type": "OAuthException", "code": error.code}
    body |= {"error_subcode": error.subcode} if error.subcode else {}
    return Page(500 if error.code in {1, 2} else 400, json.dumps({"error": body}).encode())

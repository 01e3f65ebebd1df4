"""A tiny Graph API for one account that never errs and remembers what it told, so that nothing it told may be missing.

Every number follows from the media item, the metric and the day. Lists come two rows a page.
"""

from __future__ import annotations

import json
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "17841400000000001"
TOKEN = "token-of-the-crash-test"
NOW = datetime.fromisoformat("2026-11-23T08:00:00+00:00")
PAGE = 2  # rows
AT_ONCE = 2  # requests of the account that the program sends side by side in this world: one a list

Told = dict[tuple[str, str, str], float]  # media id, metric, breakdown's value ("" = the whole) -> number


@dataclass(frozen=True)
class Posted:
    """A media item. `refused`: there are no insights of it beyond those in the list."""

    id: str
    product_type: str
    age: timedelta
    refused: bool = False


FIRST_DAY = (
    Posted("1801", "FEED", timedelta(hours=3)),
    Posted("1802", "REELS", timedelta(days=3)),
    Posted("1803", "FEED", timedelta(days=20), refused=True),
    Posted("1804", "REELS", timedelta(days=60)),
    Posted("1901", "STORY", timedelta(hours=5)),
)
# a day later: one is new, one was deleted, the story is over and another one lives
SECOND_DAY = (
    Posted("1805", "REELS", timedelta(hours=-20)),
    *(one for one in FIRST_DAY if one.id not in {"1802", "1901"}),
    Posted("1902", "STORY", timedelta(hours=-23)),
)


@dataclass
class World:
    """What one run is answered, and what it was told.

    `told`: for each answer that was sent to its end, the requests begun by then and its numbers. `silent_from`: the
    request that gets no answer; `reached` is set when it is here, and it is held until `released`.
    """

    day: int = 1
    silent_from: int = 0
    begun: int = 0
    told: list[tuple[int, Told]] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def media(self) -> tuple[Posted, ...]:
        """What the account has."""
        return FIRST_DAY if self.day == 1 else SECOND_DAY

    @property
    def now(self) -> datetime:
        """The time of the run."""
        return NOW + timedelta(days=self.day - 1)

    def begin(self) -> bool:
        """Count a request; say whether it is answered."""
        with self.lock:
            self.begun += 1
            silent = bool(self.silent_from) and self.begun >= self.silent_from
        if silent:
            self.reached.set()
            self.released.wait(60)
        return not silent

    def sent(self, numbers: Told) -> None:
        """Note that an answer is out."""
        with self.lock:
            self.told.append((self.begun, numbers))

    def all_told(self) -> Told:
        """Return the numbers of all answers."""
        return {key: number for _, numbers in self.told for key, number in numbers.items()}

    def settled(self) -> Told:
        """Return the numbers that must be in history by now, whatever happened.

        The next requests are only sent when all of those before them are answered and kept. So an answer is kept when
        as many requests began after it as are sent side by side: one of them at least was sent knowing the answer.
        """
        return {
            key: number
            for begun_by_then, numbers in self.told
            if self.begun - begun_by_then >= AT_ONCE
            for key, number in numbers.items()
        }


@contextmanager
def serving(world: World) -> Iterator[str]:
    """Serve a world on a free port of this machine; when it is over, everything that was asked is noted."""
    server = _Server(("127.0.0.1", 0), type("Bound", (_Handler,), {"world": world}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        world.released.set()
        server.shutdown()
        server.server_close()  # waits for the requests under way


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's types
        """Stay quiet: who asked was killed, and that is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True  # else each answer's body waits for its head to be acknowledged
    world: World

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass

    def _answer(self, form: str) -> None:
        if not self.world.begin():
            self.close_connection = True
            return
        numbers: Told = {}
        if form:
            parts = json.loads(parse_qs(form)["batch"][0])
            body: Any = [_part(self.world, "/" + part["relative_url"], numbers) for part in parts]
        else:
            body = _read(self.world, self.path, numbers)
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.world.sent(numbers)


def _part(world: World, target: str, numbers: Told) -> dict[str, Any]:
    media_id = target.split("/")[2]
    if any(item.id == media_id and item.refused for item in world.media):
        error = {"message": "(#10) Not enough viewers for the media to show insights", "code": 10}
        return {"code": 400, "body": json.dumps({"error": error | {"type": "OAuthException"}})}
    return {"code": 200, "body": json.dumps(_read(world, target, numbers))}


def _read(world: World, target: str, numbers: Told) -> dict[str, Any]:
    parts = urlsplit(target)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    _version, node, *edge = parts.path.strip("/").split("/")
    if edge == ["insights"]:
        return _insights(world, node, query["metric"], query.get("breakdown", ""), numbers=numbers)
    assert node == ACCOUNT, target
    if not edge:
        numbers["", "followers", ""] = 1000 * world.day
        return {"followers_count": 1000 * world.day, "media_count": len(world.media), "id": ACCOUNT}
    return _page(world, edge[0], query, numbers)


def _page(world: World, edge: str, query: dict[str, str], numbers: Told) -> dict[str, Any]:
    stories = edge == "stories"
    listed = [item for item in world.media if (item.product_type == "STORY") is stories]
    listed = [one for one in listed if (NOW - one.age).timestamp() >= int(query.get("since", 0))]
    start = int(query.get("after", "0"))
    metrics = re.search(r"insights\.metric\(([^)]*)\)", query["fields"])
    assert metrics is not None
    rows = [
        {
            "id": one.id,
            "media_product_type": one.product_type,
            "media_type": "IMAGE" if one.product_type == "FEED" else "VIDEO",
            "timestamp": f"{NOW - one.age:%Y-%m-%dT%H:%M:%S+0000}",
            "permalink": f"https://www.instagram.com/p/{one.id}/",
            "username": "crashed",
            "caption": f"as it reads on day {world.day}",
            "insights": _insights(world, one.id, metrics[1], "", numbers=numbers),
        }
        for one in listed[start : start + PAGE]
    ]
    paging: dict[str, Any] = {"cursors": {"after": str(start + PAGE)}}
    if start + PAGE < len(listed):
        paging["next"] = "https://example.invalid/"
    return {"data": rows, "paging": paging}


def _insights(world: World, media_id: str, metrics: str, breakdown: str, *, numbers: Told) -> dict[str, Any]:
    data = []
    for metric in metrics.split(","):
        value = zlib.crc32(f"{media_id} {metric} {world.day}".encode()) % 1000 + 10
        entry: dict[str, Any] = {"name": metric, "period": "lifetime", "values": [{"value": value}]}
        split = {"CALL": 3, "EMAIL": value - 3} if breakdown else {}
        if breakdown:
            results = [{"dimension_values": [key], "value": one} for key, one in split.items()]
            entry["total_value"] = {
                "value": value,
                "breakdowns": [{"dimension_keys": [breakdown], "results": results}],
            }
        data.append(entry)
        numbers |= {(media_id, metric, key): float(one) for key, one in {"": value, **split}.items()}
    return {"data": data}

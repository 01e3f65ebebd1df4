"""A second, much smaller Graph API than the sandbox, written from Meta's reference alone, with numbers set by hand.

Each media item says its measures and, if it is a bad one, how it misbehaves. Used to check numbers and request counts
end to end by people who do not trust the sandbox to be right.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NUMBERS = dict[str, int | float]
BY_TYPE = {
    "FEED": "views reach total_interactions likes comments saved shares reposts follows profile_visits "
    "profile_activity facebook_views total_views total_likes total_comments",
    "REELS": "views reach total_interactions likes comments saved shares reposts ig_reels_avg_watch_time "
    "ig_reels_video_view_total_time reels_skip_rate facebook_views crossposted_views total_views total_likes "
    "total_comments",
    "STORY": "views reach total_interactions shares reposts follows profile_visits profile_activity navigation "
    "replies link_clicks facebook_views total_views",
}
UNSUPPORTED = "(#100) The Media Insights API does not support the {} metric for this media product type."
BREAKDOWNS = {"navigation": "story_navigation_action_type", "profile_activity": "action_type"}


@dataclass
class Item:
    """One media item: `trouble` is one of the words in `_trouble`."""

    id: str
    published: datetime
    product_type: str = "FEED"
    media_type: str = "IMAGE"
    caption: str = ""
    numbers: NUMBERS = field(default_factory=dict)
    breakdowns: dict[str, NUMBERS] = field(default_factory=dict)
    trouble: str = ""
    picture: bytes = b""


@dataclass
class World:
    """What the server serves and what it saw."""

    items: dict[str, list[Item]]
    token: str = "token-of-the-stand-in"
    usage: str = ""
    requests: int = 0
    calls: int = 0
    seen: list[str] = field(default_factory=list)
    seen_by_pictures: list[dict[str, str]] = field(default_factory=list)  # the headers that came for pictures
    address: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, media_id: str) -> Item | None:
        """Return a media item of any account."""
        return next((item for items in self.items.values() for item in items if item.id == media_id), None)


class RefusedError(Exception):
    """An error answer: HTTP status and body."""

    def __init__(self, status: int, code: int, message: str, subcode: int | None = None) -> None:
        """Build the body as the Graph API words it."""
        error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "Axyz"}
        if subcode:
            error["error_subcode"] = subcode
        self.status, self.body = status, {"error": error}


class NullPartError(Exception):
    """A part of a batch that timed out."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request of the world it is bound to."""

    protocol_version = "HTTP/1.1"
    world: World

    def do_GET(self) -> None:
        """Answer a read."""
        self._answer("GET", {})

    def do_POST(self) -> None:
        """Answer a batch."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer("POST", {key: values[0] for key, values in parse_qs(body).items()})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay quiet."""

    def _answer(self, method: str, form: dict[str, str]) -> None:
        if self.path.startswith("/picture/"):
            self._picture()
            return
        with self.world.lock:
            self.world.requests += 1
            self.world.seen.append(f"{method} {self.path}")
        try:
            status, body = 200, self._body(method, form)
        except RefusedError as refused:
            status, body = refused.status, refused.body
        except NullPartError:
            status, body = 500, {"error": {"message": "An unknown error occurred", "code": 1}}
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if self.world.usage:
            self.send_header("X-App-Usage", self.world.usage)
        self.end_headers()
        self.wfile.write(data)

    def _picture(self) -> None:
        item = self.world.find(self.path.rpartition("/")[2])
        self.world.seen_by_pictures.append(dict(self.headers))
        self.send_response(200 if item else 404)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(item.picture) if item else 0))
        self.end_headers()
        self.wfile.write(item.picture if item else b"")

    def _body(self, method: str, form: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
        if self.headers.get("Authorization") != f"Bearer {self.world.token}":
            raise RefusedError(400, 190, "Error validating access token: Session has expired on Monday.", 463)
        if method == "POST":
            return _batch(self.world, form)
        return _get(self.world, self.path, base=f"http://{self.headers['Host']}")


@contextmanager
def serving(world: World) -> Iterator[str]:
    """Serve the world on a free port of this machine; gives the base URL."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"world": world}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    world.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _batch(world: World, form: dict[str, str]) -> list[Any]:
    parts = json.loads(form["batch"])
    if len(parts) > 50:
        raise RefusedError(400, 100, "Too many requests in batch message. Maximum batch size is 50")
    answers: list[Any] = []
    for part in parts:
        try:
            answers.append({"code": 200, "body": json.dumps(_get(world, "/" + part["relative_url"], base=""))})
        except RefusedError as refused:
            answers.append({"code": refused.status, "body": json.dumps(refused.body)})
        except NullPartError:
            answers.append(None)
    return answers


def _get(world: World, target: str, *, base: str) -> dict[str, Any]:
    with world.lock:
        world.calls += 1
    parts = urlsplit(target)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    path = [piece for piece in parts.path.split("/") if piece and not re.fullmatch(r"v\d+\.\d", piece)]
    if len(path) == 2 and path[0] in world.items and path[1] in {"media", "stories"}:
        return _listing(world, path[0], query, stories=path[1] == "stories", base=base)
    if len(path) == 2 and path[1] == "insights":
        item = world.find(path[0])
        if item is None:
            raise RefusedError(400, 100, "Unsupported get request. Object with ID does not exist", 33)
        return {"data": _insights(item, query["metric"].split(","), query.get("breakdown", ""))}
    if path == ["me"]:
        return {"user_id": next(iter(world.items)), "username": "standin", "id": "999"}
    raise RefusedError(400, 2500, f"Unknown path components: /{'/'.join(path)}")


def _listing(world: World, account: str, query: dict[str, str], *, stories: bool, base: str) -> dict[str, Any]:
    fields = query.get("fields", "id")
    expanded = re.search(r"insights\.metric\(([^)]*)\)", fields)
    items = sorted(world.items[account], key=lambda item: item.published, reverse=True)
    items = [item for item in items if (item.product_type == "STORY") is stories]
    if "since" in query:
        items = [item for item in items if item.published.timestamp() >= int(query["since"])]
    if "until" in query:
        items = [item for item in items if item.published.timestamp() <= int(query["until"])]
    start = int(query.get("after", "c0")[1:])
    limit = min(int(query.get("limit", 25)), 100)
    page = items[start : start + limit]
    rows = []
    for item in page:
        row: dict[str, Any] = {
            "id": item.id,
            "media_product_type": item.product_type,
            "media_type": item.media_type,
            "timestamp": item.published.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink": f"https://www.instagram.com/p/{item.id}/",
            "username": "standin",
        }
        if item.picture:
            row["thumbnail_url" if item.media_type == "VIDEO" else "media_url"] = f"{world.address}/picture/{item.id}"
        if item.caption:
            row["caption"] = item.caption
        if expanded:
            row["insights"] = {"data": _insights(item, expanded.group(1).split(","), "")}
        rows.append(row)
    answer: dict[str, Any] = {
        "data": rows,
        "paging": {"cursors": {"before": f"c{start}", "after": f"c{start + limit}"}},
    }
    if start + limit < len(items):
        answer["paging"]["next"] = f"{base}/evil?access_token={world.token}&after=c{start + limit}"
    return answer


def _insights(item: Item, metrics: list[str], breakdown: str) -> list[dict[str, Any]]:
    _trouble(item, metrics)
    known = BY_TYPE[item.product_type].split()
    for index, metric in enumerate(metrics):
        if metric not in {name for names in BY_TYPE.values() for name in names.split()}:
            raise RefusedError(
                400, 100, f"(#100) metric[{index}] must be one of the following values: impressions, reach"
            )
        if metric not in known:
            raise RefusedError(
                400,
                100,
                f"(#100) The Media Insights API does not support the {metric} metric for this media product type.",
            )
        if breakdown and BREAKDOWNS.get(metric) != breakdown:
            raise RefusedError(400, 100, f"(#100) Incompatible breakdowns ({breakdown}) for metric ({metric})")
    data = [_entry(item, metric, breakdown) for metric in metrics if metric in item.numbers]
    return data[::-1]


def _trouble(item: Item, metrics: list[str]) -> None:
    if item.trouble == "before_business":
        raise RefusedError(400, 100, "Invalid parameter", 2108006)
    if item.trouble == "few_viewers":
        raise RefusedError(400, 10, "(#10) Not enough viewers for the media to show insights")
    if item.trouble == "server_error":
        raise RefusedError(500, 2, "Service temporarily unavailable")
    if item.trouble == "null":
        raise NullPartError
    if item.trouble == "gone":
        raise RefusedError(400, 100, "Unsupported get request. Object with ID 'X' does not exist", 33)
    if {"facebook_views", "crossposted_views"} & set(metrics) and "facebook_views" not in item.numbers:
        raise RefusedError(400, -1, "Fatal", 2207086)


def _entry(item: Item, metric: str, breakdown: str) -> dict[str, Any]:
    value = item.numbers[metric]
    entry: dict[str, Any] = {
        "name": metric,
        "period": "lifetime",
        "values": [{"value": value}],
        "title": "A title that may be translated",
        "description": "",
        "id": f"{item.id}/insights/{metric}/lifetime",
    }
    if breakdown:
        results = [
            {"dimension_values": [key], "value": count} for key, count in item.breakdowns.get(metric, {}).items()
        ]
        entry["total_value"] = {"value": value, "breakdowns": [{"dimension_keys": [breakdown], "results": results}]}
    return entry

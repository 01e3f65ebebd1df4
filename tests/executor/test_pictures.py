"""Pictures from Meta's hosts: which addresses are asked, within which limits, and what becomes of what comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from PIL import Image

from reporter.catalog.load import load_catalog
from reporter.core.images import SIDE
from reporter.core.observations import MediaItem
from reporter.executor import pictures
from reporter.executor.graph.http import UnreachableError
from reporter.executor.pictures import fetch_pictures, is_allowed_url

HOSTS = load_catalog().picture_hosts
START = datetime(2026, 11, 16, tzinfo=UTC)


def picture(size: tuple[int, int] = (640, 480), kind: str = "JPEG", *, mode: str = "RGB") -> bytes:
    written = BytesIO()
    colours: dict[str, tuple[int, ...]] = {"RGB": (255, 0, 0), "RGBA": (0, 0, 0, 0), "CMYK": (0, 255, 255, 0)}
    Image.new(mode, size, colours[mode]).save(written, kind)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@dataclass
class Cdn:
    """A server of pictures: what each path answers, and what was asked of it."""

    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]]
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def media(self, *paths: str) -> list[MediaItem]:
        return [
            MediaItem(
                "acme", str(number), "FEED", "IMAGE", START + timedelta(hours=number), picture_url=self.url + path
            )
            for number, path in enumerate(paths)
        ]


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    found = Cdn({})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            found.headers.append({name.lower(): value for name, value in self.headers.items()})
            found.answers[self.path](self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def answer(data: bytes, *, status: int = 200, location: str = "") -> Callable[[BaseHTTPRequestHandler], None]:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        handler.send_header("Set-Cookie", "seen=1")
        if location:
            handler.send_header("Location", location)
        handler.end_headers()
        handler.wfile.write(data)

    return send


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://scontent-lax3-1.cdninstagram.com/v/a.jpg?oh=1", True),
        ("https://scontent.xx.fbcdn.net/v/a.jpg", True),
        ("https://cdninstagram.com:443/a.jpg", True),
        ("http://scontent.cdninstagram.com/a.jpg", False),
        ("https://evilcdninstagram.com/a.jpg", False),
        ("https://cdninstagram.com.evil.example/a.jpg", False),
        ("https://cdninstagram.com@evil.example/a.jpg", False),
        ("https://user:word@scontent.cdninstagram.com/a.jpg", False),
        ("https://scontent.cdninstagram.com:8443/a.jpg", False),
        ("https://scontent.cdninstagram.com:99999/a.jpg", False),
        ("https://evil.example\\.cdninstagram.com/a.jpg", False),
        ("https://scontent.cdninstagram.com/a\r\nX: y", False),
        ("https://[::1/a.jpg", False),
        ("http://127.0.0.1/a.jpg", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://scontent.cdninstagram.com/" + "a" * 5000, False),
        ("", False),
    ],
)
def test_only_metas_hosts_are_asked_and_only_safely(address: str, *, may: bool) -> None:
    assert is_allowed_url(address, HOSTS, local=False) is may


def test_this_machine_is_asked_only_where_the_api_is_there_too() -> None:
    assert is_allowed_url("http://127.0.0.1:8000/a.jpg", HOSTS, local=True)
    assert not is_allowed_url("http://10.0.0.1/a.jpg", HOSTS, local=True)
    assert fetch_pictures(Cdn({}, url="http://127.0.0.1:1").media("/a"), HOSTS, local=False) == {}


def test_pictures_come_small_and_square_and_nothing_but_an_accept_goes_along(cdn: Cdn) -> None:
    cdn.answers = {"/a": answer(picture()), "/b": answer(picture((50, 200), "PNG")), "/c": answer(b"<html>")}
    cdn.answers |= {"/d": answer(b"gone", status=403), "/e": answer(b"", status=302, location="/a")}
    found = fetch_pictures(cdn.media(*cdn.answers), HOSTS, local=True)
    assert {place: opened(data).size for place, data in found.items()} == {
        ("acme", "0"): (SIDE, SIDE),
        ("acme", "1"): (50, 50),
    }
    assert sorted(cdn.asked) == ["/a", "/b", "/c", "/d", "/e"], "no redirect is followed"
    assert {name for headers in cdn.headers for name in headers} <= {
        "host", "accept", "accept-encoding", "user-agent", "connection",
    }  # fmt: skip


def test_what_is_too_large_or_too_slow_is_left_out(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_EACH_S", 0.5)
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.05):
            handler.wfile.write(b"\xff")

    cdn.answers = {"/large": answer(picture() + bytes(5_000_000)), "/drip": drip, "/fine": answer(picture())}
    try:
        found = fetch_pictures(cdn.media(*cdn.answers), HOSTS, local=True)
    finally:
        stop.set()
    assert list(found) == [("acme", "2")]


def test_the_newest_are_asked_and_no_more_than_the_limit(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PICTURES", 2)
    cdn.answers = {f"/{number}": answer(picture((8, 8), "PNG")) for number in range(5)}
    assert sorted(fetch_pictures(cdn.media(*cdn.answers), HOSTS, local=True)) == [("acme", "3"), ("acme", "4")]


def test_without_time_nothing_is_asked(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.0)
    cdn.answers = {"/a": answer(picture())}
    assert fetch_pictures(cdn.media("/a"), HOSTS, local=True) == {}
    assert cdn.asked == []


def test_the_first_host_that_nobody_reaches_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def unreachable(*_: object, **__: object) -> None:
        asked.append(1)
        raise UnreachableError("cannot reach")

    monkeypatch.setattr(pictures, "send_http", unreachable)
    nobody = Cdn({}, url="http://127.0.0.1:1").media(*[f"/{number}" for number in range(50)])
    assert fetch_pictures(nobody, HOSTS, local=True) == {}
    assert len(asked) < 10


def test_an_address_is_in_no_text_of_the_media_item() -> None:
    one = MediaItem("acme", "1", "FEED", "IMAGE", START, picture_url="https://a.fbcdn.net/x?signature=secret")
    assert "secret" not in repr(one)

"""The preview: drawn again on every change, for this machine's own eyes only."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reporter.web.preview import PreviewPages, serve_preview
from tests.support.cli_started import Started

PAGE = b"<!doctype html><title>secret figures</title>"


@contextmanager
def asking(*pages: tuple[str, bytes]) -> Iterator[tuple[http.client.HTTPConnection, str, str]]:
    """Give a connection, the host as it is named there, and the path of the page."""
    with serve_preview(lambda: PreviewPages("v1", pages or (("Weekly", PAGE),)), 0) as address:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(str(parts.hostname), int(parts.port or 0), timeout=10)
        with closing(connection):
            yield connection, parts.netloc, parts.path


def answered(
    connection: http.client.HTTPConnection,
    path: str,
    *,
    method: str = "GET",
    hosts: tuple[str, ...] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    connection.putrequest(method, path, skip_host=hosts is not None)
    for host in hosts or ():
        connection.putheader("Host", host)
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_the_shell_frames_the_page_and_watches_for_changes() -> None:
    with asking(("A <b>", PAGE), ("Second", b"two")) as (connection, _, path):
        status, _, shell = answered(connection, path)
        assert status == 200
        assert b"A &lt;b&gt;" in shell
        assert f'src="{path}page/0"'.encode() in shell
        assert answered(connection, f"{path}page/0")[2] == PAGE
        assert answered(connection, f"{path}page/1")[2] == b"two"
        assert answered(connection, f"{path}version")[2] == b"v1"
        assert f'src="{path}page/1"'.encode() in answered(connection, f"{path}1")[2]


@pytest.mark.parametrize(
    "host", ["evil.test", "127.0.0.1.evil", "localhost:1", "127.0.0.1", "", "[::1]:{port}", "127.0.0.1:{port}.evil"]
)
def test_k01_another_host_is_refused(host: str) -> None:
    with asking() as (connection, netloc, path):
        status, _, body = answered(connection, f"{path}page/0", hosts=(host.format(port=netloc.partition(":")[2]),))
        assert (status, PAGE in body) == (421, False)


def test_k01_no_host_or_two_are_refused() -> None:
    with asking() as (connection, netloc, path):
        assert answered(connection, f"{path}page/0", hosts=())[0] == 421
        assert answered(connection, f"{path}page/0", hosts=(netloc, "evil.test"))[0] == 421
        assert answered(connection, f"{path}page/0", hosts=(f"localhost:{netloc.partition(':')[2]}",))[0] == 200


@pytest.mark.parametrize(
    "rest", ["../../etc/passwd", "%2e%2e/", "/", "\\", "page/0/..", "page/00000", "page/-1", "page/0?x", "version\0"]
)
def test_k03_there_is_nothing_else(rest: str) -> None:
    with (
        asking() as (connection, _, path),
        closing(socket.create_connection((connection.host, connection.port))) as raw,
    ):
        raw.sendall(f"GET {path}{rest} HTTP/1.0\r\nHost: {connection.host}:{connection.port}\r\n\r\n".encode())
        assert raw.recv(100).split()[1] in {b"404", b"400"}


@pytest.mark.parametrize("path", ["/", "/page/0", "/x/page/0", "//page/0"])
def test_k03_who_does_not_know_the_word_sees_nothing(path: str) -> None:
    with asking() as (connection, _, _path):
        assert answered(connection, path)[0] == 404


@pytest.mark.parametrize(
    "header", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.test"}]
)
def test_k04_other_sites_are_refused(header: dict[str, str]) -> None:
    with asking() as (connection, _, path):
        status, headers, body = answered(connection, f"{path}page/0", headers=header)
        assert (status, PAGE in body) == (403, False)
        assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS", "ANYTHING"])
def test_k05_nothing_but_reading(method: str) -> None:
    with asking() as (connection, _, path):
        assert answered(connection, f"{path}page/0", method=method)[0] == 405


def test_k06_only_this_machine_is_listened_to() -> None:
    with serve_preview(lambda: PreviewPages("v1", [("Weekly", PAGE)]), 0) as address:
        port = f"{urlsplit(address).port:04X}"
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        own = [line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port}")]
    assert own == [f"0100007F:{port}"]


@pytest.mark.slow
def test_k07_a_port_that_is_taken_is_told(reporter: Started) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        done = reporter("preview", "reports/weekly.yaml", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, "choose another with --port" in done.stderr) == (75, True)
    assert reporter("preview", "reports/none.yaml").returncode == 66


@pytest.mark.parametrize(
    ("rest", "ancestors"), [("", "'none'"), ("version", "'none'"), ("page/0", "'self'"), ("nowhere", "'none'")]
)
def test_k08_headers(rest: str, ancestors: str) -> None:
    with asking() as (connection, _, path):
        _, headers, _ = answered(connection, f"{path}{rest}")
    assert headers["content-security-policy"].endswith(f"frame-ancestors {ancestors}")
    assert (headers["x-content-type-options"], headers["referrer-policy"], headers["cache-control"]) == (
        "nosniff",
        "no-referrer",
        "no-store",
    )


def test_k09_what_is_too_long_is_refused_and_the_next_answered() -> None:
    with asking() as (connection, netloc, path):
        for request in (b"GET /" + b"x" * 100_000, b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 10_000):
            with closing(socket.create_connection((connection.host, connection.port), timeout=10)) as raw:
                raw.sendall(request + b"\r\n\r\n")
                assert raw.recv(100).split()[1] in {b"414", b"431", b"400"}
        assert answered(connection, f"{path}version", hosts=(netloc,))[0] == 200

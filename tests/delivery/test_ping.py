"""The URL of a monitoring service, and what it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reporter.core.errors import ConfigurationError
from reporter.delivery import ping as ping_module
from reporter.delivery.ping import check_address, ping


@contextmanager
def service(*statuses: int) -> Iterator[tuple[str, list[str]]]:
    """Serve these statuses one after the other; give the address and the paths that were requested."""
    paths: list[str] = []
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(left.pop(0))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", paths
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping_module, "_PAUSE_S", 0)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://hc-ping.com/abc/", "https://hc-ping.com/abc"),
        (" https://hc-ping.com/abc/{job} \n", "https://hc-ping.com/abc/{job}"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
    ],
)
def test_a_valid_url(written: str, address: str) -> None:
    assert check_address(written) == address


@pytest.mark.parametrize(
    "written",
    ["", "hunter22", "ftp://hc-ping.com/hunter22", "https://hc-ping.com/hunter22?x=1", "http://hc-ping.com/hunter22"],
)
def test_an_invalid_url_is_not_repeated(written: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_address(written)
    assert "hunter22" not in str(caught.value)


def test_the_event_and_the_job_are_in_the_path() -> None:
    with service(200, 200) as (address, paths):
        assert ping(f"{address}/{{job}}", "start", job="run a/b", run_id="0815") == ""
        assert ping(f"{address}/x", "3", job="collect", run_id="0815") == ""
    assert paths == ["/run%20a%2Fb/start?rid=0815", "/x/3?rid=0815"]


def test_a_service_that_fails_for_now_is_called_three_times() -> None:
    with service(500, 503, 200) as (address, paths):
        assert ping(address, "0", job="collect", run_id="x") == ""
        assert len(paths) == 3
    with service(500, 500, 500) as (address, paths):
        assert ping(address, "0", job="collect", run_id="x") == "the monitoring service responded with 500"


def test_a_rejection_is_final() -> None:
    with service(404) as (address, paths):
        assert ping(address, "0", job="collect", run_id="x") == "the monitoring service responded with 404"
        assert len(paths) == 1


def test_a_service_that_nobody_reaches_is_named_without_its_address() -> None:
    reason = ping("http://127.0.0.1:9/hunter22", "0", job="collect", run_id="x")
    assert reason == "ConnectionError"

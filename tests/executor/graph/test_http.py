"""Broken answers and broken connections: asked again a few times, then told; never followed, never endless."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from reporter.core.errors import ProtocolError, TemporaryError
from reporter.executor.graph import http as transport
from reporter.executor.graph.messages import ApiError, Kind, Reply
from tests.support.wire_client import GOOD, READ, TOKEN, Clock, client, ends, kind_of
from tests.support.wire_server import Act, Wire, answer, cut, drip, refusal, reset, wired


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_b31_a_server_error_that_passes_costs_exactly_three_requests(status: int) -> None:
    bad = answer(b"<html>Bad Gateway</html>", status=status)
    with wired(bad, bad, GOOD) as wire, client(wire) as sender:
        assert sender.send(READ) == Reply({"data": []})
    assert len(wire.asked) == 3


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (answer(b"", status=500), Kind.TEMPORARY),
        (refusal(2, "Service temporarily unavailable", status=500), Kind.TEMPORARY),
        (refusal(1, "An unknown error occurred", status=200), Kind.TEMPORARY),  # B04: an error whatever the status
        (answer(b"<html>Service Unavailable</html>"), Kind.TEMPORARY),  # B03
        (answer(b'{"data": [{"id": "1", '), Kind.BROKEN),  # B01
        (answer(b""), Kind.BROKEN),  # B05
        (answer(b"null"), Kind.BROKEN),
        (answer(b"[]"), Kind.BROKEN),
        (answer(b'"x"'), Kind.BROKEN),
        (answer(b"42"), Kind.BROKEN),
        (answer(b"[" * 100_000), Kind.BROKEN),  # B16
        (cut(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b'{"data": []}'), Kind.TEMPORARY),  # B02
        (
            cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n" + b'{"data": []}\r\n'),
            Kind.TEMPORARY,
        ),  # C07
        (reset(), Kind.TEMPORARY),  # C04
        (reset(b"HTTP/1.1 200 OK\r\nContent-Le"), Kind.TEMPORARY),
        (reset(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), Kind.TEMPORARY),
        (answer({"data": []}, Content_Encoding="br-like"), None),  # C09: what nobody knows is not unpacked
        (answer(b"\x1f\x8bnonsense", Content_Encoding="gzip"), Kind.BROKEN),
        (cut(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"Content-Length: 2\r\n\r\n{}"), Kind.BROKEN),  # C10
        (cut(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 1_000_000 + b"\r\n\r\n"), Kind.BROKEN),
        (cut(b"just some words\r\n\r\n"), Kind.BROKEN),
    ],
)
def test_answers_that_are_none_are_asked_three_times(act: Act, kind: Kind | None) -> None:
    if kind is None:
        with wired(act) as wire, client(wire) as sender:
            assert sender.send(READ) == Reply({"data": []})
        return
    error, requests = ends(act)
    assert (kind_of(error), requests) == (kind, 3)


def test_c05_a_body_in_single_bytes_is_read() -> None:
    with wired(drip(GOOD, pause=0)) as wire, client(wire) as sender:
        assert sender.send(READ) == Reply({"data": []})


def test_b06_invalid_bytes_and_a_byte_order_mark_do_not_cost_the_page() -> None:
    with wired(answer(b'\xef\xbb\xbf{"data": ["\xff"]}')) as wire, client(wire) as sender:
        assert sender.send(READ) == Reply({"data": ["\ufffd"]})


def _silent(connection: socket.socket) -> None:
    connection.recv(1)  # until the other side leaves


@pytest.mark.parametrize("act", [_silent, drip(GOOD, pause=0.1)], ids=["c02 silence", "c03 drips"])
@pytest.mark.slow
def test_an_exchange_ends_when_its_seconds_are_over(act: Act) -> None:
    session = transport.open_session()
    with wired(act) as wire, session, pytest.raises(ApiError) as caught:
        transport.send_http(session, transport.HttpRequest(url=f"{wire.url}/x", headers={}), seconds=0.4)
    assert caught.value.kind is Kind.TEMPORARY


def test_c08_a_body_that_unpacks_to_gigabytes_is_left() -> None:
    bomb = gzip.compress(b" " * 64 * 1024 * 1024)
    assert len(bomb) < 100_000
    error, _ = ends(answer(bomb, Content_Encoding="gzip"))
    assert kind_of(error) is Kind.BROKEN


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_c12_redirects_are_refused_and_not_followed(status: int) -> None:
    with wired(GOOD) as foreign:
        error, requests = ends(answer(b"", status=status, Location=f"{foreign.url}/x"))
        assert foreign.asked == []
    assert isinstance(error, ProtocolError)
    assert requests == 1


def test_c01_nobody_listening_is_tried_three_times() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    clock = Clock()
    with (
        client(Wire([], url=f"http://127.0.0.1:{port}"), clock=clock) as sender,
        pytest.raises(TemporaryError, match=r"cannot reach 127\.0\.0\.1"),
    ):
        sender.send(READ)
    assert sender.requests == 3
    assert len(clock.slept) == 2


def test_c11_a_server_without_tls_gets_no_token() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                heard.append(connection.recv(65536))

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        secure = Wire([], url=f"https://127.0.0.1:{listener.getsockname()[1]}")
        with client(secure) as sender, pytest.raises(ProtocolError, match="cannot open a secure connection"):
            sender.send(READ)
        thread.join(10)
    assert sender.requests == 1
    assert TOKEN.encode() not in b"".join(heard)


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_c11_a_certificate_that_nobody_vouches_for_gets_no_token(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout {key} -out {certificate}"
    subprocess.run(made.split(), check=True, capture_output=True)  # noqa: S603 - our own words
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    ended: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError as error:
                ended.append(type(error).__name__)
            connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        secure = Wire([], url=f"https://127.0.0.1:{listener.getsockname()[1]}")
        with client(secure) as sender, pytest.raises(ProtocolError, match="cannot open a secure connection"):
            sender.send(READ)
        thread.join(10)
    assert ended == ["SSLError"]  # the client left during the handshake
    assert sender.requests == 1


def test_c13_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with wired(GOOD) as wire, client(wire) as sender:
        sender.send(READ)
    assert wire.headers()["authorization"] == f"Bearer {TOKEN}"

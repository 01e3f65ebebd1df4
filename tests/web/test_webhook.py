"""`reporter serve` against well-behaved and hostile senders. The ids are those of the reliability cases."""

from __future__ import annotations

import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.support.webhook_server import (
    OLD_SECRET,
    VERIFY,
    WORKSPACE,
    Served,
    message,
    serving,
    signature,
    start,
    story,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as one:
        yield one


def kept(served: Served, media: int) -> int:
    return sum(row.media_id == str(media) for row in served.events())


def raw(served: Served, text: bytes) -> bytes:
    """Send bytes as they are and return all that comes back."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        connection.sendall(text)
        found = b""
        while part := connection.recv(65_536):
            found += part
        return found


def test_j01_a_signed_message_is_kept_before_it_is_answered(served: Served) -> None:
    assert served.post(story(101)) == 200
    assert kept(served, 101) == 1


@pytest.mark.parametrize(
    "given", ["", "sha256=", "sha1=" + "0" * 40, "sha256=" + "0" * 64, "sha256=ä", "sha256=" + "a" * 10_000, "é" * 9]
)
def test_j02_a_missing_or_wrong_signature_is_refused(served: Served, given: str) -> None:
    body = story(102)
    assert requests.post(served.url, data=body, timeout=20).status_code == 401
    headers = {b"X-Hub-Signature-256": given.encode("latin-1")}
    assert requests.post(served.url, data=body, headers=headers, timeout=20).status_code == 401  # type: ignore[arg-type]
    shouted = {"X-Hub-Signature-256": signature(body).upper().replace("SHA256", "sha256")}
    assert requests.post(served.url, data=body, headers=shouted, timeout=20).status_code == 401
    assert kept(served, 102) == 0


def test_j03_an_altered_body_is_refused(served: Served) -> None:
    body = story(103)
    for altered in (body.replace(b"44", b"45"), json.dumps(json.loads(body), indent=1).encode()):
        sent = {"X-Hub-Signature-256": signature(body)}
        assert requests.post(served.url, data=altered, headers=sent, timeout=20).status_code == 401
    assert kept(served, 103) == 0


def test_j04_a_replayed_message_is_kept_once(served: Served) -> None:
    body = story(104)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: served.post(body), range(1_000))) == {200}
    assert kept(served, 104) == 1


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        (b"Content-Length: 1048577", {b"413"}),
        (b"Content-Length: 1000000000000", {b"413"}),
        (b"Content-Length: -1", {b"400"}),
        (b"Content-Length: 5\r\nContent-Length: 6", {b"400"}),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked", {b"400"}),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", {b"400", b"501"}),
    ],
)
def test_j06_j10_a_length_that_lies_is_refused(served: Served, head: bytes, codes: set[bytes]) -> None:
    answer = raw(served, b"POST /webhook HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n0\r\n\r\n")
    assert answer.split(b" ")[1] in codes, answer


def test_j06_a_body_without_end_is_cut_off(served: Served) -> None:
    piece = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    sent = 0
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection, suppress(ConnectionError):
        connection.sendall(b"POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for sent in range(1_000):  # noqa: B007 - how far it got is what counts
            connection.sendall(piece)
    assert sent < 200  # of which most are the system's own buffers
    assert served.post(story(106)) == 200


@pytest.mark.slow
def test_j07_slow_senders_keep_no_one_else_waiting(served: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(200)]
    for one in slow:
        one.sendall(
            b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{" if one.fileno() % 2 else b"POST"
        )
    assert served.post(story(107)) == 200
    for one in slow:  # and each is told to go in the end
        one.settimeout(20)
        answer = one.recv(4_096)
        assert answer == b"" or b"408" in answer
        one.close()


@pytest.mark.parametrize(
    "body",
    [
        b"no JSON",
        b"",
        b"[" * 200_000,
        b"null",
        b'{"object": "page", "entry": []}',
        b'{"object": "instagram", "entry": {"id": 1}}',
        b'{"object": "instagram", "entry": [{"id": "1", "changes": [{"field": "comments", "value": {}}]}]}',
        b'{"object": "instagram", "entry": [7, {"changes": "x"}, {"id": "1", "changes": [null]}]}',
    ],
)
def test_j08_what_tells_nothing_is_taken_and_ignored(served: Served, body: bytes) -> None:
    before = len(served.events())
    assert served.post(body) == 200
    assert len(served.events()) == before


def test_j13_a_time_that_no_clock_shows_costs_nothing(served: Served) -> None:
    body = json.loads(story(120))
    body["entry"] += json.loads(story(121))["entry"]
    body["entry"][0]["time"] = 10**400
    assert served.post(json.dumps(body).encode()) == 200
    assert (kept(served, 120), kept(served, 121)) == (1, 1)


def test_j08_a_thousand_entries_and_a_message_in_an_array_are_kept(served: Served) -> None:
    entries = [json.loads(story(80_000 + number))["entry"][0] for number in range(1_000)]
    assert served.post(b"[" + message(entries) + b"]") == 200
    assert sum(row.media_id.startswith("80") and len(row.media_id) == 5 for row in served.events()) == 1_000


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}, 200, "1158201444"),
        ({"hub.mode": "subscribe", "hub.verify_token": "wröng", "hub.challenge": "1"}, 403, ""),
        ({"hub.mode": "subscribe", "hub.challenge": "1"}, 400, ""),
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY}, 400, ""),
        ({"hub.mode": "unsubscribe", "hub.verify_token": VERIFY, "hub.challenge": "1"}, 400, ""),
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "<script>"}, 400, ""),
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1" * 20_000}, 400, ""),
    ],
)
def test_j09_the_handshake(served: Served, asked: dict[str, str], code: int, said: str) -> None:
    answer = requests.get(served.url, params=asked, timeout=20)
    assert (answer.status_code, answer.text) == (code, said)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


def test_j10_other_methods_and_paths_are_refused(served: Served) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert requests.request(method, served.url, timeout=20).status_code == 405
    for path in ("/", "/webhook/", "/webhook/../etc/passwd", "//webhook"):
        assert requests.get(served.url.replace("/webhook", path), timeout=20, allow_redirects=False).status_code == 404


@pytest.mark.parametrize("secret", [OLD_SECRET])
def test_j16_while_a_secret_is_exchanged_both_are_good(served: Served, secret: str) -> None:
    assert served.post(story(116), secret=secret) == 200
    assert served.post(story(116)) == 200
    assert kept(served, 116) == 1


def test_j11_what_cannot_be_kept_is_sent_again(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        file = tmp_path / ".reporter" / "history.sqlite3"
        with sqlite3.connect(file) as full:
            full.execute(
                "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        full.close()
        assert served.post(story(111)) == 503
        with sqlite3.connect(file) as full:
            full.execute("DROP TRIGGER full")
        full.close()
        assert served.post(story(111)) == 200
        assert kept(served, 111) == 1


def test_j12_e04_what_was_answered_survives_a_kill_and_a_retry_is_kept_once(tmp_path: Path) -> None:
    answered = []
    with serving(tmp_path) as served:
        for number in range(200, 240):
            assert served.post(story(number)) == 200
            answered.append(str(number))
        served.process.kill()
    with serving(tmp_path) as served:
        assert {row.media_id for row in served.events()} >= set(answered)
        assert served.post(story(239)) == 200  # its answer was lost on the way
        assert kept(served, 239) == 1


@pytest.mark.slow
def test_g05_events_are_kept_while_another_writes(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        other = sqlite3.connect(tmp_path / ".reporter" / "history.sqlite3", timeout=30, isolation_level=None)
        with ThreadPoolExecutor(4) as pool:
            codes = [pool.submit(served.post, story(1_000 + number)) for number in range(200)]
            while not all(one.done() for one in codes):
                other.execute("BEGIN IMMEDIATE")
                other.execute("INSERT INTO run (command, started) VALUES ('other', 1)")
                other.execute("COMMIT")
                time.sleep(0.005)  # as `collect` waits for its next answer
        other.close()
        assert {one.result() for one in codes} == {200}
        assert len(served.events()) == 200


@pytest.mark.parametrize(
    ("named", "workspace", "words"),
    [
        (("other",), WORKSPACE, "Meta sends story_insights for Facebook login only"),
        (("playing",), WORKSPACE, "Meta sends story_insights for Facebook login only"),
        (
            (),
            "version: 1\naccounts: {a: {login: sandbox}}\n",
            "the webhook requires an account with Facebook login and app_secret",
        ),
    ],
)
def test_j17_without_facebook_login_there_is_no_webhook(
    tmp_path: Path, named: tuple[str, ...], workspace: str, words: str
) -> None:
    (tmp_path / "reporter.yaml").write_text(workspace)
    process = start(tmp_path, *named)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, len(said.splitlines())) == (78, 1), said
    assert words in said

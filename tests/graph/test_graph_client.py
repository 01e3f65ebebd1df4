"""The client against real bytes on loopback: retries, limits, broken answers, and secrets that never come out."""

from __future__ import annotations

import gzip
import json
import logging
import random
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from datetime import datetime
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import pytest
from wire_server import Act
from wire_server import Wire
from wire_server import answer
from wire_server import cut
from wire_server import drip
from wire_server import refusal
from wire_server import reset
from wire_server import wired

from reporter.catalog.models import Login
from reporter.errors import CredentialsError
from reporter.errors import ProtocolError
from reporter.errors import TemporaryError
from reporter.graph import transport
from reporter.graph.client import Access
from reporter.graph.client import GraphClient
from reporter.graph.wire import ApiError
from reporter.graph.wire import Kind
from reporter.graph.wire import Reply
from reporter.graph.wire import Request

TOKEN = "EAAcanary0123456789"
READ = Request("acme", "v26.0/17/media", {"fields": "id,insights.metric(views,reach)"})
GOOD = answer({"data": []})
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.slept.append(seconds)
        self.time += seconds


@contextmanager
def client(
    wire: Wire, *, clock: Clock | None = None, token: str = TOKEN, secret: str = "", deadline_s: float = 900
) -> Iterator[GraphClient]:
    clock = clock or Clock()
    access = Access(base_url=wire.url, token=token, login=Login.FACEBOOK, app_secret=secret)
    accesses = {"acme": access, "other": access}
    with GraphClient(accesses, deadline_s=deadline_s, clock=clock, sleep=clock.sleep, now=lambda: NOW) as made:
        yield made


def _ends(*script: Act, request: Request = READ) -> tuple[Exception, int]:
    """Return what sending ends with, and how many requests that took; no canary may be in the error."""
    with wired(*script) as wire, client(wire) as sender:
        with pytest.raises((ApiError, TemporaryError, ProtocolError, CredentialsError)) as caught:
            sender.send(request)
        assert sender.requests == len(wire.asked)
    told = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in told
    assert "/media" not in str(caught.value)
    return caught.value, len(wire.asked)


def _kind(error: Exception) -> Kind:
    assert isinstance(error, ApiError)
    return error.kind


def test_a_read_has_the_token_in_the_header_and_nowhere_else() -> None:
    with wired(answer({"data": [1]})) as wire, client(wire, token=f"  {TOKEN}\n") as sender:
        assert sender.send(READ) == Reply({"data": [1]})
    assert wire.headers()["authorization"] == f"Bearer {TOKEN}"
    assert wire.line() == "GET /v26.0/17/media?fields=id,insights.metric(views,reach) HTTP/1.1"
    assert (sender.requests, sender.calls) == (1, 1)


def test_a_batch_is_one_request_and_as_many_calls_as_parts() -> None:
    parts = tuple(Request("acme", f"v26.0/{one}/insights", {"metric": "views,reach"}) for one in "12")
    body = [{"code": 200, "body": '{"data": []}'}, {"code": 400, "body": '{"error": {"code": 100}}'}]
    with wired(answer(body)) as wire, client(wire) as sender:
        reply = sender.send(Request("acme", parts=parts))
    assert (sender.requests, sender.calls) == (1, 2)
    assert wire.line() == "POST / HTTP/1.1"
    form = parse_qs(wire.asked[0].partition(b"\r\n\r\n")[2].decode())
    assert json.loads(form["batch"][0])[1] == {
        "method": "GET",
        "relative_url": "v26.0/2/insights?metric=views,reach",
    }
    assert form["include_headers"] == ["false"]
    assert reply.parts[0] == Reply({"data": []})
    assert isinstance(reply.parts[1], ApiError)


def test_the_proof_fits_the_token_and_is_only_sent_with_an_app_secret() -> None:
    with wired(GOOD) as wire, client(wire, secret="s3cret") as sender:
        sender.send(READ)
    query = parse_qs(urlsplit(wire.line().split()[1]).query)
    # echo -n EAAcanary0123456789 | openssl dgst -sha256 -hmac s3cret
    assert query["appsecret_proof"] == ["ab0b1967f04dd71ec28891032a6d6c233fb692bda8622739e56083bbca659a33"]


@pytest.mark.parametrize("token", ["", "EAA canary", "EAAcanäry", "EAA\ncanary", "\x00"])
def test_a_token_that_cannot_be_one_is_refused_unsent_and_untold(token: str) -> None:
    with wired(GOOD) as wire, client(wire, token=token) as sender:
        with pytest.raises(CredentialsError) as caught:
            sender.send(READ)
        assert wire.asked == []
    assert "can" not in str(caught.value).replace("cannot", "")


def test_what_describes_an_account_hides_its_secrets() -> None:
    access = Access(base_url="https://graph.facebook.com", token=TOKEN, login=Login.FACEBOOK, app_secret="s3cret")
    assert TOKEN not in repr(access)
    assert "s3cret" not in repr(access)


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
    error, requests = _ends(act)
    assert (_kind(error), requests) == (kind, 3)


def test_c05_a_body_in_single_bytes_is_read() -> None:
    with wired(drip(GOOD, pause=0)) as wire, client(wire) as sender:
        assert sender.send(READ) == Reply({"data": []})


def test_b06_invalid_bytes_and_a_byte_order_mark_do_not_cost_the_page() -> None:
    with wired(answer(b'\xef\xbb\xbf{"data": ["\xff"]}')) as wire, client(wire) as sender:
        assert sender.send(READ) == Reply({"data": ["\ufffd"]})


@pytest.mark.parametrize("act", [cut(GOOD[:-6]), drip(GOOD, pause=0.2)], ids=["silence after close", "drips"])
def test_c03_an_exchange_ends_when_its_seconds_are_over(act: Act) -> None:
    session = transport.open_session()
    with wired(act) as wire, session, pytest.raises(ApiError) as caught:
        what = transport.Exchange(url=f"{wire.url}/x", headers={})
        transport.exchange(session, what, seconds=0.6)
    assert caught.value.kind is Kind.TEMPORARY


def test_c02_silence_ends_when_its_seconds_are_over() -> None:
    silent = threading.Event()
    session = transport.open_session()
    with wired(lambda _connection: silent.wait(10) and None) as wire, session, pytest.raises(ApiError) as caught:
        transport.exchange(session, transport.Exchange(url=f"{wire.url}/x", headers={}), seconds=0.3)
    silent.set()
    assert caught.value.kind is Kind.TEMPORARY


def test_c08_a_body_that_unpacks_to_gigabytes_is_left() -> None:
    bomb = gzip.compress(b" " * 64 * 1024 * 1024)
    assert len(bomb) < 100_000
    error, _ = _ends(answer(bomb, Content_Encoding="gzip"))
    assert _kind(error) is Kind.BROKEN


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_c12_redirects_are_refused_and_not_followed(status: int) -> None:
    with wired(GOOD) as foreign:
        error, requests = _ends(answer(b"", status=status, Location=f"{foreign.url}/x"))
        assert foreign.asked == []
    assert isinstance(error, ProtocolError)
    assert requests == 1


def test_c01_nobody_listening_is_tried_three_times() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    clock = Clock()
    with client(Wire([], url=f"http://127.0.0.1:{port}"), clock=clock) as sender, pytest.raises(TemporaryError, match=r"cannot reach 127\.0\.0\.1"):
        sender.send(READ)
    assert sender.requests == 3
    assert len(clock.slept) == 2


def test_c11_a_server_without_tls_gets_no_token() -> None:
    with wired(GOOD) as wire:
        secure = Wire([], url=wire.url.replace("http:", "https:"))
        with client(secure) as sender, pytest.raises(ProtocolError, match="not safe"):
            sender.send(READ)
        assert not [one for one in wire.asked if TOKEN.encode() in one]
    assert sender.requests == 1


def test_c13_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    netrc = tmp_path / "netrc"  # type: ignore[operator]
    netrc.write_text("machine 127.0.0.1 login evil password evil")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with wired(GOOD) as wire, client(wire) as sender:
        sender.send(READ)
    assert wire.headers()["authorization"] == f"Bearer {TOKEN}"


def test_cookies_are_neither_kept_nor_sent() -> None:
    with wired(answer({"data": []}, Set_Cookie="spy=1; Path=/"), GOOD) as wire, client(wire) as sender:
        sender.send(READ)
        sender.send(READ)
    assert "cookie" not in wire.headers(1)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (refusal(190, "expired", subcode=463), Kind.CREDENTIALS),
        (refusal(10, "(#10) Not enough viewers for the media to show insights"), Kind.FEW_VIEWERS),  # B27
        (refusal(100, "Invalid parameter", subcode=2108006), Kind.BEFORE_BUSINESS),
        (refusal(100, "The ids query parameter is deprecated in v26.0+", status=500), Kind.REFUSED),
        (refusal(987654, "never heard of"), Kind.REFUSED),
        (answer(b"gone", status=404), Kind.GONE),
    ],
)
def test_refusals_for_good_are_asked_once(act: Act, kind: Kind) -> None:
    error, requests = _ends(act)
    assert (_kind(error), requests) == (kind, 1)


def test_the_wait_between_attempts_is_random_and_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    clock = Clock()
    with wired(answer(b"", status=500)) as wire, client(wire, clock=clock) as sender, pytest.raises(ApiError):
        sender.send(READ)
    assert clock.slept == [1.0, 2.0]


def test_what_was_asked_before_in_vain_waits_first_and_is_sent_less_often() -> None:
    clock = Clock()
    again = Request("acme", READ.path, READ.params, attempt=2)
    with wired(answer(b"", status=500)) as wire, client(wire, clock=clock) as sender, pytest.raises(ApiError):
        sender.send(again)
    assert len(wire.asked) == 1
    assert len(clock.slept) == 1


LIMITED = "(#4) Application request limit reached"


@pytest.mark.parametrize("code", [4, 17, 32, 341, 613, 80001, 80002, 80014])
def test_b30_a_limit_is_waited_for_and_then_gone_on(code: int) -> None:
    clock = Clock()
    with wired(refusal(code, LIMITED, Retry_After="5"), GOOD) as wire, client(wire, clock=clock) as sender:
        assert sender.send(READ) == Reply({"data": []})
    assert len(wire.asked) == 2
    assert clock.slept == [5.0]


@pytest.mark.parametrize(
    ("header", "slept"),
    [
        ("7", 7.0),
        ("Mon, 23 Nov 2026 08:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 5.0),  # past: as if not written
        ("0", 5.0),
        ("-5", 5.0),
        ("soon", 5.0),
        ("1e3", 5.0),
    ],
)
def test_b30_retry_after_in_all_its_forms(header: str, slept: float) -> None:
    clock = Clock()
    with wired(answer(b"slow down", status=429, Retry_After=header), GOOD) as wire, client(wire, clock=clock) as sender:
        sender.send(READ)
    assert clock.slept == [slept]
    assert len(wire.asked) == 2


@pytest.mark.parametrize("header", ["99999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_b30_a_wait_that_is_longer_than_the_run_ends_the_account_at_once(header: str) -> None:
    clock = Clock()
    with wired(answer(b"", status=429, Retry_After=header)) as wire, client(wire, clock=clock) as sender:
        with pytest.raises(TemporaryError, match="try again in"):
            sender.send(READ)
        with pytest.raises(TemporaryError):
            sender.send(READ)
    assert len(wire.asked) == 1
    assert clock.slept == []


def test_one_account_in_its_limit_does_not_stop_another() -> None:
    with wired(answer(b"", status=429, Retry_After="99999"), GOOD) as wire, client(wire) as sender:
        with pytest.raises(TemporaryError):
            sender.send(READ)
        assert sender.send(Request("other", READ.path)) == Reply({"data": []})


def test_a_limit_that_stays_is_waited_for_five_times() -> None:
    clock = Clock()
    with wired(refusal(4, LIMITED)) as wire, client(wire, clock=clock) as sender:
        with pytest.raises(TemporaryError, match="limit of calls"):
            sender.send(READ)
    assert clock.slept == [5.0, 10.0, 20.0, 40.0, 80.0]
    assert len(wire.asked) == 6


def test_a_limit_inside_a_batch_is_waited_for_and_its_other_answers_are_kept() -> None:
    limited = json.dumps({"error": {"code": 80002, "message": "There have been too many calls"}})
    body = [{"code": 200, "body": '{"data": []}'}, {"code": 400, "body": limited}]
    parts = (Request("acme", "v26.0/1/insights"), Request("acme", "v26.0/2/insights"))
    clock = Clock()
    with wired(answer(body)) as wire, client(wire, clock=clock) as sender:
        for _ in range(6):
            assert sender.send(Request("acme", parts=parts)).parts[0] == Reply({"data": []})
        with pytest.raises(TemporaryError, match="limit of calls"):
            sender.send(READ)
    assert clock.slept == [5.0, 10.0, 20.0, 40.0, 80.0]
    assert len(wire.asked) == 6


def _business(percent: float, minutes: float = 0) -> str:
    entry = {"type": "instagram", "call_count": percent, "total_time": 1, "estimated_time_to_regain_access": minutes}
    return json.dumps({"17841": [entry]})


def test_minutes_to_regain_access_are_waited_even_after_a_good_answer() -> None:
    clock = Clock()
    full = answer({"data": []}, X_Business_Use_Case_Usage=_business(100, 2))
    with wired(full, GOOD) as wire, client(wire, clock=clock) as sender:
        sender.send(READ)
        assert clock.slept == []
        sender.send(READ)
    assert sum(clock.slept) == pytest.approx(120, abs=1)
    assert len(wire.asked) == 2


def test_minutes_to_regain_access_that_outlast_the_run_end_the_account() -> None:
    full = answer({"data": []}, X_Business_Use_Case_Usage=_business(100, 60))
    with wired(full) as wire, client(wire) as sender:
        assert sender.send(READ) == Reply({"data": []})
        with pytest.raises(TemporaryError, match="try again in 60 minutes"):
            sender.send(READ)
    assert len(wire.asked) == 1


def test_near_the_limit_requests_go_one_by_one() -> None:
    near = answer({"data": []}, X_App_Usage='{"call_count": 93, "total_time": 3, "total_cputime": 3}')
    together, most = 0, 0
    lock = threading.Lock()

    def act(connection: object) -> None:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        time.sleep(0.02)
        with lock:
            together -= 1
        connection.sendall(near)  # type: ignore[attr-defined]

    with wired(act) as wire, client(wire) as sender:
        sender.send(READ)
        threads = [threading.Thread(target=sender.send, args=(READ,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1
    assert len(wire.asked) == 5


def test_the_deadline_ends_before_a_request_and_before_a_wait() -> None:
    clock = Clock()
    with wired(answer(b"", status=500)) as wire, client(wire, clock=clock, deadline_s=10) as sender:
        clock.time += 9.99
        with pytest.raises(TemporaryError, match="time for one run"):
            for _ in range(100):
                try:
                    sender.send(READ)
                except ApiError:
                    continue
        clock.time += 10
        asked = len(wire.asked)
        with pytest.raises(TemporaryError, match="time for one run"):
            sender.send(READ)
    assert len(wire.asked) == asked


def test_closing_wakes_who_waits() -> None:
    access = Access(base_url="", token=TOKEN, login=Login.FACEBOOK)
    ended: list[Exception] = []
    with wired(answer(b"", status=429, Retry_After="500")) as wire:
        sender = GraphClient({"acme": Access(base_url=wire.url, token=access.token, login=access.login)})

        def send() -> None:
            try:
                sender.send(READ)
            except TemporaryError as error:
                ended.append(error)

        thread = threading.Thread(target=send, daemon=True)
        with sender:
            thread.start()
            while not wire.asked:
                time.sleep(0.01)
        thread.join(10)
    assert [str(one) for one in ended] == ["the run was stopped"]


def test_no_log_line_holds_an_address_or_the_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), wired(answer(b"", status=500), GOOD) as wire, client(wire) as sender:
        sender.send(READ)
    assert [line for line in caplog.messages if TOKEN in line or "/media" in line] == []

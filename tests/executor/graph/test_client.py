"""What the client sends, what it makes of refusals, and secrets that never come out."""

from __future__ import annotations

import json
import logging
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from reporter.catalog.models import Login
from reporter.core.errors import CredentialsError, TemporaryError
from reporter.executor.graph.client import Access, GraphClient
from reporter.executor.graph.messages import ApiError, Kind, Reply, Request
from tests.support.wire_client import GOOD, READ, TOKEN, Clock, client, ends, kind_of
from tests.support.wire_server import Act, answer, refusal, wired


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
    error, requests = ends(act)
    assert (kind_of(error), requests) == (kind, 1)


def test_what_was_asked_before_in_vain_waits_first_and_is_sent_less_often() -> None:
    clock = Clock()
    again = Request("acme", READ.path, READ.params, attempt=2)
    with wired(answer(b"", status=500)) as wire, client(wire, clock=clock) as sender, pytest.raises(ApiError):
        sender.send(again)
    assert len(wire.asked) == 1
    assert len(clock.slept) == 1


@pytest.mark.parametrize(("attempt", "repeats", "sent"), [(0, 0, 1), (0, 1, 2), (1, 1, 2), (2, 1, 1), (0, 9, 3)])
def test_who_has_smaller_steps_is_told_of_a_failure_sooner(attempt: int, repeats: int, sent: int) -> None:
    request = Request("acme", READ.path, READ.params, attempt=attempt, repeats=repeats)
    with wired(answer(b"", status=500)) as wire, client(wire) as sender, pytest.raises(ApiError):
        sender.send(request)
    assert len(wire.asked) == sent


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

"""Limits of calls and of time: waited for where that helps, and never longer than a run may last."""

from __future__ import annotations

import json
import random
import threading
import time

import pytest

from reporter.core.errors import TemporaryError
from reporter.executor.graph.messages import Reply, Request
from tests.support.wire_client import GOOD, READ, Clock, client
from tests.support.wire_server import answer, refusal, wired

LIMITED = "(#4) Application request limit reached"


@pytest.mark.parametrize("code", [4, 17, 32, 341, 613, 80001, 80002, 80014])
def test_b30_a_limit_is_waited_for_and_then_gone_on(code: int) -> None:
    clock = Clock()
    with wired(refusal(code, LIMITED, Retry_After="5"), GOOD) as wire, client(wire, clock=clock) as sender:
        assert sender.send(READ) == Reply({"data": []})
    assert len(wire.asked) == 2
    assert clock.slept == [5.0]


def test_limits_and_repeats_are_logged_without_what_was_asked() -> None:
    events: list[tuple[str, dict[str, object]]] = []
    answers = (refusal(4, LIMITED, Retry_After="5"), answer({}, status=500), GOOD)
    with wired(*answers) as wire, client(wire, log=lambda event, facts: events.append((event, dict(facts)))) as sender:
        sender.send(READ)
    assert events == [
        ("api.rate_limited", {"account": "acme", "code": 4}),
        ("api.retried", {"account": "acme", "attempt": 1}),
    ]


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
    told = pytest.raises(TemporaryError, match="rate limit")
    with wired(refusal(4, LIMITED)) as wire, client(wire, clock=clock) as sender, told:
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
        with pytest.raises(TemporaryError, match="rate limit"):
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


def test_a_wait_that_outlasts_the_run_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    clock = Clock()
    with wired(answer(b"", status=500)) as wire, client(wire, clock=clock, deadline_s=2.5) as sender:
        with pytest.raises(TemporaryError, match="time limit of the run"):
            sender.send(READ)
        assert clock.slept == [1.0]  # the next would be 2 more
    assert len(wire.asked) == 2


def test_after_the_deadline_nothing_is_sent() -> None:
    clock = Clock()
    with wired(GOOD) as wire, client(wire, clock=clock, deadline_s=10) as sender:
        sender.send(READ)
        clock.time += 10
        with pytest.raises(TemporaryError, match="time limit of the run"):
            sender.send(READ)
    assert len(wire.asked) == 1

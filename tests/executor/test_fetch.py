"""How flows are driven: side by side, bounded, one account's failure for itself, Ctrl-C at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Login, ProductType
from reporter.core.errors import CredentialsError, TemporaryError
from reporter.executor.fetch import fetch
from reporter.executor.graph.messages import Reply, Request
from reporter.executor.plan import AccountRequest, Plan, build_plan
from reporter.executor.pool import Threads

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def plan_of(*accounts: str, login: Login = Login.INSTAGRAM) -> Plan:
    asks = tuple(
        AccountRequest(
            one,
            str(number + 1),
            login,
            datetime(2026, 11, 16, tzinfo=UTC),
            datetime(2026, 11, 23, tzinfo=UTC),
            (ProductType.FEED, ProductType.REELS),
            ("follows",),
        )
        for number, one in enumerate(accounts)
    )
    return build_plan(asks, catalog=load_catalog(), version="v26.0", now=NOW)


def answer(request: Request) -> Reply:
    """Eight media an account, and their insights."""
    if request.path.endswith("/insights"):
        return Reply({"data": [{"name": "follows", "values": [{"value": 3}]}]})
    rows: list[dict[str, Any]] = [
        {"id": f"{number}", "media_product_type": "FEED", "timestamp": "2026-11-20T10:00:00+0000"}
        for number in range(8)
    ]
    return Reply({"data": rows})


def test_eight_are_in_flight_and_four_of_each_account() -> None:
    lock, busy = threading.Lock(), {"a": 0, "b": 0}
    most: list[int] = []
    all_eight = threading.Barrier(8, timeout=30)  # breaks, and fails the test, when fewer than eight come together

    def send(request: Request) -> Reply:
        if request.path.endswith("/insights"):
            with lock:
                busy[request.account] += 1
                most.append(max(busy.values()))
            all_eight.wait()
            with lock:
                busy[request.account] -= 1
        return answer(request)

    assert len(fetch(plan_of("a", "b"), send).snapshots) == 16
    assert max(most) == 4


def test_one_account_failing_leaves_the_others_whole_and_in_order() -> None:
    def send(request: Request) -> Reply:
        if request.account == "b":
            raise CredentialsError("no")
        return answer(request)

    fetched = fetch(plan_of("a", "b", "c"), send)
    assert [failure.account for failure in fetched.failures] == ["b"]
    assert [snapshot.media.account for snapshot in fetched.snapshots] == ["a"] * 8 + ["c"] * 8
    assert {snapshot.seen for snapshot in fetched.snapshots} == {NOW}


def test_an_account_of_which_nothing_came_is_not_heard_and_one_without_media_is() -> None:
    def send(request: Request) -> Reply:
        if request.account == "silent":
            raise TemporaryError("no network")
        if request.account == "broken" and request.path.endswith("/insights"):
            raise TemporaryError("no network")
        return Reply({"data": []}) if request.account == "empty" else answer(request)

    fetched = fetch(plan_of("silent", "broken", "empty", "whole"), send)
    assert fetched.reachable == {"broken", "empty", "whole"}
    assert [failure.account for failure in fetched.failures] == ["silent", "broken"]


def test_an_account_that_ends_is_asked_nothing_more() -> None:
    asked: list[Request] = []

    def send(request: Request) -> Reply:
        asked.append(request)
        if request.path.endswith("/insights"):
            raise TemporaryError("the network is gone")
        return answer(request)

    fetched = fetch(plan_of("a"), send, in_flight=1)
    assert len(asked) == 2
    assert [str(failure.error) for failure in fetched.failures] == ["the network is gone"]


def test_a_bug_in_sending_is_a_bug_and_not_a_missing_measure() -> None:
    def send(_: Request) -> Reply:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fetch(plan_of("a"), send)


def test_ctrl_c_leaves_at_once_while_requests_hang() -> None:
    never = threading.Event()
    asked = []

    def send(request: Request) -> Reply:
        if request.path.endswith("/insights"):
            asked.append(request)
            never.wait(60)
        return answer(request)

    def interrupt(_what: str, _done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(plan_of("a"), send, on_progress=interrupt)
    never.set()
    assert len(asked) <= 4


def test_threads_do_not_keep_the_program_alive() -> None:
    threads: Threads[bool] = Threads(2)
    with threads:
        threads.start((0, 0), lambda: threading.current_thread().daemon)
        assert threads.next() == ((0, 0), True)


def test_progress_names_the_account_and_counts_accounts() -> None:
    told: list[tuple[str, int, int]] = []
    fetch(plan_of("acme"), answer, on_progress=lambda *what: told.append(what))
    assert told[0] == ("acme: 1 responses", 0, 1)
    assert told[-1][1:] == (1, 1)
    assert len(told) == 9

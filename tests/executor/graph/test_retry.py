"""The wait before a request is repeated."""

from __future__ import annotations

import random

import pytest

from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.retry import backoff_seconds
from tests.support.wire_client import READ, Clock, client
from tests.support.wire_server import answer, wired


def test_the_wait_between_attempts_is_random_and_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    clock = Clock()
    with wired(answer(b"", status=500)) as wire, client(wire, clock=clock) as sender, pytest.raises(ApiError):
        sender.send(READ)
    assert clock.slept == [1.0, 2.0]


@pytest.mark.parametrize("attempt", [1, 2, 5])
def test_the_wait_is_within_an_interval_that_doubles(attempt: int) -> None:
    waits = [backoff_seconds(attempt) for _ in range(200)]
    assert 0 <= min(waits) < max(waits) <= 0.5 * 2**attempt

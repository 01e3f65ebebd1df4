"""A client with a clock of its own, for tests that speak to `wire_server`."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from reporter.catalog.models import Login
from reporter.core.context import Log, log_nothing
from reporter.core.errors import CredentialsError, ProtocolError, TemporaryError
from reporter.executor.graph.client import Access, GraphClient
from reporter.executor.graph.messages import ApiError, Kind, Request
from tests.support.wire_server import Act, Wire, answer, wired

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
    wire: Wire,
    *,
    clock: Clock | None = None,
    token: str = TOKEN,
    secret: str = "",
    deadline_s: float = 900,
    log: Log = log_nothing,
) -> Iterator[GraphClient]:
    clock = clock or Clock()
    access = Access(base_url=wire.url, token=token, login=Login.FACEBOOK, app_secret=secret)
    accesses = {"acme": access, "other": access}
    with GraphClient(accesses, deadline_s=deadline_s, clock=clock, sleep=clock.sleep, now=lambda: NOW, log=log) as made:
        yield made


def ends(*script: Act, request: Request = READ) -> tuple[Exception, int]:
    """Return what sending ends with, and how many requests that took; no canary may be in the error."""
    with wired(*script) as wire, client(wire) as sender:
        with pytest.raises((ApiError, TemporaryError, ProtocolError, CredentialsError)) as caught:
            sender.send(request)
        assert sender.requests == len(wire.asked)
    told = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in told
    assert "/media" not in str(caught.value)
    return caught.value, len(wire.asked)


def kind_of(error: Exception) -> Kind:
    assert isinstance(error, ApiError)
    return error.kind

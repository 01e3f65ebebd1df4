"""Signatures and messages as values, and what of them is kept, on both databases."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reporter.web import messages
from tests.support.webhook_server import signature, story

SENT = datetime(2026, 11, 18, 12, tzinfo=UTC)


def at(hours: float = 0, **counts: Any) -> bytes:  # noqa: ANN401 - any JSON
    return story(7, sent=int((SENT + timedelta(hours=hours)).timestamp()), **counts)


@pytest.mark.parametrize("told", [None, -1, "soon", 10**18, 10**400, 1.5, True])
def test_a_time_that_is_none_is_that_of_arrival(told: object) -> None:
    body = json.loads(at())
    body["entry"][0]["time"] = told
    (event,), _ = messages.read_events(json.dumps(body).encode(), SENT + timedelta(hours=3))
    assert event.sent == SENT + timedelta(hours=3)


def test_j13_a_number_too_long_to_be_read_costs_no_other() -> None:
    body = at(reach=44, replies=1).replace(b'"replies": 1', b'"replies": ' + b"9" * 5_000)
    (event,), ignored = messages.read_events(body, SENT)
    assert (event.counts["reach"], event.counts["replies"], ignored) == (44, None, 0)


def test_a_time_in_milliseconds_is_understood() -> None:
    (event,), _ = messages.read_events(story(7, sent=int(SENT.timestamp() * 1000)), SENT)
    assert event.sent == SENT


def test_j18_every_signature_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    own = hmac.compare_digest

    def watching(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return own(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watching)
    for given in ("", "sha256=" + "0" * 64, signature(b"x", "first")):
        messages.is_signed(b"x", given, [b"first", b"second"])
    assert len(compared) == 6
    assert all(len(one) == 71 for one, _ in compared)

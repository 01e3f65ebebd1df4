"""Requests, replies and errors of the API as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporter.core.observations import Audience
from reporter.executor.graph.messages import ApiError, Kind, Reply, Request


def test_an_error_never_shows_what_the_api_said() -> None:
    error = ApiError(Kind.CREDENTIALS, code=190, subcode=463, message="token EAAB0815 is invalid")
    assert str(error) == "the API rejected the request (code 190)"
    assert "EAAB0815" not in repr(error)
    assert str(ApiError(Kind.TEMPORARY)) == f"the API rejected the request ({Kind.TEMPORARY})"


def test_the_bodies_of_a_reply_and_its_parts_are_parsed_once() -> None:
    parsed: list[object] = []

    def parse(body: Mapping[str, Any]) -> Audience:
        parsed.append(body)
        return Audience(body["x"], None)

    parts = (Request("acme", parse=parse), Request("acme", parse=parse), Request("acme"))
    failed = ApiError(Kind.GONE)
    reply = Request("acme", parts=parts).parse_reply(Reply(parts=(Reply({"x": 1}), failed, Reply({"x": 2}))))
    first, second, third = reply.parts
    assert isinstance(first, Reply)
    assert isinstance(third, Reply)
    assert (first.parsed, second, third.parsed, reply.parsed) == (Audience(1, None), failed, None, None)
    assert parsed == [{"x": 1}]


def test_a_part_without_a_response_stays_missing() -> None:
    request = Request("acme", parts=(Request("acme"),))
    assert request.parse_reply(Reply(parts=(None,))).parts == (None,)


def test_two_requests_for_the_same_are_equal_whoever_parses() -> None:
    assert Request("acme", "v27.0/1", parse=lambda _body: None) == Request("acme", "v27.0/1")
    assert Request("acme", "v27.0/1") != Request("acme", "v27.0/1", attempt=1)

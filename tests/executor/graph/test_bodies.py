"""From the bytes of a response to a reply or an error."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.executor.graph.bodies import parse_batch, parse_response
from reporter.executor.graph.messages import ApiError, Kind, Reply
from tests.support.graph_json import JSON


def test_a_batch_gives_one_answer_a_part_in_order() -> None:
    body = [
        {"code": 200, "body": '{"data": []}'},
        {"code": 400, "body": json.dumps({"error": {"code": 100, "error_subcode": 33}})},
        None,
        {"code": 200, "body": "{"},
        {"code": "200", "body": None},
        "x",
        {"code": 500, "body": ""},
    ]
    reply = parse_batch(200, json.dumps(body).encode(), 8)
    assert isinstance(reply, Reply)
    kinds = [part.kind if isinstance(part, ApiError) else part for part in reply.parts]
    expected = [Reply({"data": []}), Kind.GONE, None, Kind.BROKEN, Kind.BROKEN, Kind.BROKEN, Kind.TEMPORARY, None]
    assert kinds == expected


def test_a_batch_with_more_answers_than_parts_is_cut() -> None:
    reply = parse_batch(200, json.dumps([{"code": 200, "body": "{}"}] * 3).encode(), 2)
    assert reply == Reply(parts=(Reply({}), Reply({})))


@pytest.mark.parametrize(
    ("status", "data", "kind"),
    [
        (400, b'{"error": {"code": 190}}', Kind.CREDENTIALS),
        (200, b'{"data": []}', Kind.BROKEN),
        (500, b"[]", Kind.TEMPORARY),
        (200, b"nope", Kind.BROKEN),
    ],
)
def test_a_batch_that_is_refused_as_a_whole(status: int, data: bytes, kind: Kind) -> None:
    answer = parse_batch(status, data, 2)
    assert isinstance(answer, ApiError)
    assert answer.kind is kind


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | JSON.map(lambda body: json.dumps(body).encode()), st.integers(200, 599))
def test_no_bytes_make_reading_fail(data: bytes, status: int) -> None:
    assert isinstance(parse_response(status, data), Reply | ApiError)
    batch = parse_batch(status, data, 3)
    assert isinstance(batch, ApiError) or len(batch.parts) == 3

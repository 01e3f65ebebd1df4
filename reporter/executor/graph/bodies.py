"""Parses the bytes of a response into a reply or an ApiError. Tolerates invalid values, not an invalid shape.

Invalid numbers (NaN, Infinity, thousands of digits) become NaN, so that one of them costs one measure and not the
page; `parse` rejects NaN.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reporter.executor.graph.errors import by_status, parse_error
from reporter.executor.graph.messages import ApiError, Kind, Reply

_NO_NUMBER = float("nan")
_MOST_DIGITS = 40


def parse_response(status: int, data: bytes) -> Reply | ApiError:
    """Return the reply to a single request. A body with `error` is an ApiError, whatever the status."""
    try:
        body = _parse(data)
    except ValueError:
        return _unreadable(status, data)
    if isinstance(body, Mapping) and "error" in body:
        return parse_error(body["error"], status=status)
    if isinstance(body, Mapping) and 200 <= status < 300:
        return Reply(body)
    return ApiError(Kind.BROKEN if status < 300 else by_status(status))


def parse_batch(status: int, data: bytes, count: int) -> Reply | ApiError:
    """Return the reply to a batch of `count` parts: one response a part, in order; missing ones are None."""
    try:
        body = _parse(data)
    except ValueError:
        return _unreadable(status, data)
    if not isinstance(body, list) or not 200 <= status < 300:
        response = parse_response(status, data)
        return response if isinstance(response, ApiError) else ApiError(Kind.BROKEN)
    parts = [_part(item) for item in body[:count]]
    return Reply(parts=(*parts, *[None] * (count - len(parts))))


def _part(item: object) -> Reply | ApiError | None:
    if item is None:
        return None
    if not isinstance(item, Mapping):
        return ApiError(Kind.BROKEN)
    status, body = item.get("code"), item.get("body")
    if not isinstance(status, int) or not isinstance(body, str):
        return ApiError(Kind.BROKEN)
    return parse_response(status, body.encode("utf-8", errors="replace"))


def _unreadable(status: int, data: bytes) -> ApiError:
    """Return the error of a body that is not JSON; pages that report an outage may have any status."""
    if status >= 300:
        return ApiError(by_status(status))
    return ApiError(Kind.TEMPORARY if b"service unavailable" in data[:4096].lower() else Kind.BROKEN)


def _parse(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON value. Raises ValueError, also for nesting that is too deep for Python's parser."""
    try:
        return json.loads(
            data.decode("utf-8-sig", errors="replace"), parse_int=_integer, parse_constant=lambda _: _NO_NUMBER
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else _NO_NUMBER

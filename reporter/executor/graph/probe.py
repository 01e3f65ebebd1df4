"""Asks a host whether it serves an API version. Needs no token and never sends one.

`/vNN.0/me` without a token is refused either way: where the version lives for want of a token, and where it does not
because of the path. Both refusals can have the same code, so the path's is told by its words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from reporter.core.errors import ReporterError
from reporter.core.errors import TemporaryError
from reporter.executor.graph.http import HttpRequest
from reporter.executor.graph.http import open_session
from reporter.executor.graph.http import send_http
from reporter.executor.graph.messages import ApiError

_SECONDS = 20.0
_MOST_BYTES = 100_000
_UNKNOWN = "unknown path components"
_NO_TOKEN = frozenset((102, 104, 190))
_WANTS_TOKEN = "access token"  # noqa: S105 - words of the answer
_NOT_FOUND = 404


def serves(base_url: str, version: str) -> bool | None:
    """Say whether the host serves the version; None when its answer says neither.

    Raises ReporterError when no answer comes. `version`: such as v27.0; it becomes a part of the address.
    """
    with open_session() as session:
        try:
            received = send_http(
                session, HttpRequest(f"{base_url}/{version}/me", headers={}), seconds=_SECONDS, most=_MOST_BYTES
            )
        except ReporterError:
            raise
        except ApiError:
            raise TemporaryError("the connection broke off; try again") from None
    error = _error(received.data)
    code, message = error.get("code"), str(error.get("message", "")).casefold()
    if _UNKNOWN in message or (not error and received.status == _NOT_FOUND):
        return False
    return True if code in _NO_TOKEN or _WANTS_TOKEN in message else None


def _error(data: bytes) -> Mapping[str, object]:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}

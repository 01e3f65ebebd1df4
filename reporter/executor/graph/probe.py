"""Checks whether a host serves an API version. Needs no token and never sends one.

`/vNN.0/me` without a token is always rejected: for the missing token where the version exists, else for the path.
Both errors can have the same code, so the message decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from reporter.core.errors import ReporterError, TemporaryError
from reporter.executor.graph.http import HttpRequest, open_session, send_http
from reporter.executor.graph.messages import ApiError

_SECONDS = 20.0
_MOST_BYTES = 100_000
_UNKNOWN = "unknown path components"
_NO_TOKEN = frozenset((102, 104, 190))
_WANTS_TOKEN = "access token"  # noqa: S105 - words of the message
_NOT_FOUND = 404


def serves(base_url: str, version: str) -> bool | None:
    """Say whether the host serves the version; None when the response does not show it.

    Raises ReporterError without a response. `version`: such as v27.0; it becomes a part of the URL.
    """
    with open_session() as session:
        try:
            response = send_http(
                session, HttpRequest(f"{base_url}/{version}/me", headers={}), seconds=_SECONDS, most=_MOST_BYTES
            )
        except ReporterError:
            raise
        except ApiError:
            raise TemporaryError("the connection was interrupted; try again") from None
    error = _error(response.data)
    code, message = error.get("code"), str(error.get("message", "")).casefold()
    if _UNKNOWN in message or (not error and response.status == _NOT_FOUND):
        return False
    return True if code in _NO_TOKEN or _WANTS_TOKEN in message else None


def _error(data: bytes) -> Mapping[str, object]:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}

"""Sends one HTTP request with `requests`: limits of seconds and bytes, no redirects, proxies, netrc or cookies.

Every failure becomes one of our errors; its text contains at most a host, never a URL, a token or a body.
"""

from __future__ import annotations

import http.client
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from reporter.core.errors import ProtocolError, TemporaryError
from reporter.executor.graph.messages import ApiError, Kind

if TYPE_CHECKING:
    import requests

CONNECT_S = 10.0
READ_S = 60.0
_MOST_BYTES = 32 * 1024 * 1024  # decoded
_CHUNK = 65_536
_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A GET, or a POST when there is a `form`. The headers contain the token and are never shown."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """Status, headers (names in lower case) and decoded body."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class UnreachableError(TemporaryError):
    """No connection: unknown host, no route, or no server."""


def open_session() -> requests.Session:
    """Return a session that threads may share and that ignores the environment."""
    import requests

    from reporter.executor.graph.connections import TimedAdapter

    for name in ("urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.WARNING)  # below that they log URLs
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    agent = "instagram-insights-reporter"
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip, deflate", "User-Agent": agent})
    for scheme in ("https://", "http://"):
        session.mount(scheme, TimedAdapter(pool_connections=4, pool_maxsize=_CONNECTIONS, max_retries=0))
    return session


def send_http(
    session: requests.Session, request: HttpRequest, *, seconds: float, most: int = _MOST_BYTES
) -> HttpResponse:
    """Send and return the complete response, within so many seconds and of at most so many bytes.

    Raises ApiError (temporary or broken) when a retry may help, UnreachableError without a connection, and
    ProtocolError for redirects and untrusted certificates.
    """
    import requests
    import urllib3

    end = time.monotonic() + seconds
    try:
        with session.request(
            "GET" if request.form is None else "POST",
            request.url,
            data=request.form,
            headers=request.headers,
            timeout=(min(CONNECT_S, seconds), min(READ_S, seconds)),
            allow_redirects=False,
            stream=True,
        ) as response:
            if 300 <= response.status_code < 400:
                raise ProtocolError("the API responded with a redirect, which reporter does not follow")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status_code, headers, _body(response, end, most))
    except requests.exceptions.SSLError:
        raise ProtocolError(f"cannot open a secure connection to {_host(request.url)}; check its certificate") from None
    except requests.exceptions.RequestException as error:
        if _is_caused_by(error, (requests.exceptions.ConnectTimeout, urllib3.exceptions.NewConnectionError)):
            raise UnreachableError(f"cannot reach {_host(request.url)}; check the network and try again") from None
        raise ApiError(_kind(error)) from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise ApiError(_kind(error)) from None


def _body(response: requests.Response, end: float, most: int) -> bytes:
    """Read in chunks: a slow body must not exceed the time limit, nor a compressed one the size limit."""
    chunks: list[bytes] = []
    size = 0
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > most:
            raise ApiError(Kind.BROKEN)
        if time.monotonic() > end:
            raise ApiError(Kind.TEMPORARY)
        chunks.append(chunk)
    return b"".join(chunks)


def _kind(error: Exception) -> Kind:
    """Return TEMPORARY for an interrupted response, BROKEN for one that is not valid HTTP."""
    import urllib3

    interrupted = (http.client.RemoteDisconnected, http.client.IncompleteRead)
    invalid = (http.client.HTTPException, urllib3.exceptions.DecodeError)
    return Kind.BROKEN if _is_caused_by(error, invalid) and not _is_caused_by(error, interrupted) else Kind.TEMPORARY


def _is_caused_by(error: BaseException, kinds: type[Exception] | tuple[type[Exception], ...]) -> bool:
    """Say whether the error, or one that it wraps, is of these types; requests and urllib3 wrap in `args`."""
    if isinstance(error, kinds):
        return True
    inner = [*error.args, getattr(error, "reason", None)]
    return any(
        _is_caused_by(cause, kinds) for cause in inner if isinstance(cause, BaseException) and cause is not error
    )


def _host(url: str) -> str:
    from urllib3.util import parse_url

    return parse_url(url).host or "the API"

"""One HTTP exchange over `requests`: bounded in seconds and bytes, no redirects, no proxies or netrc, no cookies.

Whatever goes wrong becomes one of our errors, whose text holds a host at most: never an address, a token or a body.
"""

from __future__ import annotations

import http.client
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from reporter.core.errors import ProtocolError
from reporter.core.errors import TemporaryError
from reporter.executor.graph.messages import ApiError
from reporter.executor.graph.messages import Kind

if TYPE_CHECKING:
    import requests

CONNECT_S = 10.0
READ_S = 60.0
_MOST_BYTES = 32 * 1024 * 1024  # decoded
_CHUNK = 65_536
_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What is sent: a GET, or a POST when there is a `form`. The header holds the token and is never shown."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class UnreachableError(TemporaryError):
    """Nothing is connected: no name, no way, or nobody listens."""


def open_session() -> requests.Session:
    """Return a session that threads may share and that nothing in the environment changes."""
    import requests

    from reporter.executor.graph.connections import TimedAdapter

    for name in ("urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.WARNING)  # below that they log addresses
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    agent = "instagram-insights-reporter"
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip, deflate", "User-Agent": agent})
    for scheme in ("https://", "http://"):
        session.mount(scheme, TimedAdapter(pool_connections=4, pool_maxsize=_CONNECTIONS, max_retries=0))
    return session


def send_http(session: requests.Session, what: HttpRequest, *, seconds: float, most: int = _MOST_BYTES) -> HttpResponse:
    """Send and return the whole answer, within so many seconds and of at most so many bytes.

    Raises ApiError (temporary or broken) when it may be tried again, UnreachableError when nobody listens, and
    ProtocolError for redirects and connections that are not safe.
    """
    import requests
    import urllib3

    end = time.monotonic() + seconds
    try:
        with session.request(
            "GET" if what.form is None else "POST",
            what.url,
            data=what.form,
            headers=what.headers,
            timeout=(min(CONNECT_S, seconds), min(READ_S, seconds)),
            allow_redirects=False,
            stream=True,
        ) as response:
            if 300 <= response.status_code < 400:
                raise ProtocolError("the API answered with a redirect, which is not followed")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status_code, headers, _body(response, end, most))
    except requests.exceptions.SSLError:
        raise ProtocolError(f"the connection to {_host(what.url)} is not safe (certificate)") from None
    except requests.exceptions.RequestException as error:
        if _happened(error, (requests.exceptions.ConnectTimeout, urllib3.exceptions.NewConnectionError)):
            raise UnreachableError(f"cannot reach {_host(what.url)}; check the network and try again") from None
        raise ApiError(_kind(error)) from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise ApiError(_kind(error)) from None


def _body(response: requests.Response, end: float, most: int) -> bytes:
    """Read what is there as it comes: a body that drips never ends a read, and a small one can unpack to gigabytes."""
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
    """Return whether the answer broke off, or was never one of HTTP."""
    import urllib3

    gone = (http.client.RemoteDisconnected, http.client.IncompleteRead)
    nonsense = (http.client.HTTPException, urllib3.exceptions.DecodeError)
    return Kind.BROKEN if _happened(error, nonsense) and not _happened(error, gone) else Kind.TEMPORARY


def _happened(error: BaseException, kinds: type[Exception] | tuple[type[Exception], ...]) -> bool:
    """Say whether the error, or one that it wraps, is of these kinds; requests and urllib3 wrap in `args`."""
    if isinstance(error, kinds):
        return True
    inner = [*error.args, getattr(error, "reason", None)]
    return any(_happened(one, kinds) for one in inner if isinstance(one, BaseException) and one is not error)


def _host(url: str) -> str:
    from urllib3.util import parse_url

    return parse_url(url).host or "the API"

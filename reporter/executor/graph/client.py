"""Sends requests to the Graph API: authorization, retries with jitter, rate limits and the deadline of a run.

Knows neither media nor metrics. Every error becomes an ApiError or a ReporterError, without tokens or URLs.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlencode

from reporter.catalog.models import Login
from reporter.core.context import Log, log_nothing
from reporter.core.errors import CredentialsError, TemporaryError
from reporter.executor.graph.bodies import parse_batch, parse_response
from reporter.executor.graph.http import HttpRequest, HttpResponse, UnreachableError, open_session, send_http
from reporter.executor.graph.messages import ApiError, Kind, Reply, Request, Secret
from reporter.executor.graph.rate_limit import Pace, parse_retry_after, parse_usage
from reporter.executor.graph.retry import ATTEMPTS, RETRIED, backoff_seconds

if TYPE_CHECKING:
    import requests

_MOST_SECONDS = 120.0  # of one exchange, body included


@dataclass(frozen=True, slots=True)
class Access:
    """Connection data of an account: base URL (https, or loopback http; checked by the caller), secrets, login."""

    base_url: str
    token: str = field(repr=False)
    login: Login
    app_secret: str = field(default="", repr=False)


class GraphClient:
    """Sends requests for its accounts, from any thread, until `deadline_s` seconds after its creation.

    `requests` counts HTTP requests with retries; `calls` counts API calls: each part of a batch is one.
    """

    def __init__(
        self,
        accounts: Mapping[str, Access],
        *,
        deadline_s: float = 900.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        log: Log = log_nothing,
    ) -> None:
        self.requests = 0
        self.calls = 0
        self._accounts = accounts
        self._clock = clock
        self._end = clock() + deadline_s
        self._closed = threading.Event()
        self._sleep = sleep or self._closed.wait
        self._now = now
        self._log = log
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._paces = {alias: Pace(clock=clock, wait=self._wait, left=self._left) for alias in accounts}

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections; waiting threads stop."""
        self._closed.set()
        with self._lock:
            if self._session is not None:
                self._session.close()

    def send(self, request: Request) -> Reply:
        """Send, with retries. Raises ApiError for an error of the API, ReporterError when the account has to stop."""
        pace = self._paces[request.account]
        http_request = self._http_request(request)
        attempt = request.attempt
        last = min(ATTEMPTS, attempt + 1 + request.repeats)
        if attempt:
            self._wait(backoff_seconds(attempt))
        while True:
            try:
                with pace.turn():
                    return self._send_once(http_request, request, pace)
            except ApiError as error:
                if error.kind is Kind.LIMIT:
                    self._log("api.rate_limited", {"account": request.account, "code": error.code})
                    continue  # pace.turn() waits or raises
                attempt += 1
                if error.kind not in RETRIED or attempt >= last:
                    raise
            except UnreachableError:
                attempt += 1
                if attempt >= ATTEMPTS:
                    raise
            self._log("api.retried", {"account": request.account, "attempt": attempt})
            self._wait(backoff_seconds(attempt))

    def _http_request(self, request: Request) -> HttpRequest:
        """Return the HTTP request, with the token in a header and the proof of the app secret."""
        access = self._accounts[request.account]
        token = access.token.strip()
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise CredentialsError(
                "the token contains characters that are not allowed in a token; store only the token"
            )
        secrets = {Secret.TOKEN: token, Secret.APP_SECRET: access.app_secret.strip()}
        params = {
            name: secrets[value] if isinstance(value, Secret) else value for name, value in request.params.items()
        }
        if access.app_secret and access.login is Login.FACEBOOK:
            key = access.app_secret.strip().encode()
            params["appsecret_proof"] = hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
        query = f"?{_query(params)}" if params else ""
        form = None
        if request.parts:
            urls = [f"{part.path}?{_query(part.params)}" for part in request.parts]
            parts = [{"method": "GET", "relative_url": url} for url in urls]
            form = {"batch": json.dumps(parts, separators=(",", ":")), "include_headers": "false"}
        return HttpRequest(
            url=f"{access.base_url.rstrip('/')}/{request.path}{query}",
            headers={"Authorization": f"Bearer {token}"},
            form=form,
        )

    def _send_once(self, http_request: HttpRequest, request: Request, pace: Pace) -> Reply:
        seconds = self._left()
        if seconds <= 0:
            raise TemporaryError("the time limit of the run is reached; run it again to fetch the rest")
        with self._lock:
            self.requests += 1
            self.calls += len(request.parts) or 1
            if self._session is None:
                self._session = open_session()
        http_response = send_http(self._session, http_request, seconds=min(seconds, _MOST_SECONDS))
        response = self._parse(http_response, len(request.parts))
        usage = parse_usage(http_response.headers)
        if usage:
            pace.record_usage(usage)
        parts = response.parts if isinstance(response, Reply) else (response,)
        if any(isinstance(part, ApiError) and part.kind is Kind.LIMIT for part in parts):
            pace.record_rejection(parse_retry_after(http_response.headers.get("retry-after"), now=self._now()))
        if isinstance(response, ApiError):
            raise response
        return response

    def _parse(self, http_response: HttpResponse, parts: int) -> Reply | ApiError:
        if parts:
            return parse_batch(http_response.status, http_response.data, parts)
        return parse_response(http_response.status, http_response.data)

    def _left(self) -> float:
        return self._end - self._clock()

    def _wait(self, seconds: float) -> None:
        """Sleep. Raises TemporaryError when the wait exceeds the deadline, or the client was closed meanwhile."""
        if seconds > self._left():
            raise TemporaryError("the time limit of the run is reached; run it again to fetch the rest")
        self._sleep(seconds)
        if self._closed.is_set():
            raise TemporaryError("the run was stopped")


def _query(params: Mapping[str, str]) -> str:
    return urlencode(params, safe="(),:", quote_via=quote)

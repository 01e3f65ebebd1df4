"""The rate limit of an account: usage headers, how long to wait, and how many requests to send at once.

Usage is in percent, time to regain access in minutes, `Retry-After` in seconds or a date. Headers may be absent or lie.
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from reporter.core.errors import TemporaryError

_NEARLY = 90  # percent: from here on one request at a time, with a pause
_FULL = 100
_PAUSE_S = 0.25
_FIRST_WAIT_S = 5.0  # after 100% or a rejected request without a time; doubles each time
_MOST_WAITS = 5
_LONGEST_HEADER = 16_384
_APP_FIELDS = ("call_count", "total_time", "total_cputime", "call_volume", "cpu_time")


@dataclass(frozen=True, slots=True)
class Usage:
    """The usage headers of a response: the highest share used, and seconds until access is regained."""

    percent: float = 0.0
    regain_s: float = 0.0


def parse_usage(headers: Mapping[str, str]) -> Usage | None:
    """Return the usage of X-App-Usage and X-Business-Use-Case-Usage (names in lower case); None without them."""
    entries = list(_business(_parse(headers.get("x-business-use-case-usage"))))
    app = _parse(headers.get("x-app-usage"))
    entries += [app] if isinstance(app, Mapping) else []
    if not entries:
        return None
    percents = [_positive(fields.get(name)) for fields in entries for name in _APP_FIELDS]
    minutes = [_positive(fields.get("estimated_time_to_regain_access")) for fields in entries]
    return Usage(percent=max(percents, default=0.0), regain_s=60 * max(minutes, default=0.0))


def parse_retry_after(written: str | None, *, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header; None when it is neither a number above 0 nor a later date."""
    if written is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,12}\s*", written):
        return float(written) or None
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds()) or None


class Pace:
    """The pace of requests of one account. Safe to use from several threads.

    `clock` returns seconds; `wait(seconds)` sleeps and raises when the run ends; `left()` returns its seconds left.
    """

    def __init__(self, *, clock: Callable[[], float], wait: Callable[[float], None], left: Callable[[], float]) -> None:
        self._clock = clock
        self._wait = wait
        self._left = left
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._open_at = -math.inf
        self._waits = 0
        self._over = False
        self._slow = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until a request may be sent. Raises TemporaryError when that is never, or after the run ends."""
        self._wait_until_open()
        if not self._slow:
            yield
            return
        with self._one_at_a_time:
            self._wait(_PAUSE_S)
            self._wait_until_open()
            yield

    def record_usage(self, usage: Usage) -> None:
        """Take the usage of a response."""
        self._slow = usage.percent >= _NEARLY or usage.regain_s > 0
        if usage.regain_s > 0 or usage.percent >= _FULL:
            with self._lock:
                if usage.regain_s > 0 or self._waits < _MOST_WAITS:
                    self._close(usage.regain_s)

    def record_rejection(self, seconds: float | None) -> None:
        """Take a rate limit error; after too many of them `turn` always raises."""
        with self._lock:
            if self._clock() >= self._open_at and self._waits >= _MOST_WAITS:
                self._over = True
            else:
                self._close(seconds or 0)

    def _close(self, seconds: float) -> None:
        """Send nothing for so long (0: not known); responses to requests in flight do not add another wait."""
        now = self._clock()
        if now >= self._open_at:
            seconds = seconds or _FIRST_WAIT_S * 2**self._waits
            self._waits += 1
        self._open_at = max(self._open_at, now + seconds)

    def _wait_until_open(self) -> None:
        if self._over:
            raise TemporaryError("the API rate limit is still exceeded after several waits; try again in an hour")
        while (seconds := self._open_at - self._clock()) > 0:
            if seconds > self._left():
                minutes = math.ceil(min(seconds, 10**8) / 60)
                raise TemporaryError(f"the API rate limit is exceeded; try again in {minutes:,} minutes")
            self._wait(seconds)


def _business(usage: object) -> Iterator[Mapping[str, object]]:
    for entries in usage.values() if isinstance(usage, Mapping) else ():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping) and entry.get("type", "instagram") == "instagram":
                yield entry


def _parse(written: str | None) -> object:
    try:
        return json.loads(written) if written and len(written) <= _LONGEST_HEADER else None
    except (ValueError, RecursionError):
        return None


def _positive(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return min(float(value), 1e9) if 0 < value < math.inf else 0.0

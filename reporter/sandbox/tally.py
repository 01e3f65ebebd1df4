"""Counts what was asked of a server, from several threads. The only thing in the sandbox that remembers."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

RequestLine = tuple[str, str, str]  # method, path, query without the token


@dataclass
class Tally:
    """HTTP requests, API calls (each part of a batch is one), a log of both, and how often each key was asked about."""

    requests: int = 0
    calls: int = 0
    log: list[RequestLine] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count_request(self) -> None:
        """Count an HTTP request."""
        with self._lock:
            self.requests += 1

    def count_call(self, line: RequestLine) -> int:
        """Count and log an API call; return how many there were with it."""
        with self._lock:
            self.calls += 1
            self.log.append(line)
            return self.calls

    def ask(self, key: str) -> int:
        """Count a question about something; return how many there were before it."""
        with self._lock:
            self._asked[key] += 1
            return self._asked[key] - 1

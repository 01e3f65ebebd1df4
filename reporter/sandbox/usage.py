"""Counts the requests of a server, and writes the usage headers of its responses in the two shapes that Meta sends."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import dataclass, field

from reporter.sandbox.accounts import SandboxAccount

_CALLS_PER_PERCENT = 240
RequestLine = tuple[str, str, str]  # method, path, query without the token


@dataclass
class Tally:
    """HTTP requests, API calls (each part of a batch is one), a log of the calls, and uses of each key; thread-safe."""

    requests: int = 0
    calls: int = 0
    log: list[RequestLine] = field(default_factory=list)
    _uses: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count_request(self) -> None:
        """Count an HTTP request."""
        with self._lock:
            self.requests += 1

    def count_call(self, line: RequestLine) -> int:
        """Count and log an API call; return the number of calls so far, with this one."""
        with self._lock:
            self.calls += 1
            self.log.append(line)
            return self.calls

    def count_use(self, key: str) -> int:
        """Count a use of a key; return how many there were before it."""
        with self._lock:
            self._uses[key] += 1
            return self._uses[key] - 1


def usage_headers(
    account: SandboxAccount | None, calls: int, *, announced: int | None, blocked: bool = False
) -> dict[str, str]:
    """Return the business usage of an account, or the usage of the app where no account was read.

    Percentages grow slowly with calls. `announced`: a percentage to use instead. `blocked`: 100%, for some minutes.
    """
    percent = 100 if blocked else announced if announced is not None else min(99, 1 + calls // _CALLS_PER_PERCENT)
    counts = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
    if account is None:
        return {"X-App-Usage": json.dumps(counts, separators=(",", ":"))}
    entry = {"type": "instagram", **counts, "estimated_time_to_regain_access": 7 if blocked else 0}
    business = "6" + account.instagram_id[-14:]
    usage = {business: [entry], account.instagram_id: [entry]}
    return {"X-Business-Use-Case-Usage": json.dumps(usage, separators=(",", ":"))}

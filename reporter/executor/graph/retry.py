"""Which errors are retried, how often, and how long to wait before each attempt."""

from __future__ import annotations

import random

from reporter.executor.graph.messages import Kind

ATTEMPTS = 3
RETRIED = frozenset({Kind.TEMPORARY, Kind.BROKEN})
_FIRST_BACKOFF_S = 0.5


def backoff_seconds(attempt: int) -> float:
    """Return the wait before an attempt: a random part of a doubling interval, so that threads do not retry together.

    `attempt` counts from 1 for the first retry.
    """
    return random.uniform(0, _FIRST_BACKOFF_S * 2**attempt)  # noqa: S311 - spreads load, no cryptography

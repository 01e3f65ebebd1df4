"""What is missing after a fetch, as one line for each cause."""

from __future__ import annotations

from reporter.core.errors import TemporaryError
from reporter.executor.fetch import AccountFailure, Fetched
from reporter.pipeline.incomplete import unanswered_accounts


def test_silent_is_who_gave_nothing_at_all() -> None:
    failures = tuple(AccountFailure(name, TemporaryError("later")) for name in ("acme", "beta"))
    assert unanswered_accounts(Fetched((), failures, 0, frozenset({"beta", "gamma"}))) == {"acme"}

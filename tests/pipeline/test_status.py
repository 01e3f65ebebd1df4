"""What history holds of each account, and what is due."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from reporter.core.observations import CompletedListing
from reporter.history.open import History
from reporter.history.runs import record_run
from reporter.history.write.accounts import record_listing, record_token
from reporter.pipeline.status import AccountState, inspect_history
from tests.support.history_makers import LONG_AGO, hour, look, measures, media
from tests.support.workspaces import make_context, make_workspace

NOW = hour(0)
WORKSPACE = make_workspace(Path(), "acme")


def state(history: History, after: float = 0) -> AccountState:
    """Return the state of the only account, so many hours after its last listing."""
    (account,) = inspect_history(history, WORKSPACE, hour(after)).accounts
    return account


def list_everything(history: History, at: float, *lists: str) -> None:
    for listed in lists:
        listing = CompletedListing(listed, LONG_AGO, hour(at + 1))
        history.write(partial(record_listing, account="acme", listing=listing, seen=hour(at)))


def test_an_account_that_was_never_read_is_due(history: History) -> None:
    account = state(history)
    assert (account.contents.account, account.contents.media, account.known) == ("acme", 0, 0)
    assert account.due == ("media", "stories")
    assert account.token_ends is None


def test_nothing_is_due_within_two_hours_of_a_listing(history: History) -> None:
    list_everything(history, 0, "media", "stories")
    assert state(history, 2).due == ()
    assert state(history, 2.5).due == ("media", "stories")


def test_a_list_of_stories_alone_leaves_the_media_due(history: History) -> None:
    list_everything(history, 0, "stories")
    assert state(history, 1).due == ("media", "media less than 730 days old")


def test_older_media_are_due_after_a_day(history: History) -> None:
    list_everything(history, 0, "media")
    list_everything(history, 24, "stories")
    assert state(history, 24).due == ("media", "media less than 90 days old")


def test_the_stories_of_thirty_days_are_counted(history: History) -> None:
    story = media(1, product_type="STORY", published=0)
    look(history, 1, (story, measures(views=1)))
    look(history, 22, (story, measures(views=5)))
    account = state(history, 30)
    assert (account.known, account.caught, account.outages) == (1, 1, ())
    assert state(history, 31 * 24 + 1).known == 0


def test_tokens_and_runs_are_shown(history: History) -> None:
    expires = NOW + timedelta(days=20)
    history.write(partial(record_token, account="acme", expires=expires, seen=NOW))
    with record_run(history, "collect", make_context(NOW)):
        pass
    found = inspect_history(history, WORKSPACE, NOW)
    assert found.accounts[0].token_ends == expires
    assert [run.command for run in found.runs] == ["collect"]

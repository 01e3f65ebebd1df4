"""What can be told of a workspace's history without asking anybody: what it holds, misses, and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from reporter.core.observations import Outage
from reporter.history.open import History
from reporter.history.read.rows import MediaQuery
from reporter.history.read.watch import (
    AccountContents,
    Run,
    account_contents,
    last_runs,
    recent_listings,
    watch_stories,
)
from reporter.history.write.accounts import token_ends
from reporter.pipeline.collect import due
from reporter.spec.workspace import Workspace

_BACK = timedelta(days=30)
_HOURLY = timedelta(hours=2)  # what is listed every hour was missed when it is older


@dataclass(frozen=True, slots=True)
class AccountState:
    """What is held of an account; its stories of the last 30 days, how many were caught, when others were missed.

    `due`: what a `collect` would ask beyond young media. `token_ends`: None where that is not known.
    """

    held: AccountContents
    known: int
    caught: int
    outages: tuple[Outage, ...]
    due: tuple[str, ...]
    token_ends: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryState:
    """What history holds of each account, and the newest runs."""

    accounts: tuple[AccountState, ...]
    runs: tuple[Run, ...]


def inspect_history(history: History, workspace: Workspace, now: datetime) -> HistoryState:
    """Return the state of a workspace's history at a time."""
    names, every_run = tuple(workspace.accounts), workspace.model.collect.every_run.length
    with history.read() as transaction:
        watches = {one.account: one for one in watch_stories(transaction, MediaQuery(names, now - _BACK, now, now))}
        accounts, ends = [], token_ends(transaction, names)
        for one in account_contents(transaction, names):
            visits = recent_listings(transaction, one.account, now)
            back = due(visits, workspace.model.collect, now)
            late = [name for name, at in _lists(one) if at is None or now - at > _HOURLY]
            older = [f"media up to {back.days} days old"] if visits and back > every_run else []
            watch = watches[one.account]
            accounts.append(
                AccountState(
                    held=one,
                    known=watch.known,
                    caught=watch.caught,
                    outages=watch.outages,
                    due=(*late, *older),
                    token_ends=ends.get(one.account),
                )
            )
        return HistoryState(tuple(accounts), tuple(last_runs(transaction, 20)))


def _lists(one: AccountContents) -> tuple[tuple[str, datetime | None], ...]:
    return ("media", one.media_listed), ("stories", one.stories_listed)

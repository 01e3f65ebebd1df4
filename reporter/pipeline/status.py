"""`reporter status`: reads from history what is stored, what is missing and what is due. Sends no requests."""

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
from reporter.pipeline.collect_ages import due
from reporter.spec.workspace import Workspace

_BACK = timedelta(days=30)
_OVERDUE = timedelta(hours=2)  # of listings that are read every hour


@dataclass(frozen=True, slots=True)
class AccountState:
    """What history holds of an account, and its stories of the last 30 days.

    `known`, `caught`: the number of stories, and how many were collected in time. `due`: what `collect` would fetch
    besides recent media. `token_ends`: None if unknown.
    """

    contents: AccountContents
    known: int
    caught: int
    outages: tuple[Outage, ...]
    due: tuple[str, ...]
    token_ends: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryState:
    """What history holds of each account, and the last runs."""

    accounts: tuple[AccountState, ...]
    runs: tuple[Run, ...]


def inspect_history(history: History, workspace: Workspace, now: datetime) -> HistoryState:
    """Return the state of a workspace's history at a time."""
    names, every_run = tuple(workspace.accounts), workspace.model.collect.every_run.length
    with history.read() as transaction:
        query = MediaQuery(names, now - _BACK, now, now)
        watches = {watch.account: watch for watch in watch_stories(transaction, query)}
        accounts, ends = [], token_ends(transaction, names)
        for contents in account_contents(transaction, names):
            listings = recent_listings(transaction, contents.account, now)
            back = due(listings, workspace.model.collect, now)
            times = {"media": contents.media_listed, "stories": contents.stories_listed}
            late = [name for name, time in times.items() if time is None or now - time > _OVERDUE]
            older = [f"media less than {back.days} days old"] if listings and back > every_run else []
            watch = watches[contents.account]
            accounts.append(
                AccountState(
                    contents=contents,
                    known=watch.known,
                    caught=watch.caught,
                    outages=watch.outages,
                    due=(*late, *older),
                    token_ends=ends.get(contents.account),
                )
            )
        return HistoryState(tuple(accounts), tuple(last_runs(transaction, 20)))

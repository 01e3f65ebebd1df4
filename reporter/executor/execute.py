"""Carries out a plan with everything it hears kept in history: the one way in which `run` and `collect` ask.

An account whose clock stands in the past is not asked: today's numbers are not those of another day.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace
from datetime import timedelta
from functools import partial

from reporter.catalog.load import load
from reporter.core.context import Surroundings
from reporter.core.errors import HistoryError
from reporter.executor.connect import connect
from reporter.executor.connect import is_local
from reporter.executor.connect import is_simulated
from reporter.executor.connect import played
from reporter.executor.connect import unreadable
from reporter.executor.fetch import AccountFailure
from reporter.executor.fetch import Fetched
from reporter.executor.fetch import Progress
from reporter.executor.fetch import fetch
from reporter.executor.pictures import fetch_pictures
from reporter.executor.plan import AccountPlan
from reporter.executor.plan import Plan
from reporter.executor.record import Recorder
from reporter.history.open import History
from reporter.history.read.rows import known_accounts
from reporter.history.read.rows import newest_reading
from reporter.history.read.rows import read_listings
from reporter.history.write.backlog import is_unknown
from reporter.history.write.backlog import record_backlog
from reporter.history.write.media import add_pictures
from reporter.history.write.media import without_picture
from reporter.spec.workspace import Workspace

_CLOCKS_AGREE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking, and what it cost."""

    fetched: Fetched
    requests: int = 0
    calls: int = 0


def ask(
    plan: Plan, *, history: History, workspace: Workspace, around: Surroundings, progress: Progress, offline: bool
) -> Asked:
    """Ask what the plan says of every account that can be asked; the others must be known to history.

    An account whose secrets cannot be had fails alone, as one does whose token is refused.
    """
    is_now = partial(_is_now, history=history, workspace=workspace, around=around)
    due = [] if offline else [one for one in plan.accounts if is_now(one)]
    refused = unreadable(workspace, [one.account for one in due], around.environ)
    asked = tuple(one for one in due if one.account not in refused)
    aliases = tuple(one.account for one in asked)
    found = Asked(Fetched((), (), 0))
    if asked:
        _give_past(aliases, history=history, workspace=workspace, around=around)
        with connect(
            workspace, aliases, environ=around.environ, now=around.now, secrets=around.secrets, log=around.log
        ) as client:
            own = replace(plan, accounts=asked)
            fetched = fetch(own, client.send, on_progress=progress, listener=Recorder(history, own))
            found = Asked(fetched, client.requests, client.calls)
        _keep_pictures(fetched, history, around)
    message = "history holds nothing of this account for that period and time; `reporter collect` fills it"
    left = (one for one in plan.accounts if one not in due)
    unknown = (one.account for one in left if not _is_held(one, history, around))
    failures = [AccountFailure(account, HistoryError(message)) for account in unknown]
    failures += [AccountFailure(account, error) for account, error in refused.items()]
    return replace(found, fetched=replace(found.fetched, failures=(*found.fetched.failures, *failures)))


def _give_past(aliases: Sequence[str], *, history: History, workspace: Workspace, around: Surroundings) -> None:
    """Let the sandbox's accounts begin with a past: whoever tries reports wants to see comparisons at once."""
    brands = played(workspace, around.environ)
    for alias in aliases:
        if alias in brands and is_unknown(history, alias):
            from reporter.sandbox.past import past

            record_backlog(history, alias, past(brands[alias], alias, around.now))


def _keep_pictures(fetched: Fetched, history: History, around: Surroundings) -> None:
    """Fetch and keep pictures that history lacks. They are no numbers: without them the report is as right."""
    listed = (one.media for one in fetched.snapshots if one.media.picture_url or one.media.thumbnail)
    media = {(one.account, one.media_id): one for one in listed}
    with suppress(HistoryError):
        wanted = without_picture(history, list(media.values()))
        came = {(one.account, one.media_id): one.thumbnail for one in wanted if one.thumbnail}
        rest = [one for one in wanted if not one.thumbnail]
        add_pictures(history, {**came, **fetch_pictures(rest, load().picture_hosts, local=is_local(around.environ))})


def _is_now(plan: AccountPlan, *, history: History, workspace: Workspace, around: Surroundings) -> bool:
    """Say whether to ask: whether what the account answers is what it would have answered at the given time.

    A simulation's clock is the given one. It is left to history all the same when that was there before and after:
    then the report is the one that would have been made at that time.
    """
    if not is_simulated(workspace, plan.account, around.environ):
        return abs(around.now - around.clock) <= _CLOCKS_AGREE
    with history.read() as transaction:
        newest = newest_reading(transaction, plan.account)
    return newest is None or newest <= around.now or not _is_held(plan, history, around)


def _is_held(plan: AccountPlan, history: History, around: Surroundings) -> bool:
    """Say whether history holds, as of the given time, anything of what the plan asks.

    A list that was read to its end is something, even if the account had published nothing.
    """
    with history.read() as transaction:
        if "media" not in plan.lists:
            return bool(known_accounts(transaction, [plan.account], around.now))
        visits = read_listings(transaction, [plan.account], around.now)
    return any(visits.listed_share(plan.account, *one) > 0 for one in plan.windows)

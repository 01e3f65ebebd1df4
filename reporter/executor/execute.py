"""Executes a plan and records the responses in history, for `run`, `collect` and `preview`.

Sends no requests for a time in the past: the API returns current values only.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from reporter.catalog.load import load_catalog
from reporter.core.context import CommandContext
from reporter.core.errors import HistoryError
from reporter.executor.connect import connect, is_local, is_simulated, sandbox_brands, unreadable_secrets
from reporter.executor.fetch import AccountFailure, Fetched, Progress, fetch
from reporter.executor.pictures import fetch_pictures
from reporter.executor.plan import AccountPlan, Plan
from reporter.executor.record import Recorder
from reporter.history.open import History
from reporter.history.read.rows import known_accounts, newest_reading, read_listings
from reporter.history.write.backlog import is_unknown, record_backlog
from reporter.history.write.media import add_pictures, without_picture
from reporter.spec.workspace import Workspace

_CLOCKS_AGREE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CollectionResult:
    """The collected data of a plan, and the requests and API calls that it cost."""

    fetched: Fetched
    requests: int = 0
    calls: int = 0


def execute_plan(
    plan: Plan, *, history: History, workspace: Workspace, context: CommandContext, progress: Progress, offline: bool
) -> CollectionResult:
    """Collect the accounts of the plan; those that are not requested must have data in history.

    An account whose secrets cannot be read fails alone, like one whose token is rejected.
    """
    is_now = partial(_is_now, history=history, workspace=workspace, context=context)
    current = [] if offline else [account for account in plan.accounts if is_now(account)]
    errors = unreadable_secrets(workspace, [account.account for account in current], context.environ)
    accounts = tuple(account for account in current if account.account not in errors)
    aliases = tuple(account.account for account in accounts)
    result = CollectionResult(Fetched((), (), 0))
    if accounts:
        record_sandbox_past(aliases, history=history, workspace=workspace, context=context)
        with connect(
            workspace, aliases, environ=context.environ, now=context.now, secrets=context.secrets, log=context.log
        ) as client:
            own = replace(plan, accounts=accounts)
            fetched = fetch(own, client.send, on_progress=progress, recorder=Recorder(history, own))
            result = CollectionResult(fetched, client.requests, client.calls)
        _record_pictures(fetched, history, context)
    message = "history has no data of this account for that period and time; run `reporter collect` to fetch it"
    failures = list(result.fetched.failures)
    for account in plan.accounts:
        if account not in current and not _has_data(account, history, context):
            failures += [AccountFailure(account.account, HistoryError(message))]
    failures += [AccountFailure(alias, error) for alias, error in errors.items()]
    return replace(result, fetched=replace(result.fetched, failures=tuple(failures)))


def record_sandbox_past(
    aliases: Sequence[str], *, history: History, workspace: Workspace, context: CommandContext
) -> None:
    """Fill the empty history of sandbox accounts, so that the first report already has comparisons."""
    brands = sandbox_brands(workspace, context.environ)
    for alias in aliases:
        if alias in brands and is_unknown(history, alias):
            from reporter.sandbox.past import past

            record_backlog(history, alias, past(brands[alias], alias, context.now))


def _record_pictures(fetched: Fetched, history: History, context: CommandContext) -> None:
    """Fetch and record the pictures that history does not have. A failure is ignored: the values do not need them."""
    listed = (snapshot.media for snapshot in fetched.snapshots)
    media = {(item.account, item.media_id): item for item in listed if item.picture_url or item.thumbnail}
    with suppress(HistoryError):
        missing = without_picture(history, list(media.values()))
        pictures = {(item.account, item.media_id): item.thumbnail for item in missing if item.thumbnail}
        rest = [item for item in missing if not item.thumbnail]
        fetched_pictures = fetch_pictures(rest, load_catalog().picture_hosts, local=is_local(context.environ))
        add_pictures(history, {**pictures, **fetched_pictures})


def _is_now(plan: AccountPlan, *, history: History, workspace: Workspace, context: CommandContext) -> bool:
    """Say whether the account's responses are those of the given time.

    A simulation uses the given time as its clock. Even so, history is used where it has data from before and after
    that time, so that the report equals the one that would have been created then.
    """
    if not is_simulated(workspace, plan.account, context.environ):
        return abs(context.now - context.clock) <= _CLOCKS_AGREE
    with history.read() as transaction:
        newest = newest_reading(transaction, plan.account)
    return newest is None or newest <= context.now or not _has_data(plan, history, context)


def _has_data(plan: AccountPlan, history: History, context: CommandContext) -> bool:
    """Say whether history has, as of the given time, any data that the plan requests.

    A list that was read to its end counts as data, even if the account had published nothing.
    """
    with history.read() as transaction:
        if "media" not in plan.lists:
            return bool(known_accounts(transaction, [plan.account], context.now))
        visits = read_listings(transaction, [plan.account], context.now)
    return any(visits.listed_share(plan.account, *window) > 0 for window in plan.windows)

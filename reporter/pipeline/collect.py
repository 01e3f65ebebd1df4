"""`reporter collect`: fetches the insights that are due by the age of each media item, and stores them in history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reporter.catalog.models import Catalog, ProductType
from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.core.observations import CompletedListing
from reporter.core.problems import Problem
from reporter.executor.connect import identities
from reporter.executor.execute import CollectionResult, execute_plan, record_sandbox_past
from reporter.executor.fetch import Progress
from reporter.executor.plan import AccountRequest, Plan, build_plan
from reporter.executor.record import open_workspace_history
from reporter.history.open import History
from reporter.history.read.watch import recent_listings
from reporter.history.runs import alone, record_run
from reporter.pipeline.collect_ages import due
from reporter.pipeline.incomplete import ReportsShown, incomplete_data, unanswered_accounts
from reporter.pipeline.outcome import MISSING_DATA, exit_code
from reporter.pipeline.token import expiry_warnings
from reporter.spec.metrics import required_metrics
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace

_AHEAD = timedelta(days=1)  # clocks differ, and the newest posts must not be missed
_STORIES_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class RequestedMetrics:
    """By account: metrics of the reports that need a request of their own, and breakdowns."""

    metrics: Mapping[str, tuple[str, ...]]
    breakdowns: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class CollectResult:
    """What a collection fetched, its problems, and the tokens that expire soon."""

    exit: Exit
    collection: CollectionResult
    problems: Sequence[Problem]
    expiring: Sequence[Problem]
    warnings: Sequence[str]


def collect(
    accounts: Sequence[str],
    requested: RequestedMetrics,
    *,
    workspace: Workspace,
    catalog: Catalog,
    context: CommandContext,
    progress: Progress,
    stories: bool,
) -> CollectResult:
    """Fetch what is due for these accounts and store each response as it arrives. Edges: network, history.

    `stories`: only active stories.
    """
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        alone(history, "collect"),
        record_run(history, "collect --stories" if stories else "collect", context) as record,
    ):
        record_sandbox_past(accounts, history=history, workspace=workspace, context=context)
        plan = plan_collect(
            accounts,
            requested,
            history=history,
            workspace=workspace,
            catalog=catalog,
            now=context.now,
            stories=stories,
        )
        collection = execute_plan(
            plan, history=history, workspace=workspace, context=context, progress=progress, offline=False
        )
        fetched = collection.fetched
        problems = incomplete_data(
            fetched, plan, history=history, retention=catalog.retention, shown=ReportsShown(expected=False)
        )
        codes = [failure.error.exit for failure in fetched.failures] + [MISSING_DATA for _ in problems]
        useful = not accounts or not unanswered_accounts(fetched).issuperset(accounts)
        record.code, record.problems = exit_code(codes, useful=useful), problems
        record.requests, record.calls = collection.requests, collection.calls
        expiring = expiry_warnings(history, accounts, context.now)
    return CollectResult(record.code, collection, problems, expiring, history.warnings)


def plan_collect(
    accounts: Sequence[str],
    requested: RequestedMetrics,
    *,
    history: History,
    workspace: Workspace,
    catalog: Catalog,
    now: datetime,
    stories: bool,
) -> Plan:
    """Return the requests that are due for these accounts. `stories`: only for active stories."""
    known, version = identities(workspace), workspace.model.api.version or catalog.newest_version
    requests = []
    for account in accounts:
        back = _STORIES_BACK if stories else due(_listings(history, account, now), workspace.model.collect, now)
        requests.append(
            AccountRequest(
                account=account,
                instagram_id=known[account].instagram_id,
                login=known[account].login,
                start=now - back,
                end=now + _AHEAD,
                product_types=(ProductType.STORY,) if stories else tuple(ProductType),
                metrics=_metrics(catalog, requested.metrics.get(account, ())),
                breakdowns=requested.breakdowns.get(account, {}),
                audience=not stories,
                collaborations=workspace.accounts[account].collaborations and not stories,
            )
        )
    return build_plan(requests, catalog=catalog, version=version, now=now)


def requested_metrics(specs: Sequence[ReportSpec], workspace: Workspace, catalog: Catalog) -> RequestedMetrics:
    """Return what the specs need from each account. If two specs split one metric, the first breakdown counts."""
    metrics: dict[str, tuple[str, ...]] = {}
    breakdowns: dict[str, dict[str, str]] = {}
    for spec in specs:
        for account in workspace.aliases(spec.accounts):
            metrics[account] = (*metrics.get(account, ()), *required_metrics(spec, catalog.metrics))
            breakdowns[account] = {**spec.breakdowns, **breakdowns.get(account, {})}
    return RequestedMetrics(metrics, breakdowns)


def _metrics(catalog: Catalog, requested: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics that cost no extra request, and of the others those that a report needs."""
    return tuple(name for name, metric in catalog.metrics.items() if not metric.apart or name in requested)


def _listings(history: History, account: str, now: datetime) -> list[tuple[datetime, CompletedListing]]:
    with history.read() as transaction:
        return recent_listings(transaction, account, now)

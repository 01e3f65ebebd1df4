"""Fills history: which media are due by their age, asked for everything that reports may want. Computes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reporter.catalog.models import Catalog, ProductType
from reporter.core.context import CommandContext
from reporter.core.observations import CompletedListing
from reporter.executor.connect import identities
from reporter.executor.execute import CollectionResult, execute_plan
from reporter.executor.fetch import Progress
from reporter.executor.plan import AccountRequest, Plan, build_plan
from reporter.history.open import History
from reporter.history.read.watch import recent_listings
from reporter.spec.metrics import required_metrics
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import CollectAges, Workspace

_AHEAD = timedelta(days=1)  # clocks differ; nothing published just now is to be missed
_EARLY = timedelta(hours=1)  # a job that comes a little early still counts as a day or a week later
_STORIES_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class RequestedMetrics:
    """What reports want beyond what comes along anyway: metrics that are asked apart, and breakdowns, by account."""

    metrics: Mapping[str, tuple[str, ...]]
    breakdowns: Mapping[str, Mapping[str, str]]


def collect(
    plan: Plan, *, history: History, workspace: Workspace, context: CommandContext, progress: Progress
) -> CollectionResult:
    """Ask what the plan says and keep every answer as it comes. Edges: network, history."""
    return execute_plan(plan, history=history, workspace=workspace, context=context, progress=progress, offline=False)


def plan_collect(
    accounts: Sequence[str],
    wishes: RequestedMetrics,
    *,
    history: History,
    workspace: Workspace,
    catalog: Catalog,
    now: datetime,
    stories: bool,
) -> Plan:
    """Return what is due of these accounts. `stories`: of live stories only."""
    who, version = identities(workspace), workspace.model.api.version or catalog.newest_version
    asks = []
    for account in accounts:
        back = _STORIES_BACK if stories else due(_visits(history, account, now), workspace.model.collect, now)
        asks.append(
            AccountRequest(
                account=account,
                instagram_id=who[account].instagram_id,
                login=who[account].login,
                start=now - back,
                end=now + _AHEAD,
                product_types=(ProductType.STORY,) if stories else tuple(ProductType),
                metrics=_metrics(catalog, wishes.metrics.get(account, ())),
                breakdowns=wishes.breakdowns.get(account, {}),
                audience=not stories,
                collaborations=workspace.accounts[account].collaborations and not stories,
            )
        )
    return build_plan(asks, catalog=catalog, version=version, now=now)


def due(visits: Sequence[tuple[datetime, CompletedListing]], ages: CollectAges, now: datetime) -> timedelta:
    """Return how old the media are that are due: the young every time, older ones once a day, the old once a week.

    `visits`: which lists were read and when.
    """
    for age, pause in ((ages.weekly, timedelta(days=7)), (ages.daily, timedelta(days=1))):
        back = age.length
        seen = (
            seen
            for seen, visit in visits
            if visit.listed == "media" and visit.since <= seen - back + _AHEAD and visit.until >= seen
        )
        latest = max(seen, default=None)
        if latest is None or latest <= now - pause + _EARLY:
            return back
    return ages.every_run.length


def requested_metrics(specs: Sequence[ReportSpec], workspace: Workspace, catalog: Catalog) -> RequestedMetrics:
    """Return what the specs want of each account. Of two breakdowns of one metric the first counts."""
    metrics: dict[str, tuple[str, ...]] = {}
    breakdowns: dict[str, dict[str, str]] = {}
    for spec in specs:
        for account in workspace.aliases(spec.accounts):
            metrics[account] = (*metrics.get(account, ()), *required_metrics(spec, catalog.metrics))
            breakdowns[account] = {**spec.breakdowns, **breakdowns.get(account, {})}
    return RequestedMetrics(metrics, breakdowns)


def _metrics(catalog: Catalog, wanted: Sequence[str]) -> tuple[str, ...]:
    """Everything that costs no request of its own, and of the rest what some report wants."""
    return tuple(name for name, metric in catalog.metrics.items() if not metric.apart or name in wanted)


def _visits(history: History, account: str, now: datetime) -> list[tuple[datetime, CompletedListing]]:
    with history.read() as transaction:
        return recent_listings(transaction, account, now)

"""`reporter plan`: estimates the requests, files and recipients of a run.

Writes nothing. `estimate` lists media items to count them; `plan_editions` sends no requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Catalog, ProductType
from reporter.core.context import CommandContext
from reporter.delivery.targets import recipients
from reporter.executor.connect import connect, identities
from reporter.executor.fetch import CountedMedia, count_media
from reporter.executor.plan import AccountRequest, Cost, Plan, Window, build_plan, cost
from reporter.executor.record import has_history, open_workspace_history
from reporter.history.read.rows import MediaQuery
from reporter.history.read.watch import StoredCoverage, stored_coverage
from reporter.spec.editions import Edition, editions
from reporter.spec.metrics import required_metrics
from reporter.spec.model import ReportSpec
from reporter.spec.periods import period_text
from reporter.spec.retention import ExpiredDays, expired_days
from reporter.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would do: editions with the texts of their periods, the plan, and the cost of each account.

    `media`: counted media items by account and product type. If it is empty, nothing was counted, and `costs` are for
    100 media items of each product type. `problems`: accounts that could not be counted, and why. `expired`: for each
    edition, the periods that Instagram no longer covers, with their names. `covered`: what history holds of these media
    items. `recipients`: by client and account.
    """

    editions: tuple[tuple[Edition, str], ...]
    plan: Plan
    media: Mapping[str, Mapping[str, int]]
    costs: Mapping[str, Cost]
    covered: Mapping[str, StoredCoverage]
    recipients: Mapping[tuple[str, str], tuple[str, ...]]
    problems: tuple[tuple[str, str], ...] = ()
    expired: tuple[tuple[tuple[str, ExpiredDays], ...], ...] = ()

    @property
    def total(self) -> Cost:
        """The cost of all accounts."""
        costs = list(self.costs.values())
        return Cost(
            listing_pages=sum(cost.listing_pages for cost in costs),
            insights_requests=sum(cost.insights_requests for cost in costs),
            requests=sum(cost.requests for cost in costs),
            calls=sum(cost.calls for cost in costs),
        )


def estimate(spec: ReportSpec, *, name: str, workspace: Workspace, context: CommandContext, offline: bool) -> Estimate:
    """Return what a run would do. Lists media items to count them unless `offline`; requests no insights."""
    catalog = load_catalog()
    due = editions(spec, name=name, workspace=workspace, now=context.now)
    plan = plan_editions(due, workspace=workspace, catalog=catalog, now=context.now)
    counted = CountedMedia({}, {}, ())
    aliases = tuple(account.account for account in plan.accounts)
    if not offline:
        with connect(workspace, aliases, environ=context.environ, now=context.now, secrets=context.secrets) as client:
            counted = count_media(plan, client.send)
    assumed = dict.fromkeys(ProductType, 100)
    media = {alias: assumed if offline else _by_type(counted.media.get(alias, {})) for alias in aliases}
    return Estimate(
        editions=tuple((edition, period_text(edition.period)) for edition in due),
        plan=plan,
        media=counted.media,
        costs={
            account.account: cost(account, media[account.account], pages=counted.pages.get(account.account))
            for account in plan.accounts
        },
        covered=_covered(plan, workspace, context),
        recipients={
            (edition.client, edition.account): tuple(to.recipient for to in recipients(edition, workspace))
            for edition in due
        },
        problems=tuple((failure.account, str(failure.error)) for failure in counted.failures),
        expired=tuple(tuple(_expired(edition, catalog, context)) for edition in due),
    )


def plan_editions(editions: Sequence[Edition], *, workspace: Workspace, catalog: Catalog, now: datetime) -> Plan:
    """Return the requests for editions of one spec. Pure."""
    version = workspace.model.api.version or catalog.newest_version
    return build_plan(_requests(editions, workspace, catalog), catalog=catalog, version=version, now=now)


def _expired(edition: Edition, catalog: Catalog, context: CommandContext) -> Iterator[tuple[str, ExpiredDays]]:
    for name, period in (("period", edition.period), ("compared", edition.earlier)):
        days = expired_days(period, now=context.now, retention=catalog.retention) if period else None
        if days is not None:
            yield name, days


def _covered(plan: Plan, workspace: Workspace, context: CommandContext) -> dict[str, StoredCoverage]:
    if not has_history(workspace, environ=context.environ, secrets=context.secrets):
        return dict.fromkeys((account.account for account in plan.accounts), StoredCoverage(0, None, None))
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        history.read() as transaction,
    ):
        return {
            account.account: stored_coverage(
                transaction,
                [MediaQuery((account.account,), start, end, context.now) for start, end in account.windows],
            )
            for account in plan.accounts
        }


def _by_type(counted: Mapping[str, int]) -> dict[ProductType, int]:
    return {ProductType(kind): count for kind, count in counted.items() if kind in set(ProductType)}


def _requests(due: Sequence[Edition], workspace: Workspace, catalog: Catalog) -> tuple[AccountRequest, ...]:
    """Return one request per account, for all editions that contain it."""
    known, spec = identities(workspace), due[0].spec
    requests = []
    for account in dict.fromkeys(alias for edition in due for alias in edition.accounts):
        windows = _windows([edition for edition in due if account in edition.accounts], catalog)
        requests.append(
            AccountRequest(
                account=account,
                instagram_id=known[account].instagram_id,
                login=known[account].login,
                start=windows[0][0],
                end=windows[-1][1],
                product_types=tuple(map(ProductType, spec.media.product_types)) or tuple(ProductType),
                metrics=required_metrics(spec, catalog.metrics),
                breakdowns=spec.breakdowns,
                windows=windows,
                collaborations=workspace.accounts[account].collaborations,
            )
        )
    return tuple(requests)


def _windows(due: Sequence[Edition], catalog: Catalog) -> tuple[Window, ...]:
    """Return the intervals of publication in order, adjacent ones joined.

    Growth covers all media items whose insights Instagram still keeps.
    """
    periods = [period for edition in due for period in (edition.period, edition.earlier) if period]
    if due[0].spec.basis == "gained":
        ends = [period.end for period in periods]
        return ((min(ends) - catalog.retention, max(ends)),)
    windows: list[Window] = []
    for start, end in sorted((period.start, period.end) for period in periods):
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return tuple(windows)

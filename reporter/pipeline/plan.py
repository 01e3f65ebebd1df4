"""`reporter plan`: what a run of a spec requests of each account, what that costs, and which files it would write.

Writes nothing; `estimate` lists media to count them, `plan_editions` sends nothing.
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
    """What a run would do: editions with their periods in words, the plan, and what each account costs.

    `media`: counted media items by account and product type; empty when nobody was asked, and then `costs` are those
    of 100 media items of each product type that is listed. `problems`: (account, why it could not be counted).
    `forgotten`: for each edition, the periods of which Instagram no longer has all numbers, with their names.
    `covered`: what history already knows of the media that are asked for. `recipients`: by client and account.
    """

    editions: tuple[tuple[Edition, str], ...]
    plan: Plan
    media: Mapping[str, Mapping[str, int]]
    costs: Mapping[str, Cost]
    covered: Mapping[str, StoredCoverage]
    recipients: Mapping[tuple[str, str], tuple[str, ...]]
    problems: tuple[tuple[str, str], ...] = ()
    forgotten: tuple[tuple[tuple[str, ExpiredDays], ...], ...] = ()

    @property
    def total(self) -> Cost:
        """All accounts together."""
        every = list(self.costs.values())
        return Cost(
            listing_pages=sum(one.listing_pages for one in every),
            insights_requests=sum(one.insights_requests for one in every),
            requests=sum(one.requests for one in every),
            calls=sum(one.calls for one in every),
        )


def estimate(spec: ReportSpec, *, name: str, workspace: Workspace, context: CommandContext, offline: bool) -> Estimate:
    """Say what a run would do. Lists the media to count them unless `offline`; asks for no insight."""
    catalog = load_catalog()
    issued = editions(spec, name=name, workspace=workspace, now=context.now)
    plan = plan_editions(issued, workspace=workspace, catalog=catalog, now=context.now)
    counted = CountedMedia({}, {}, ())
    if not offline:
        aliases = tuple(one.account for one in plan.accounts)
        with connect(workspace, aliases, environ=context.environ, now=context.now, secrets=context.secrets) as client:
            counted = count_media(plan, client.send)
    supposed = dict.fromkeys(ProductType, 100)
    media = {
        one.account: supposed if offline else _by_type(counted.media.get(one.account, {})) for one in plan.accounts
    }
    return Estimate(
        editions=tuple((edition, period_text(edition.period)) for edition in issued),
        plan=plan,
        media=counted.media,
        costs={
            one.account: cost(one, media[one.account], pages=counted.pages.get(one.account)) for one in plan.accounts
        },
        covered=_covered(plan, workspace, context),
        recipients={
            (one.client, one.account): tuple(to.recipient for to in recipients(one, workspace)) for one in issued
        },
        problems=tuple((one.account, str(one.error)) for one in counted.failures),
        forgotten=tuple(tuple(_forgotten(one, catalog, context)) for one in issued),
    )


def plan_editions(editions: Sequence[Edition], *, workspace: Workspace, catalog: Catalog, now: datetime) -> Plan:
    """Return what making editions of one spec asks of each account. Pure."""
    version = workspace.model.api.version or catalog.newest_version
    return build_plan(_asks(editions, workspace, catalog), catalog=catalog, version=version, now=now)


def _forgotten(edition: Edition, catalog: Catalog, context: CommandContext) -> Iterator[tuple[str, ExpiredDays]]:
    for name, period in (("period", edition.period), ("compared", edition.earlier)):
        lost = expired_days(period, now=context.now, retention=catalog.retention) if period else None
        if lost is not None:
            yield name, lost


def _covered(plan: Plan, workspace: Workspace, context: CommandContext) -> dict[str, StoredCoverage]:
    if not has_history(workspace, environ=context.environ, secrets=context.secrets):
        return dict.fromkeys((one.account for one in plan.accounts), StoredCoverage(0, None, None))
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        history.read() as transaction,
    ):
        return {
            one.account: stored_coverage(
                transaction, [MediaQuery((one.account,), start, end, context.now) for start, end in one.windows]
            )
            for one in plan.accounts
        }


def _by_type(counted: Mapping[str, int]) -> dict[ProductType, int]:
    return {ProductType(kind): count for kind, count in counted.items() if kind in set(ProductType)}


def _asks(issued: Sequence[Edition], workspace: Workspace, catalog: Catalog) -> tuple[AccountRequest, ...]:
    """Return one ask an account, wide enough for all editions that it appears in."""
    who = identities(workspace)
    asks = []
    for account in dict.fromkeys(alias for edition in issued for alias in edition.accounts):
        spec = issued[0].spec
        windows = _windows([edition for edition in issued if account in edition.accounts], catalog)
        asks.append(
            AccountRequest(
                account=account,
                instagram_id=who[account].instagram_id,
                login=who[account].login,
                start=windows[0][0],
                end=windows[-1][1],
                product_types=tuple(map(ProductType, spec.media.product_types)) or tuple(ProductType),
                metrics=required_metrics(spec, catalog.metrics),
                breakdowns=spec.breakdowns,
                windows=windows,
                collaborations=workspace.accounts[account].collaborations,
            )
        )
    return tuple(asks)


def _windows(issued: Sequence[Edition], catalog: Catalog) -> tuple[Window, ...]:
    """Return the stretches of time whose media are wanted, in order, those that touch joined.

    Growth is of every media item whose numbers Instagram still keeps.
    """
    periods = [one for edition in issued for one in (edition.period, edition.earlier) if one]
    if issued[0].spec.basis == "gained":
        ends = [one.end for one in periods]
        return ((min(ends) - catalog.retention, max(ends)),)
    windows: list[Window] = []
    for start, end in sorted((one.start, one.end) for one in periods):
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return tuple(windows)

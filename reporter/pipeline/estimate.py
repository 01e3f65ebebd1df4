"""What a run would ask, cost and make, told before it happens: the plan with counted media. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from reporter.catalog.load import load as load_catalog
from reporter.catalog.models import Catalog
from reporter.catalog.models import ProductType
from reporter.core.context import Surroundings
from reporter.delivery.compose import addresses
from reporter.executor.connect import connect
from reporter.executor.fetch import CountedMedia
from reporter.executor.fetch import count_media
from reporter.executor.plan import Cost
from reporter.executor.plan import Plan
from reporter.executor.plan import cost
from reporter.executor.record import has_history
from reporter.executor.record import open_workspace_history
from reporter.history.read.rows import Wanted
from reporter.history.read.watch import Covered
from reporter.history.read.watch import covered
from reporter.pipeline.plan import plan_editions
from reporter.spec.editions import Edition
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.periods import period_text
from reporter.spec.retention import ExpiredDays
from reporter.spec.retention import expired_days
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
    covered: Mapping[str, Covered]
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


def estimate(spec: ReportSpec, *, name: str, workspace: Workspace, around: Surroundings, offline: bool) -> Estimate:
    """Say what a run would do. Lists the media to count them unless `offline`; asks for no insight."""
    catalog = load_catalog()
    issued = editions(spec, name=name, workspace=workspace, now=around.now)
    plan = plan_editions(issued, workspace=workspace, catalog=catalog, now=around.now)
    counted = CountedMedia({}, {}, ())
    if not offline:
        aliases = tuple(one.account for one in plan.accounts)
        with connect(workspace, aliases, environ=around.environ, now=around.now, secrets=around.secrets) as client:
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
        covered=_covered(plan, workspace, around),
        recipients={
            (one.client, one.account): tuple(to.recipient for to in addresses(one, workspace)) for one in issued
        },
        problems=tuple((one.account, str(one.error)) for one in counted.failures),
        forgotten=tuple(tuple(_forgotten(one, catalog, around)) for one in issued),
    )


def _forgotten(edition: Edition, catalog: Catalog, around: Surroundings) -> Iterator[tuple[str, ExpiredDays]]:
    for name, period in (("period", edition.period), ("compared", edition.earlier)):
        lost = expired_days(period, now=around.now, retention=catalog.retention) if period else None
        if lost is not None:
            yield name, lost


def _covered(plan: Plan, workspace: Workspace, around: Surroundings) -> dict[str, Covered]:
    if not has_history(workspace, environ=around.environ, secrets=around.secrets):
        return dict.fromkeys((one.account for one in plan.accounts), Covered(0, None, None))
    with (
        open_workspace_history(workspace, environ=around.environ, secrets=around.secrets) as history,
        history.read() as transaction,
    ):
        return {
            one.account: covered(
                transaction, [Wanted((one.account,), start, end, around.now) for start, end in one.windows]
            )
            for one in plan.accounts
        }


def _by_type(counted: Mapping[str, int]) -> dict[ProductType, int]:
    return {ProductType(kind): count for kind, count in counted.items() if kind in set(ProductType)}

"""From editions to a plan: which account is asked for what, over which stretches of time. Asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reporter.catalog.models import Catalog
from reporter.catalog.models import ProductType
from reporter.executor.connect import identities
from reporter.executor.plan import AccountAsk
from reporter.executor.plan import Plan
from reporter.executor.plan import Window
from reporter.executor.plan import build_plan
from reporter.spec.editions import Edition
from reporter.spec.metrics import required_metrics
from reporter.spec.workspace import Workspace


def plan_editions(editions: Sequence[Edition], *, workspace: Workspace, catalog: Catalog, now: datetime) -> Plan:
    """Return what making editions of one spec asks of each account. Pure."""
    version = workspace.model.api.version or catalog.newest_version
    return build_plan(_asks(editions, workspace, catalog), catalog=catalog, version=version, now=now)


def _asks(issued: Sequence[Edition], workspace: Workspace, catalog: Catalog) -> tuple[AccountAsk, ...]:
    """Return one ask an account, wide enough for all editions that it appears in."""
    who = identities(workspace)
    asks = []
    for account in dict.fromkeys(alias for edition in issued for alias in edition.accounts):
        spec = issued[0].spec
        windows = _windows([edition for edition in issued if account in edition.accounts], catalog)
        asks.append(
            AccountAsk(
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

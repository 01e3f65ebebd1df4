"""Reads an edition's data from history and makes its dataset, with what stands beside it. Asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import Connection

from reporter.analysis.context import Beside
from reporter.analysis.dataset import Courses
from reporter.analysis.dataset import Dataset
from reporter.analysis.dataset import build_dataset
from reporter.analysis.figures import needed_metrics
from reporter.analysis.gains import gains
from reporter.analysis.timeline import grains
from reporter.analysis.timeline import timeline
from reporter.catalog.models import Catalog
from reporter.executor.plan import AccountPlan
from reporter.executor.plan import Plan
from reporter.history.read import Wanted
from reporter.history.store import History
from reporter.history.views import aged
from reporter.history.views import growths
from reporter.history.views import latest
from reporter.history.watch import count_gone
from reporter.history.watch import watch_stories
from reporter.observations import Snapshot
from reporter.spec.editions import Edition
from reporter.spec.periods import Period

Stretch = tuple[datetime, datetime]


def load_data(history: History, edition: Edition, *, plan: Plan, catalog: Catalog) -> tuple[Dataset, Beside]:
    """Return the edition's dataset as history knew it at the plan's time, and what is told beside it."""
    loading = _Loading(edition, plan, catalog)
    with history.read() as connection:
        wanted = loading.wanted(edition.period)
        return (
            loading.dataset(connection, edition.period),
            Beside(
                earlier=loading.dataset(connection, edition.earlier) if edition.earlier else None,
                watches=tuple(watch_stories(connection, wanted)),
                gone=count_gone(connection, wanted),
            ),
        )


class _Loading:
    """What reading one period needs to know of the edition."""

    def __init__(self, edition: Edition, plan: Plan, catalog: Catalog) -> None:
        self._edition = edition
        self._now = plan.now
        self._catalog = catalog
        self._plans = {one.account: one for one in plan.accounts}
        self._metrics = [catalog.metrics[name] for name in needed_metrics(edition.spec, catalog)]

    def wanted(self, period: Period) -> Wanted:
        """Return which media items a period is about when it is about what was published in it."""
        return Wanted(self._edition.accounts, period.start, period.end, self._now)

    def dataset(self, connection: Connection, period: Period) -> Dataset:
        """Return the dataset of one period."""
        grown = self._edition.spec.basis == "gained"
        snapshots = self._gained(connection, period) if grown else self._read(connection, period)
        return build_dataset(
            [_complete(one, self._plans) for one in snapshots],
            edition=self._edition,
            catalog=self._catalog,
            now=self._now,
            period=period,
            courses=self._courses(connection, period) if grown else None,
        )

    def _read(self, connection: Connection, period: Period) -> list[Snapshot]:
        age = self._edition.spec.at_age
        if age is None:
            return latest(connection, self.wanted(period))
        length = timedelta(hours=int(age[:-1])) if age.endswith("h") else timedelta(days=int(age[:-1]))
        return aged(connection, self.wanted(period), length)

    def _gained(self, connection: Connection, period: Period, *, within: Stretch | None = None) -> list[Snapshot]:
        """Return what every media item gained in the period, or in a stretch of it."""
        start, end = within or (period.start, period.end)
        every = Wanted(self._edition.accounts, period.start - self._catalog.retention, end, self._now)
        return gains(growths(connection, every, start=start, end=end), self._metrics)

    def _courses(self, connection: Connection, period: Period) -> Courses:
        """Return what was gained in each stretch that trends and sparklines are drawn over."""
        found: dict[str, list[list[Snapshot]]] = {}
        for grain in grains(self._edition):
            starts = timeline(period, grain, edition=self._edition, now=self._now).starts
            found[grain] = [
                [_complete(one, self._plans) for one in self._gained(connection, period, within=stretch)]
                for stretch in pairwise((*starts, period.end))
            ]
        return found


def _complete(snapshot: Snapshot, plans: Mapping[str, AccountPlan]) -> Snapshot:
    """Say of metrics that cannot be asked why; of the others that were not, the dataset knows it."""
    never = plans[snapshot.media.account].never(snapshot.media.product_type)
    return replace(snapshot, measures={**never, **snapshot.measures})

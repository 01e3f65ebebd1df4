"""Reads an edition's data from history and makes its dataset, with what stands beside it. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import Connection

from reporter.analysis.context import Beside
from reporter.analysis.dataset import Courses
from reporter.analysis.dataset import Dataset
from reporter.analysis.dataset import build_dataset
from reporter.analysis.figures import needed_metrics
from reporter.analysis.gains import gains
from reporter.analysis.timeline import Grain
from reporter.analysis.timeline import grains
from reporter.analysis.timeline import timeline
from reporter.catalog.models import Catalog
from reporter.executor.plan import Plan
from reporter.history.accounts import token_ends
from reporter.history.growth import Stretch
from reporter.history.growth import growths
from reporter.history.growth import whole_stretches
from reporter.history.read import Wanted
from reporter.history.read import read_visits
from reporter.history.store import History
from reporter.history.views import aged
from reporter.history.views import latest
from reporter.history.watch import count_gone
from reporter.history.watch import watch_stories
from reporter.observations import Snapshot
from reporter.spec.editions import Edition
from reporter.spec.periods import BEGINNING
from reporter.spec.periods import Period
from reporter.spec.periods import previous

_PERIODS = 8  # that a sparkline is drawn over


def load_data(history: History, edition: Edition, *, plan: Plan, catalog: Catalog) -> tuple[Dataset, Beside]:
    """Return the edition's dataset as history knew it at the plan's time, and what is told beside it."""
    loading = _Loading(edition, plan, catalog)
    with history.read() as connection:
        wanted = loading.wanted(edition.period)
        return (
            loading.dataset(connection, edition.period),
            Beside(
                earlier=loading.dataset(connection, edition.earlier) if edition.earlier else None,
                past=loading.past(connection),
                unlisted=loading.unlisted(connection),
                watches=tuple(watch_stories(connection, wanted)),
                gone=count_gone(connection, wanted),
                token_days={
                    alias: (ends - plan.now) / timedelta(days=1)
                    for alias, ends in token_ends(connection, edition.accounts).items()
                },
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
        own = period == self._edition.period
        return Wanted(self._edition.accounts, period.start, period.end, self._now, pictures=own)

    def unlisted(self, connection: Connection) -> tuple[str, ...]:
        """Return the accounts whose list of media was not read for all of the edition's period."""
        period = self._edition.period
        if self._edition.spec.basis == "gained":
            return ()  # which readings growth stands on is told of itself
        visits = read_visits(connection, self._edition.accounts, self._now)
        asked = (one for one in self._edition.accounts if "media" in self._plans[one].lists)
        return tuple(one for one in asked if visits.listed_share(one, period.start, period.end) < 1)

    def past(self, connection: Connection) -> list[tuple[Period, Dataset]]:
        """Return the last periods before the edition's that key figures are drawn over, as far as history goes back."""
        spec = self._edition.spec
        if spec.sections and not any(one.kind == "kpis" for one in spec.sections):
            return []
        periods = [self._edition.period]
        while len(periods) < _PERIODS and periods[-1].start.year > BEGINNING.year:
            periods.append(previous(periods[-1]))
        known = whole_stretches(
            connection,
            self.wanted(periods[0]),
            [(one.start, one.end) for one in periods],
            gained=spec.basis == "gained",
            stories="STORY" in (spec.media.product_types or ("STORY",)),
        )
        return [(one, self.dataset(connection, one)) for one in periods[1:known][::-1]]

    def dataset(self, connection: Connection, period: Period) -> Dataset:
        """Return the dataset of one period."""
        if self._edition.spec.basis == "gained":
            snapshots, courses = self._gained(connection, period)
        else:
            snapshots, courses = self._complete(self._read(connection, period)), None
        return build_dataset(
            snapshots, edition=self._edition, catalog=self._catalog, now=self._now, period=period, courses=courses
        )

    def _read(self, connection: Connection, period: Period) -> list[Snapshot]:
        age = self._edition.spec.at_age
        if age is None:
            return latest(connection, self.wanted(period))
        length = timedelta(hours=int(age[:-1])) if age.endswith("h") else timedelta(days=int(age[:-1]))
        return aged(connection, self.wanted(period), length)

    def _gained(self, connection: Connection, period: Period) -> tuple[list[Snapshot], Courses]:
        """Return what media gained in the period and in each stretch that trends are drawn over.

        Of every media item whose numbers Instagram kept to the period's end.
        """
        drawn = grains(self._edition) if period in (self._edition.period, self._edition.earlier) else ()
        courses = {grain: self._stretches(period, grain) for grain in drawn}
        every = replace(self.wanted(period), start=period.end - self._catalog.retention)
        stretches = [(period.start, period.end), *(one for some in courses.values() for one in some)]
        found = (self._complete(gains(one, self._metrics)) for one in growths(connection, every, stretches))
        return next(found), {grain: [next(found) for _ in some] for grain, some in courses.items()}

    def _stretches(self, period: Period, grain: Grain) -> list[Stretch]:
        starts = timeline(period, grain, edition=self._edition, now=self._now).starts
        return list(pairwise((*starts, period.end)))

    def _complete(self, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
        """Say of metrics that cannot be asked why; of the others that were not, the dataset knows it."""
        found = []
        for one in snapshots:
            never = self._plans[one.media.account].never(one.media.product_type)
            found.append(replace(one, measures={**never, **one.measures}))
        return found

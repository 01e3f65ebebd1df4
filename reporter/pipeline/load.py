"""Reads an edition's data from history and makes its dataset, with what stands beside it. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from reporter.analysis.comparability import Comparability
from reporter.analysis.context import HistoryFacts, Past
from reporter.analysis.dataset.build import Courses, Dataset, build_dataset
from reporter.analysis.dataset.growth import gains
from reporter.analysis.figures.model import needed_metrics
from reporter.analysis.figures.timeline import Grain, grains, timeline
from reporter.catalog.models import Catalog
from reporter.core.observations import Snapshot
from reporter.executor.plan import Plan
from reporter.history.open import History, Transaction
from reporter.history.read.known import Stretch
from reporter.history.read.nearest import as_stood, growths
from reporter.history.read.rows import MediaQuery, read_listings
from reporter.history.read.snapshots import aged, latest
from reporter.history.read.watch import count_gone, watch_stories
from reporter.history.write.accounts import token_ends
from reporter.spec.editions import Edition
from reporter.spec.moments import first_part
from reporter.spec.periods import BEGINNING, Period, previous
from reporter.spec.recurrence import moment_for

_PERIODS = 8  # that a sparkline is drawn over


def load_data(
    history: History, edition: Edition, *, plan: Plan, catalog: Catalog, silent: frozenset[str] = frozenset()
) -> tuple[Dataset, HistoryFacts]:
    """Return the edition's dataset as history knew it at the plan's time, and what is told beside it.

    `silent`: accounts that gave no answer this time.
    """
    with history.read() as transaction:
        comparability = Comparability(edition, read_listings(transaction, edition.accounts, plan.now), plan.now)
        loading = _Loading(edition, plan, catalog, comparability)
        wanted = loading.wanted(edition.period)
        return (
            loading.own(transaction),
            HistoryFacts(
                earlier=loading.earlier(transaction) if edition.earlier else None,
                ground=comparability.ground(),
                past=loading.past(transaction, silent),
                watches=tuple(watch_stories(transaction, wanted)),
                gone=count_gone(transaction, wanted),
                token_days={
                    alias: (ends - plan.now) / timedelta(days=1)
                    for alias, ends in token_ends(transaction, edition.accounts).items()
                },
            ),
        )


class _Loading:
    """What reading one period needs to know of the edition."""

    def __init__(self, edition: Edition, plan: Plan, catalog: Catalog, comparability: Comparability) -> None:  # noqa: PLR0917
        self._edition = edition
        self._now = plan.now
        self._catalog = catalog
        self._comparability = comparability
        self._plans = {one.account: one for one in plan.accounts}
        self._metrics = [catalog.metrics[name] for name in needed_metrics(edition.spec, catalog)]

    def wanted(self, period: Period, accounts: Iterable[str] | None = None) -> MediaQuery:
        """Return which media items a period is about when it is about what was published in it."""
        own = period == self._edition.period
        aliases = self._edition.accounts if accounts is None else tuple(accounts)
        return MediaQuery(aliases, period.start, period.end, self._now, pictures=own)

    def own(self, transaction: Transaction) -> Dataset:
        """Return the dataset of the edition's own period, as it is known now."""
        return self._dataset(transaction, self._edition.period, self._now)

    def earlier(self, transaction: Transaction) -> Dataset:
        """Return that of the compared period: as it was known then, of accounts without a reading of then as of now."""
        edition = self._edition
        assert edition.earlier is not None
        at = moment_for(edition, edition.earlier, self._now)
        return self._dataset(transaction, edition.earlier, at, as_now=self._comparability.unlike_age())

    def past(self, transaction: Transaction, silent: frozenset[str]) -> Past:
        """Return the last periods before the edition's that key figures are drawn over, as far as history goes back.

        Only accounts count that are known over the edition's own period.
        """
        spec, edition = self._edition.spec, self._edition
        if spec.sections and not any(one.kind == "kpis" for one in spec.sections):
            return Past()
        periods = [edition.period]
        while len(periods) < _PERIODS and periods[-1].start.year > BEGINNING.year:
            periods.append(previous(periods[-1]))
        parts = [first_part(one, edition.period, self._now) if edition.running else one for one in periods[1:]]
        stretches = [Stretch(one.start, one.end, moment_for(edition, one, self._now)) for one in parts]
        accounts = tuple(one for one in self._comparability.known_now() if one not in silent)
        count, stories = self._comparability.whole_past(accounts, stretches)
        drawn = list(zip(parts, stretches, strict=True))[:count][::-1] if accounts else []
        return Past([(part, self._dataset(transaction, part, one.at)) for part, one in drawn], accounts, stories)

    def _dataset(
        self,
        transaction: Transaction,
        period: Period,
        at: datetime,
        *,
        as_now: frozenset[str] = frozenset(),
    ) -> Dataset:
        """Return the dataset of one period as it was known at a moment; of the accounts `as_now` as it is now."""
        courses: Courses | None = None
        if self._edition.spec.basis == "gained":
            snapshots, courses = self._gained(transaction, period)
        else:
            found = self._read(
                transaction, period, at, accounts=[one for one in self._edition.accounts if one not in as_now]
            )
            found += latest(transaction, self.wanted(period, as_now)) if as_now else []
            snapshots = self._complete(found)
        return build_dataset(
            snapshots,
            edition=self._edition,
            catalog=self._catalog,
            now=self._now,
            period=period,
            at=at,
            courses=courses,
            unlike_age=as_now,
        )

    def _read(
        self, transaction: Transaction, period: Period, at: datetime, *, accounts: Sequence[str]
    ) -> list[Snapshot]:
        wanted = self.wanted(period, accounts)
        age = self._edition.spec.at_age
        if age is not None:
            as_now = self._edition.spec.compare.as_known == "now"
            return aged(transaction, wanted, age.length, gone_by=None if as_now else at)
        return latest(transaction, wanted) if at >= self._now else as_stood(transaction, wanted, at)

    def _gained(self, transaction: Transaction, period: Period) -> tuple[list[Snapshot], Courses]:
        """Return what media gained in the period and in each stretch that trends are drawn over.

        Of every media item whose numbers Instagram kept to the period's end.
        """
        drawn = grains(self._edition) if period in (self._edition.period, self._edition.earlier) else ()
        courses = {grain: self._stretches(period, grain) for grain in drawn}
        every = replace(self.wanted(period), start=period.end - self._catalog.retention)
        stretches = [(period.start, period.end), *(one for some in courses.values() for one in some)]
        found = (self._complete(gains(one, self._metrics)) for one in growths(transaction, every, stretches))
        return next(found), {grain: [next(found) for _ in some] for grain, some in courses.items()}

    def _stretches(self, period: Period, grain: Grain) -> list[tuple[datetime, datetime]]:
        starts = timeline(period, grain, edition=self._edition, now=self._now).starts
        return list(pairwise((*starts, period.end)))

    def _complete(self, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
        """Say of metrics that cannot be asked why; of the others that were not, the dataset knows it."""
        found = []
        for one in snapshots:
            never = self._plans[one.media.account].never(one.media.product_type)
            found.append(replace(one, measures={**never, **one.measures}))
        return found

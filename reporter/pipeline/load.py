"""Reads the data of an edition from history and builds its dataset. Sends no requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, islice, pairwise

from reporter.analysis.comparability import Comparability
from reporter.analysis.context import HistoryFacts, Past
from reporter.analysis.dataset.build import Courses, Dataset, build_dataset
from reporter.analysis.dataset.growth import gains
from reporter.analysis.figures.model import needed_metrics
from reporter.analysis.figures.timeline import Grain, grains, timeline
from reporter.catalog.models import Catalog
from reporter.core.i18n import Translator
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

_PERIODS = 8  # of a sparkline


def load_data(
    history: History, edition: Edition, *, plan: Plan, catalog: Catalog, silent: frozenset[str] = frozenset()
) -> tuple[Dataset, HistoryFacts]:
    """Return the dataset of an edition at the time of the plan, and other facts from history.

    `silent`: accounts that did not respond this time.
    """
    with history.read() as transaction:
        comparability = Comparability(edition, read_listings(transaction, edition.accounts, plan.now), plan.now)
        loader = _Loader(edition, plan, catalog, comparability)
        query = loader.query(edition.period)
        return (
            loader.current(transaction),
            HistoryFacts(
                earlier=loader.earlier(transaction) if edition.earlier else None,
                ground=comparability.ground(),
                past=loader.past(transaction, silent),
                watches=tuple(watch_stories(transaction, query)),
                gone=count_gone(transaction, query),
                token_days={
                    alias: (ends - plan.now) / timedelta(days=1)
                    for alias, ends in token_ends(transaction, edition.accounts).items()
                },
            ),
        )


class _Loader:
    """Reads the periods of one edition."""

    def __init__(self, edition: Edition, plan: Plan, catalog: Catalog, comparability: Comparability) -> None:  # noqa: PLR0917
        self._edition = edition
        self._now = plan.now
        self._catalog = catalog
        self._comparability = comparability
        self._plans = {account.account: account for account in plan.accounts}
        self._metrics = [catalog.metrics[name] for name in needed_metrics(edition.spec, catalog)]

    def query(self, period: Period, accounts: Iterable[str] | None = None) -> MediaQuery:
        """Return the query for media items that were published in a period."""
        is_current = period == self._edition.period
        aliases = self._edition.accounts if accounts is None else tuple(accounts)
        return MediaQuery(aliases, period.start, period.end, self._now, pictures=is_current)

    def current(self, transaction: Transaction) -> Dataset:
        """Return the dataset of the edition's period, as known now."""
        return self._dataset(transaction, self._edition.period, self._now)

    def earlier(self, transaction: Transaction) -> Dataset:
        """Return the dataset of the compared period as known then, or now for accounts without a reading from then."""
        edition = self._edition
        assert edition.earlier is not None
        at = moment_for(edition, edition.earlier, self._now)
        return self._dataset(transaction, edition.earlier, at, as_now=self._comparability.unlike_age())

    def past(self, transaction: Transaction, silent: frozenset[str]) -> Past:
        """Return the datasets of earlier periods for sparklines, as far as history goes back.

        They include only accounts that are known for the whole period of the edition.
        """
        spec, edition = self._edition.spec, self._edition
        if spec.sections and not any(section.kind == "kpis" for section in spec.sections):
            return Past()
        periods = [edition.period]
        while len(periods) < _PERIODS and periods[-1].start.year > BEGINNING.year:
            periods.append(previous(periods[-1]))
        earlier = periods[1:]
        if edition.running:
            earlier = [first_part(period, edition.period, self._now) for period in earlier]
        stretches = [Stretch(period.start, period.end, moment_for(edition, period, self._now)) for period in earlier]
        accounts = tuple(account for account in self._comparability.known_now() if account not in silent)
        count, stories = self._comparability.whole_past(accounts, stretches)
        if not accounts:
            return Past([], accounts, stories)
        datasets = [
            (period, self._dataset(transaction, period, stretch.at))
            for period, stretch in zip(earlier[:count], stretches[:count], strict=True)
        ]
        return Past(datasets[::-1], accounts, stories)

    def _dataset(
        self,
        transaction: Transaction,
        period: Period,
        at: datetime,
        *,
        as_now: frozenset[str] = frozenset(),
    ) -> Dataset:
        """Return the dataset of a period as known at `at`; of the accounts in `as_now` as known now."""
        courses: Courses | None = None
        if self._edition.spec.basis == "gained":
            snapshots, courses = self._gained(transaction, period)
        else:
            accounts = [account for account in self._edition.accounts if account not in as_now]
            snapshots = self._read(transaction, period, at, accounts=accounts)
            if as_now:
                snapshots += latest(transaction, self.query(period, as_now))
            snapshots = self._complete(snapshots)
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
        query = self.query(period, accounts)
        age = self._edition.spec.at_age
        if age is not None:
            as_now = self._edition.spec.compare.as_known == "now"
            return aged(transaction, query, age.length, gone_by=None if as_now else at)
        return latest(transaction, query) if at >= self._now else as_stood(transaction, query, at)

    def _gained(self, transaction: Transaction, period: Period) -> tuple[list[Snapshot], Courses]:
        """Return the growth of media items in the period, and in each interval of the trends.

        Includes all media items whose insights Instagram kept until the end of the period.
        """
        translator = Translator(self._edition.locale)
        has_trends = period in (self._edition.period, self._edition.earlier)
        intervals = {grain: self._intervals(period, grain) for grain in (grains(self._edition) if has_trends else ())}
        query = replace(self.query(period), start=period.end - self._catalog.retention)
        stretches = [(period.start, period.end), *chain.from_iterable(intervals.values())]
        growth = (
            self._complete(gains(readings, self._metrics, translator=translator))
            for readings in growths(transaction, query, stretches)
        )
        of_period = next(growth)
        return of_period, {grain: list(islice(growth, len(parts))) for grain, parts in intervals.items()}

    def _intervals(self, period: Period, grain: Grain) -> list[tuple[datetime, datetime]]:
        starts = timeline(period, grain, edition=self._edition, now=self._now).starts
        return list(pairwise((*starts, period.end)))

    def _complete(self, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
        """Add the reasons why metrics are not available for a product type."""
        complete = []
        for snapshot in snapshots:
            never = self._plans[snapshot.media.account].never(snapshot.media.product_type)
            complete.append(replace(snapshot, measures={**never, **snapshot.measures}))
        return complete

"""What every section is built from, and the figures it shows. Holds values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reporter.analysis.dataset.build import Dataset
from reporter.analysis.figures.model import Figure, select_figures
from reporter.analysis.figures.population import Ground, Population
from reporter.catalog.models import Catalog
from reporter.core.i18n import Translator
from reporter.core.observations import StoryWatch
from reporter.spec.editions import Edition
from reporter.spec.model import Annotation
from reporter.spec.periods import Period


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The last periods before the edition's that history holds whole, the earliest first.

    Each as it was known at the same distance from its end, and all of the same `accounts`. `stories`: whether their
    stories were watched, too.
    """

    periods: Sequence[tuple[Period, Dataset]] = ()
    accounts: tuple[str, ...] = ()
    stories: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class HistoryFacts:
    """Facts from history that accompany the dataset.

    `earlier`: the compared period's dataset, as it was known at the same distance from its end. `ground`: of which
    accounts the two can be compared. `watches`: how stories were watched. `gone`: how many media items of the period an
    account no longer has. `token_days`: days until an account's token expires, where that is
    known. `past`: the earlier periods that the small charts of key figures show.
    """

    earlier: Dataset | None = None
    ground: Ground = Ground()  # noqa: RUF009 - immutable
    watches: Sequence[StoryWatch] = ()
    gone: Mapping[str, int] = field(default_factory=dict)
    token_days: Mapping[str, float] = field(default_factory=dict)
    past: Past = Past()


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """An edition with its dataset. `texts`: a text file's path as written -> its content. `silent`: no answer came.

    `population`: what is compared with the earlier period, if anything.
    """

    edition: Edition
    dataset: Dataset
    catalog: Catalog
    texts: Mapping[str, str]
    annotations: Sequence[Annotation]
    silent: frozenset[str] = frozenset()
    history_facts: HistoryFacts = HistoryFacts()
    population: Population | None = None

    @property
    def translator(self) -> Translator:
        """Writes the sentences of the report in its language."""
        return Translator(self.edition.locale)

    @property
    def earlier(self) -> Dataset | None:
        """The compared period's dataset, if any."""
        return self.history_facts.earlier

    def figures(self, names: Sequence[str] = ()) -> tuple[Figure, ...]:
        """Return the figures named; without names the spec's metrics and calculated ones."""
        spec = self.edition.spec
        return select_figures(self.dataset.figures, names or (*spec.metrics, *spec.calculated))

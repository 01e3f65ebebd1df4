"""What every section is built from, and the figures it shows. Holds values only."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from reporter.analysis.dataset import Dataset
from reporter.analysis.figures import Figure
from reporter.analysis.figures import chosen
from reporter.catalog.models import Catalog
from reporter.observations import STORY_LIFE
from reporter.observations import StoryWatch
from reporter.spec.editions import Edition
from reporter.spec.model import Annotation
from reporter.spec.periods import Period


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What history tells beside the dataset.

    `earlier`: the compared period's dataset. `watches`: how stories were watched. `gone`: how many media items of the
    period an account no longer has. `token_days`: until an account's token ends, of those of which that is known.
    `past`: the last periods before this that history holds whole, one after the other. `unlisted`: accounts whose list
    was not read for all of the period.
    """

    earlier: Dataset | None = None
    watches: Sequence[StoryWatch] = ()
    gone: Mapping[str, int] = field(default_factory=dict)
    token_days: Mapping[str, float] = field(default_factory=dict)
    past: Sequence[tuple[Period, Dataset]] = ()
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """An edition with its dataset. `texts`: a text file's path as written -> its content. `silent`: no answer came."""

    edition: Edition
    dataset: Dataset
    catalog: Catalog
    texts: Mapping[str, str]
    annotations: Sequence[Annotation]
    silent: frozenset[str] = frozenset()
    beside: Beside = Beside()

    @property
    def earlier(self) -> Dataset | None:
        """The compared period's dataset, if any."""
        return self.beside.earlier

    def unlike(self) -> frozenset[str]:
        """Return the accounts whose stories of the compared period were not watched from its beginning on."""
        if self.edition.earlier is None or self.earlier is None:
            return frozenset()
        start = self.edition.earlier.start
        watched = {one.account for one in self.beside.watches if one.since and one.since - STORY_LIFE <= start}
        return frozenset(self.edition.accounts) - watched

    def figures(self, names: Sequence[str] = ()) -> tuple[Figure, ...]:
        """Return the figures named; without names the spec's metrics and calculated ones."""
        spec = self.edition.spec
        return chosen(self.dataset.figures, names or (*spec.metrics, *spec.calculated))

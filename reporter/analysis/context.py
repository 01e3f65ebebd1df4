"""What every section is built from, and the figures it shows. Holds values only."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from reporter.analysis.dataset import Dataset
from reporter.analysis.figures import Figure
from reporter.analysis.figures import chosen
from reporter.catalog.models import Catalog
from reporter.spec.editions import Edition
from reporter.spec.model import Annotation


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """An edition with its dataset. `texts`: a text file's path as written -> its content. `silent`: no answer came."""

    edition: Edition
    dataset: Dataset
    catalog: Catalog
    texts: Mapping[str, str]
    annotations: Sequence[Annotation]
    silent: frozenset[str] = frozenset()

    def figures(self, names: Sequence[str] = ()) -> tuple[Figure, ...]:
        """Return the figures named; without names the spec's metrics and calculated ones."""
        spec = self.edition.spec
        return chosen(self.dataset.figures, names or (*spec.metrics, *spec.calculated))

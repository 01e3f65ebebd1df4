"""Figures: every metric and calculated metric of a spec with its label, format, meaning and what it stands on.

Describes only; `pooling.py` computes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reporter.analysis.wording import readable_name
from reporter.catalog.models import Catalog, Metric, Pooling, Unit
from reporter.core.i18n import Translator
from reporter.core.report import Column, Format
from reporter.spec.formula.parse import Formula
from reporter.spec.metrics import calculated_formulas, required_metrics
from reporter.spec.model import Calculated, ReportSpec

_NAME = re.compile(r"[A-Za-z_]\w*")
_FORMATS = {Unit.COUNT: Format.NUMBER, Unit.MILLISECONDS: Format.DURATION, Unit.PERCENT: Format.PERCENT_POINTS}


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of the API (`metric`), or a calculated one (`formula`, spelled out in API metrics, and those `parts`).

    `label` names a single media item's number, `pooled_label` the figure of several.
    """

    name: str
    label: str
    pooled_label: str
    format: Format
    help: str
    metric: Metric | None = None
    formula: Formula | None = None
    parts: Mapping[str, Metric] = field(default_factory=dict)

    @property
    def sums_reach(self) -> bool:
        """Say whether several add up to something that is not people."""
        return self.metric is not None and self.metric.pooling.kind is Pooling.SUM_OF_REACH

    @property
    def needs(self) -> tuple[str, ...]:
        """API metrics that the figure stands on, without repeats."""
        if self.metric is not None:
            return tuple(dict.fromkeys((self.name, *self.metric.pooling.needs)))
        return tuple(self.parts)

    @property
    def column(self) -> Column:
        """The column of a list of media items."""
        return Column(self.name, self.label, self.format, self.help)

    @property
    def pooled_column(self) -> Column:
        """The column of a table of groups."""
        return Column(self.name, self.pooled_label, self.format, self.help)


def readable_formula(formula: str, catalog: Catalog, *, translator: Translator) -> str:
    """Return a formula as readers can follow it: total_interactions / reach -> Interactions ÷ Reach."""
    named = _NAME.sub(lambda hit: _word(hit.group(), catalog, translator=translator), formula)
    return named.replace("**", "^").replace("*", "×").replace("/", "÷")


def build_figures(spec: ReportSpec, catalog: Catalog, *, translator: Translator) -> dict[str, Figure]:
    """Return every figure that the spec can show, by name: calculated ones and all metrics they and the spec need."""
    formulas = calculated_formulas(spec)
    metrics = (catalog.metrics[name] for name in needed_metrics(spec, catalog))
    return {metric.name: _of_metric(metric, translator=translator) for metric in metrics} | {
        name: _of_formula(name, spec.calculated[name], formula=formula, catalog=catalog, translator=translator)
        for name, formula in formulas.items()
    }


def needed_metrics(spec: ReportSpec, catalog: Catalog) -> tuple[str, ...]:
    """Return the API metrics that the spec asks for, followed by those that only pooling needs."""
    required = required_metrics(spec, catalog.metrics)
    return tuple(
        dict.fromkeys((*required, *(need for name in required for need in catalog.metrics[name].pooling.needs)))
    )


def select_figures(figures: Mapping[str, Figure], names: Iterable[str]) -> tuple[Figure, ...]:
    """Return the figures named, in that order, each once."""
    return tuple(figures[name] for name in dict.fromkeys(names) if name in figures)


def _word(name: str, catalog: Catalog, *, translator: Translator) -> str:
    return translator.say(catalog.metrics[name].label) if name in catalog.metrics else name


def _of_metric(metric: Metric, *, translator: Translator) -> Figure:
    return Figure(
        name=metric.name,
        label=translator.say(metric.label),
        pooled_label=translator.say(metric.pooling.label or metric.label),
        format=_FORMATS[metric.unit],
        help=translator.say(metric.help),
        metric=metric,
    )


def _of_formula(name: str, entry: Calculated, *, formula: Formula, catalog: Catalog, translator: Translator) -> Figure:
    label = entry.label or readable_name(name)
    return Figure(
        name=name,
        label=label,
        pooled_label=label,
        format=Format(entry.format),
        help=entry.help or readable_formula(entry.formula, catalog, translator=translator),
        formula=formula,
        parts={use.name: catalog.metrics[use.name] for use in formula.names},
    )

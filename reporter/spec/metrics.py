"""Which metrics a spec requires, and which it shows, for planning, validation and analysis alike."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from reporter.spec.formula.parse import Formula, FormulaError, expand, parse_formula
from reporter.spec.model import ReportSpec
from reporter.spec.sections import SectionBase


def calculated_formulas(spec: ReportSpec) -> dict[str, Formula]:
    """Return the spec's calculated metrics, each in terms of API metrics only; those with errors are omitted."""
    parsed: dict[str, Formula] = {}
    for name, entry in spec.calculated.items():
        with suppress(FormulaError):
            parsed[name] = parse_formula(entry.formula, condition=False)
    expanded: dict[str, Formula] = {}
    for name, formula in parsed.items():
        with suppress(FormulaError):
            expanded[name] = expand(formula, parsed)
    return expanded


def conditions(spec: ReportSpec) -> tuple[Formula, ...]:
    """Return the conditions of the spec (`where`, alerts, `hold_if`), in terms of API metrics and without errors."""
    of_alerts = (text for alert in spec.alerts.values() for text in (alert.when, alert.only_if))
    texts = (spec.media.where, *of_alerts, *spec.hold_if)
    calculated = calculated_formulas(spec)
    parsed = []
    for text in filter(None, texts):
        with suppress(FormulaError):
            parsed.append(expand(parse_formula(text, condition=True), calculated))
    return tuple(parsed)


def shown_metrics(spec: ReportSpec) -> tuple[str, ...]:
    """Return what readers see, in the spec's order: `metrics`, then calculated ones, then what sections name."""
    return _unique(spec.metrics, spec.calculated, *map(_section_metrics, spec.sections), spec.breakdowns)


def required_metrics(spec: ReportSpec, known: Iterable[str]) -> tuple[str, ...]:
    """Return the API metrics (of those `known`) that the spec requires, in a stable order."""
    formulas = calculated_formulas(spec)
    names = _unique(
        shown_metrics(spec),
        *([use.name for use in formula.names] for formula in (*formulas.values(), *conditions(spec))),
    )
    return tuple(name for name in names if name in set(known))


def _section_metrics(section: SectionBase) -> tuple[str, ...]:
    return (*(getattr(section, key) for key in section.metric_keys), *getattr(section, "metrics", ()))


def _unique(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))

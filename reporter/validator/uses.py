"""Lists the metrics and formulas of a spec: every use with its path, for the rules that check them.

Checks nothing itself. Formulas with errors have no names here; the rule for formulas reports them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from reporter.core.diagnostics import Finding, Path, Severity
from reporter.spec.formula.parse import Formula, FormulaError, NameUse, parse_formula
from reporter.spec.model import MediaRule, ReportSpec

# The names that alerts accept besides metrics.
ALERT_NAMES = ("accounts_silent", "coverage", "lowered", "media", "story_gaps", "token_days")
COMPARISON_PREFIXES = ("previous_", "change_")
_DEEPEST = 100  # deeper chains are rejected as formulas


@dataclass(frozen=True, slots=True)
class Use:
    """A metric's name as written at a path; `start` and `length` as in Finding (0, 0 for the whole value)."""

    name: str
    path: Path
    at_key: bool = False
    start: int = 0
    length: int = 0

    def finding(
        self, code: str, message: str, help_text: str, *, severity: Severity = Severity.ERROR, replacement: str = ""
    ) -> Finding:
        """Return a finding about this use."""
        at, part = self.at_key, (self.start, self.length)
        return Finding(code, self.path, message, help_text, severity, at, *part, replacement=replacement)


@dataclass(frozen=True, slots=True)
class FormulaEntry:
    """A formula's text at a path; `alert`: one that accepts the names of alerts."""

    path: Path
    text: str
    condition: bool
    alert: bool = False


def listed_metrics(spec: ReportSpec) -> Iterator[Use]:
    """Yield metrics named outside formulas: in `metrics`, `breakdowns` and sections."""
    yield from (Use(name, ("metrics", index)) for index, name in enumerate(spec.metrics))
    yield from (Use(name, ("breakdowns", name), at_key=True) for name in spec.breakdowns)
    for position, section in enumerate(spec.sections):
        path: Path = ("sections", position)
        yield from (Use(getattr(section, key), (*path, key)) for key in section.metric_keys)
        names: tuple[str, ...] = getattr(section, "metrics", ())
        yield from (Use(name, (*path, "metrics", index)) for index, name in enumerate(names))


def formulas(spec: ReportSpec) -> Iterator[FormulaEntry]:
    """Yield the text of every formula, also of those with errors."""
    yield from (entry for entry in _formulas(spec) if entry.text)


def formula_names(spec: ReportSpec) -> Iterator[tuple[FormulaEntry, NameUse]]:
    """Yield each name in a formula without errors."""
    for entry in formulas(spec):
        formula = read_formula(entry.text, condition=entry.condition)
        if isinstance(formula, Formula):
            yield from ((entry, use) for use in formula.names)


def metric_uses(spec: ReportSpec) -> Iterator[Use]:
    """Yield every use of a name that must be an API metric; in formulas without previous_ and change_."""
    calculated_names = set(spec.calculated)
    yield from (use for use in listed_metrics(spec) if use.name and use.name not in calculated_names)
    for entry, use in formula_names(spec):
        name = use.name if use.name in calculated_names else metric_of(use.name)
        if name not in calculated_names and name not in ALERT_NAMES:
            prefix = len(use.name) - len(name)
            yield Use(name, entry.path, start=use.start + prefix, length=use.length - prefix)


def is_next_to(name: str, use: Use, uses: Iterable[Use]) -> bool:
    """Say whether the list of metrics with `use` also contains `name`, so that adding it would be a duplicate."""
    in_list = isinstance(use.path[-1], int) and use.path[-2] == "metrics"
    return in_list and any(other.name == name and other.path[:-1] == use.path[:-1] for other in uses)


def metric_of(name: str) -> str:
    """Return the metric behind an alert's previous_<metric> or change_<metric>; other names as they are."""
    return next((name.removeprefix(prefix) for prefix in COMPARISON_PREFIXES if name.startswith(prefix)), name)


def media_rules(spec: ReportSpec) -> Iterator[tuple[Path, MediaRule]]:
    """Yield the filter and every label's conditions, with their paths."""
    yield ("media",), spec.media
    for name, rules in spec.labels.items():
        yield from ((("labels", name, value), rule) for value, rule in rules.items())


def calculated_metrics(spec: ReportSpec) -> dict[str, Formula]:
    """Return the calculated metrics whose formulas have no errors."""
    formulas = {name: read_formula(entry.formula, condition=False) for name, entry in spec.calculated.items()}
    return {name: formula for name, formula in formulas.items() if isinstance(formula, Formula)}


def circles(formulas: Mapping[str, Formula]) -> tuple[tuple[str, ...], ...]:
    """Return the circular references between calculated metrics, each once, from its first metric on."""
    references: dict[frozenset[str], tuple[str, ...]] = {}
    followed: set[str] = set()

    def follow(name: str, chain: tuple[str, ...]) -> None:
        if name in chain:
            circle = chain[chain.index(name) :]
            references.setdefault(frozenset(circle), circle)
        elif name in formulas and name not in followed and len(chain) < _DEEPEST:
            for use in formulas[name].names:
                follow(use.name, (*chain, name))
            followed.add(name)

    for name in formulas:
        follow(name, ())
    return tuple(references.values())


@lru_cache(maxsize=512)
def read_formula(text: str, *, condition: bool) -> Formula | FormulaError:
    """Parse a formula, once for all rules; an error is returned, not raised."""
    try:
        return parse_formula(text, condition=condition)
    except FormulaError as error:
        return error


def _formulas(spec: ReportSpec) -> Iterator[FormulaEntry]:
    for name, entry in spec.calculated.items():
        yield FormulaEntry(("calculated", name, "formula"), entry.formula, condition=False)
    yield FormulaEntry(("media", "where"), spec.media.where or "", condition=True)
    for name, alert in spec.alerts.items():
        yield FormulaEntry(("alerts", name, "when"), alert.when, condition=True, alert=True)
        yield FormulaEntry(("alerts", name, "only_if"), alert.only_if or "", condition=True, alert=True)
    for index, text in enumerate(spec.hold_if):
        yield FormulaEntry(("hold_if", index), text, condition=True, alert=True)

"""Alerts: evaluates the spec's conditions on the combined figures that readers see. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from reporter.analysis.conditions import ConditionValues, judged_by, readable_condition
from reporter.analysis.context import Context
from reporter.analysis.dataset.expressions import expression
from reporter.analysis.figures.cells import number_of
from reporter.analysis.figures.comparison import changes, sides
from reporter.analysis.figures.coverage import count_lowered, count_values, coverage
from reporter.analysis.figures.groups import dimension
from reporter.analysis.figures.pooling import pool
from reporter.analysis.wording import readable_name
from reporter.core.report import Alert, Note, NoteKind, Section
from reporter.spec.formula.parse import parse_formula
from reporter.spec.model import AlertSpec
from reporter.spec.placeholders import file_name


def build_alerts(context: Context) -> tuple[tuple[Alert, ...], tuple[Note, ...]]:
    """Return the alerts whose condition is true, in the spec's order, and a note for each that could not be evaluated.

    A condition on a missing value raises no alert but a note. The message of an alert includes the remarks on the
    changes that its condition uses.
    """
    alerts: list[Alert] = []
    notes: list[Note] = []
    for name, spec in context.edition.spec.alerts.items():
        condition = readable_condition(spec.when, context)
        message = spec.message or f"{readable_name(name)}: {condition}"
        for account, holds, figures, remarks in _evaluate(spec, context):
            if holds:
                details = [judged_by(spec.when, figures, context), *([condition] if spec.message else [])]
                text = f"{message} ({'; '.join(remarks)})" if remarks else message
                alerts.append(Alert(name, text, account, "; ".join(filter(None, details))))
            elif holds is None:
                text = context.translator.say(
                    "The alert {name} could not be evaluated because a value is missing.", name=name
                )
                notes.append(Note(NoteKind.DATA, text, account))
    return tuple(alerts), tuple(notes)


def hold_reasons(context: Context, sections: Sequence[Section]) -> tuple[str, ...]:
    """Return why the report is on hold: conditions that are true, missing required texts, and sections with errors.

    A condition that cannot be evaluated also holds the report.
    """
    reasons = []
    for written in context.edition.spec.hold_if:
        ((_, holds, *_),) = _evaluate(AlertSpec(when=written), context)
        if holds is None:
            reasons.append(f"{written} could not be evaluated because a value is missing")
        elif holds:
            reasons.append(written)
    texts = [
        section
        for section in context.edition.spec.sections
        if section.kind == "text" and section.required and section.file
    ]
    absent = [text.file or "" for text in texts if not context.texts.get(text.file or "", "").strip()]
    reasons += [f"the text file {file_name(file, context.edition.values)} is missing or empty" for file in absent]
    return (*reasons, *(f"{section.title or section.name}: {section.error}" for section in sections if section.error))


def _evaluate(spec: AlertSpec, context: Context) -> Iterator[tuple[str, bool | None, ConditionValues, tuple[str, ...]]]:
    for account, figures, remarks in _figures(spec, context):
        certain = _holds(spec.only_if, figures) if spec.only_if else True
        yield account, certain and _holds(spec.when, figures), figures, remarks


def _figures(spec: AlertSpec, context: Context) -> Iterator[tuple[str, ConditionValues, tuple[str, ...]]]:
    """Return the figures that a condition knows by name, of the whole edition or of each account, and what to add."""
    data, accounts = context.dataset, context.edition.accounts
    figures, dims = (
        tuple(data.figures.values()),
        (dimension("account", translator=context.translator),) if spec.by == "account" else (),
    )
    groups = pl.DataFrame({"account": accounts}) if dims else None
    pooled = pool(data.media, figures, by=[dim.key for dim in dims], groups=groups)
    both_sides = sides(context, figures, own=pooled, dims=dims) if context.population else None
    by_figure = {figure.name: changes(both_sides, figure, context) for figure in figures} if both_sides else {}
    counts = count_values(context)
    gaps = {watch.account: watch.known - watch.caught for watch in context.history_facts.watches}
    days = context.history_facts.token_days
    for place, row in enumerate(pooled.iter_rows(named=True)):
        account = row["account"] if dims else ""
        aliases = [account] if account else list(accounts)
        known = {name: row[name] for name in (*data.figures, "media")}
        known["coverage"] = coverage(counts, aliases)
        known["accounts_silent"] = len(context.silent.intersection(aliases))
        known["lowered"] = count_lowered(context, account)
        known["story_gaps"] = sum(gaps.get(alias, 0) for alias in aliases)
        known["token_days"] = min((days[alias] for alias in aliases if alias in days), default=None)
        remarks = {}
        for name, changed in by_figure.items():
            change = changed[place]
            known[f"previous_{name}"] = number_of(change.previous)
            known[f"change_{name}"] = number_of(change.change)
            remarks[f"change_{name}"] = remarks[f"previous_{name}"] = change.change.marks.remarks
        yield account, known, tuple(dict.fromkeys(_said(spec, remarks)))


def _said(spec: AlertSpec, remarks: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Give what has to be said of the changes that a condition is about."""
    for text in filter(None, (spec.when, spec.only_if)):
        for use in parse_formula(text, condition=True).names:
            yield from remarks.get(use.name, ())


def _holds(text: str, figures: ConditionValues) -> bool | None:
    """Evaluate one condition; None if a value that it needs is missing."""
    formula = parse_formula(text, condition=True)
    values = {use.name: pl.lit(figures.get(use.name), dtype=pl.Float64) for use in formula.names}
    answer: bool | None = pl.select(expression(formula.root, values)).item()
    return answer

"""Alerts: conditions of the spec judged over the pooled figures that readers see. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

import polars as pl

from reporter.analysis.comparison import change
from reporter.analysis.conditions import Known
from reporter.analysis.conditions import in_words
from reporter.analysis.conditions import judged_by
from reporter.analysis.context import Context
from reporter.analysis.expressions import expression
from reporter.analysis.figures import Figure
from reporter.analysis.measures import reason_column
from reporter.analysis.pooling import WHOLE
from reporter.analysis.pooling import pool
from reporter.analysis.wording import readable
from reporter.language import say
from reporter.observations import Reason
from reporter.report import Alert
from reporter.report import Note
from reporter.report import NoteKind
from reporter.report import Section
from reporter.spec.formula import parse_formula
from reporter.spec.model import AlertSpec
from reporter.spec.names import file_name
from reporter.spec.wanted import wanted_metrics


def build_alerts(context: Context) -> tuple[tuple[Alert, ...], tuple[Note, ...]]:
    """Return the alerts that hold, in the spec's order, and a note for each that could not be judged.

    A condition over a missing figure is unknown: it raises no alert, and it is not silent either.
    """
    alerts: list[Alert] = []
    notes: list[Note] = []
    for name, spec in context.edition.spec.alerts.items():
        condition = in_words(spec.when, context)
        message = spec.message or f"{readable(name)}: {condition}"
        for account, holds, figures in _judged(spec, context):
            if holds:
                told = [judged_by(spec.when, figures, context), *([condition] if spec.message else [])]
                alerts.append(Alert(name, message, account, "; ".join(filter(None, told))))
            elif holds is None:
                text = say("The alert {name} could not be judged: a figure is missing.", name=name)
                notes.append(Note(NoteKind.DATA, text, account))
    return tuple(alerts), tuple(notes)


def hold_reasons(context: Context, sections: Sequence[Section]) -> tuple[str, ...]:
    """Return why the report is to be seen by its operator first: its conditions, words that are wanted, broken parts.

    A condition that cannot be judged holds the report: nobody knows that it is fit to go.
    """
    found = []
    for written in context.edition.spec.hold_if:
        ((_, holds, _),) = _judged(AlertSpec(when=written), context)
        if holds is None:
            found.append(f"{written} could not be judged: a figure is missing")
        elif holds:
            found.append(written)
    texts = [one for one in context.edition.spec.sections if one.kind == "text" and one.required and one.file]
    absent = [one.file or "" for one in texts if not context.texts.get(one.file or "", "").strip()]
    found += [f"the text {file_name(one, context.edition.values)} is not there" for one in absent]
    return (*found, *(f"{one.title or one.name}: {one.error}" for one in sections if one.error))


def coverage(media: pl.DataFrame, metrics: Sequence[str], *, by: Sequence[str]) -> pl.DataFrame:
    """Return `by` and `coverage`: the observed share of the measures asked for, those not supported left out."""
    reasons = [pl.col(reason_column(name)) for name in metrics]
    observed = pl.sum_horizontal(reason.is_null() for reason in reasons)
    asked = pl.sum_horizontal((reason != Reason.NOT_SUPPORTED.value).fill_null(value=True) for reason in reasons)
    sums = media.group_by(*by, maintain_order=True).agg(observed.sum().alias("observed"), asked.sum().alias("asked"))
    return sums.select(*by, pl.when(pl.col("asked") > 0).then(pl.col("observed") / pl.col("asked")).alias("coverage"))


def _judged(spec: AlertSpec, context: Context) -> Iterator[tuple[str, bool | None, Known]]:
    for account, figures in _figures(spec, context):
        certain = _holds(spec.only_if, figures) if spec.only_if else True
        yield account, certain and _holds(spec.when, figures), figures


def _figures(spec: AlertSpec, context: Context) -> Iterator[tuple[str, Known]]:
    """Return the figures that a condition knows by name: of the whole edition, or of each account."""
    data = context.dataset
    figures = tuple(data.figures.values())
    metrics = wanted_metrics(context.edition.spec, context.catalog.metrics)
    asked = pl.concat([data.media, data.undecided]).with_columns(pl.lit(0).alias(WHOLE))
    if spec.by == "account":
        by = "account"
        pooled = pool(data.media, figures, by=[by], groups=pl.DataFrame({by: context.edition.accounts}))
    else:
        by = WHOLE
        pooled = pool(data.media, figures)
    seen = pooled.join(coverage(asked, metrics, by=[by]), on=by, how="left", maintain_order="left")
    gaps = {watch.account: watch.known - watch.caught for watch in context.beside.watches}
    before = _earlier(spec, context, figures)
    for place, row in enumerate(seen.iter_rows(named=True)):
        account = "" if by == WHOLE else row[by]
        known = {name: row[name] for name in (*data.figures, "coverage", "media")}
        if known["coverage"] is None and not context.silent & {account or one for one in context.edition.accounts}:
            known["coverage"] = 1.0  # nothing was asked for, so nothing is missing
        known["story_gaps"] = gaps.get(account, 0) if account else sum(gaps.values())
        days = context.beside.token_days
        known["token_days"] = days.get(account) if account else min(days.values(), default=None)
        for name, figure in data.figures.items() if before else ():
            known[f"previous_{name}"] = then = before[place][name]
            known[f"change_{name}"] = change(row[name], then, figure=figure, context=context)[0]
        yield account, known


def _earlier(spec: AlertSpec, context: Context, figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Return the compared period's figures, row by row the same; [] without a comparison."""
    if context.earlier is None:
        return []
    if spec.by == "account":
        groups = pl.DataFrame({"account": context.edition.accounts})
        return pool(context.earlier.media, figures, by=["account"], groups=groups).to_dicts()
    return pool(context.earlier.media, figures).to_dicts()


def _holds(text: str, figures: Known) -> bool | None:
    """Judge one condition; a name without a figure is unknown."""
    formula = parse_formula(text, condition=True)
    values = {use.name: pl.lit(figures.get(use.name), dtype=pl.Float64) for use in formula.names}
    answer: bool | None = pl.select(expression(formula.root, values)).item()
    return answer

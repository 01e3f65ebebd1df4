"""Data notes: as of when, what is provisional, missing, left out, and how each number is made."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from reporter.analysis.absences import missing_notes
from reporter.analysis.context import Context
from reporter.analysis.evidence import age_notes
from reporter.analysis.evidence import comparison_notes
from reporter.analysis.evidence import gone_notes
from reporter.analysis.evidence import interval_notes
from reporter.analysis.evidence import story_notes
from reporter.analysis.figures import SUM_OF_REACH
from reporter.analysis.figures import Figure
from reporter.analysis.figures import chosen
from reporter.analysis.figures import in_words
from reporter.analysis.wording import counted
from reporter.analysis.wording import moment
from reporter.report import Note
from reporter.report import NoteKind
from reporter.spec.wanted import shown_metrics

_AT_ONCE = timedelta(hours=1)


def build_notes(context: Context, failures: Sequence[tuple[str, str]]) -> tuple[Note, ...]:
    """Return the notes in the order they are shown. `failures`: (account, message) of accounts without an answer."""
    order = list(NoteKind)
    found = [
        *_as_of(context),
        *(Note(NoteKind.MISSING, f"No answer for this account: {message}.", account) for account, message in failures),
        *missing_notes(context),
        *_unread(context),
        *_provisional(context),
        *story_notes(context),
        *comparison_notes(context),
        *gone_notes(context),
        *_left_out(context),
        *_shared(context),
        *_meanings(context),
    ]
    return tuple(sorted(found, key=lambda note: order.index(note.kind)))


def _as_of(context: Context) -> Iterator[Note]:
    data, zone, spec = context.dataset, context.edition.zone, context.edition.spec
    if spec.basis == "gained" or spec.at_age:
        yield from (interval_notes(context) if spec.basis == "gained" else age_notes(context))
        return
    first, last = data.first_seen.astimezone(zone), data.as_of.astimezone(zone)
    seen = f"on {moment(last)}" if last - first < _AT_ONCE else f"between {moment(first)} and {moment(last)}"
    yield Note(
        NoteKind.AS_OF,
        f"Media published in the period, with their lifetime totals as Instagram gave them {seen} "
        f"({context.edition.timezone}).",
    )


def _unread(context: Context) -> Iterator[Note]:
    count = context.dataset.unread
    if count:
        verb = "stands as it was" if count == 1 else "stand as they were"
        text = f"{counted(count, 'number')} could not be read at the last attempt and {verb} read before."
        yield Note(NoteKind.MISSING, text)


def _provisional(context: Context) -> Iterator[Note]:
    young = int(context.dataset.media["provisional"].sum())
    if young:
        verb = "is" if young == 1 else "are"
        yield Note(
            NoteKind.PROVISIONAL,
            f"{counted(young, 'media item')} {verb} younger than 48 hours; Instagram may still add to these numbers.",
        )


def _left_out(context: Context) -> Iterator[Note]:
    left = context.dataset.left_out
    if left.filtered:
        yield Note(NoteKind.FILTER, f"{counted(left.filtered, 'media item')} of the period left out by the filter.")
    where = context.edition.spec.media.where
    if left.where:
        yield Note(NoteKind.FILTER, f"{counted(left.where, 'media item')} left out for not meeting: {where}.")
    if left.unknown:
        yield Note(
            NoteKind.FILTER,
            f"{counted(left.unknown, 'media item')} left out because a number is missing, so it is not known whether "
            f"they meet: {where}.",
        )


def _shared(context: Context) -> Iterator[Note]:
    """Collaborations: media items that another account owns, and those that two accounts of the report list."""
    media = context.dataset.media
    named = media.filter(pl.col("username") != "")
    for (account,), own in named.group_by(["account"], maintain_order=True):
        owners = own["username"].value_counts(sort=True)["username"].to_list()
        others = own.filter(pl.col("username") != owners[0])
        if others.height:
            names = ", ".join(f"@{one}" for one in owners[1:4])
            yield Note(
                NoteKind.DATA,
                f"{counted(others.height, 'media item')} listed for this account and owned by another ({names}).",
                str(account),
            )
    twice = media["media_id"].len() - media["media_id"].n_unique()
    if twice:
        yield Note(NoteKind.DATA, f"{counted(twice, 'media item')} counted for each of the accounts that share them.")


def _meanings(context: Context) -> Iterator[Note]:
    figures = context.dataset.figures
    shown = chosen(figures, shown_metrics(context.edition.spec))
    parts = [name for figure in shown for name in figure.needs]
    for figure in chosen(figures, (*(one.name for one in shown), *parts)):
        yield Note(NoteKind.METRIC, _meaning(figure, context), figure.label)


def _meaning(figure: Figure, context: Context) -> str:
    if figure.metric is None:
        entry = context.edition.spec.calculated[figure.name]
        made = in_words(entry.formula, context.catalog)
        said = f"{entry.help.rstrip('.')}. " if entry.help else ""
        return f"{said}{made}; over several media items, from the pooled figures of those that have every number."
    summed = f"Over several media items it is a {SUM_OF_REACH.lower()}." if figure.pooled_label == SUM_OF_REACH else ""
    caveats = (f"{caveat.rstrip('.')}." for caveat in figure.metric.caveats)
    return " ".join(filter(None, (figure.metric.help, *caveats, summed)))

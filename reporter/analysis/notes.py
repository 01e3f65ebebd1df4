"""Data notes: as of when, what is provisional, missing, left out, and how each number is made."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from reporter.analysis.absences import missing_notes
from reporter.analysis.comparison import remarks
from reporter.analysis.context import Context
from reporter.analysis.evidence import age_notes
from reporter.analysis.evidence import comparison_notes
from reporter.analysis.evidence import gone_notes
from reporter.analysis.evidence import interval_notes
from reporter.analysis.evidence import story_notes
from reporter.analysis.figures import Figure
from reporter.analysis.figures import chosen
from reporter.analysis.figures import in_words
from reporter.language import say
from reporter.language import say_count
from reporter.language import say_moment
from reporter.report import Note
from reporter.report import NoteKind
from reporter.spec.wanted import shown_metrics

_AT_ONCE = timedelta(hours=1)


def build_notes(context: Context, failures: Sequence[tuple[str, str]]) -> tuple[Note, ...]:
    """Return the notes in the order they are shown. `failures`: (account, message) of accounts without an answer."""
    order = list(NoteKind)
    found = [
        *_as_of(context),
        *(
            Note(NoteKind.MISSING, say("No answer for this account: {message}.", message=message), account)
            for account, message in failures
        ),
        *_unlisted(context),
        *missing_notes(context),
        *_unread(context),
        *_provisional(context),
        *story_notes(context),
        *comparison_notes(context),
        *(Note(NoteKind.STORIES, one) for one in remarks(context)),
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
    at_once = say("on {when}", when=say_moment(last))
    seen = say("between {first} and {last}", first=say_moment(first), last=say_moment(last))
    text = say(
        "Media published in the period, with their lifetime totals as Instagram gave them {seen} ({zone}).",
        seen=at_once if last - first < _AT_ONCE else seen,
        zone=context.edition.timezone,
    )
    yield Note(NoteKind.AS_OF, text)


def _unlisted(context: Context) -> Iterator[Note]:
    """Say of accounts that answered whose list of media has gaps in the period."""
    accounts = [one for one in context.beside.unlisted if one not in context.silent]
    if accounts:
        text = say("What was published is not known for all of the period: {accounts}.", accounts=", ".join(accounts))
        yield Note(NoteKind.MISSING, text)


def _unread(context: Context) -> Iterator[Note]:
    count = context.dataset.stale
    if count:
        text = say_count(
            count,
            "{count} number could not be read at the last attempt and stands as it was read before.",
            "{count} numbers could not be read at the last attempt and stand as they were read before.",
        )
        yield Note(NoteKind.MISSING, text)


def _provisional(context: Context) -> Iterator[Note]:
    young = int(context.dataset.media["provisional"].sum())
    if young:
        text = say_count(
            young,
            "{count} media item is younger than 48 hours; Instagram may still add to these numbers.",
            "{count} media items are younger than 48 hours; Instagram may still add to these numbers.",
        )
        yield Note(NoteKind.PROVISIONAL, text)


def _left_out(context: Context) -> Iterator[Note]:
    left = context.dataset.left_out
    if left.filtered:
        text = say_count(
            left.filtered,
            "{count} media item of the period left out by the filter.",
            "{count} media items of the period left out by the filter.",
        )
        yield Note(NoteKind.FILTER, text)
    where = context.edition.spec.media.where
    if left.where:
        text = say_count(
            left.where,
            "{count} media item left out for not meeting: {condition}.",
            "{count} media items left out for not meeting: {condition}.",
            condition=where,
        )
        yield Note(NoteKind.FILTER, text)
    unknown = context.dataset.undecided.height
    if unknown:
        text = say_count(
            unknown,
            "{count} media item left out: a number is missing, so it is not known whether it meets: {condition}.",
            "{count} media items left out: a number is missing, so it is not known whether they meet: {condition}.",
            condition=where,
        )
        yield Note(NoteKind.FILTER, text)


def _shared(context: Context) -> Iterator[Note]:
    """Collaborations: media items that another account owns, and those that two accounts of the report list."""
    media = context.dataset.media
    named = media.filter(pl.col("username") != "")
    for (account,), own in named.group_by(["account"], maintain_order=True):
        owners = own["username"].value_counts(sort=True)["username"].to_list()
        others = own.filter(pl.col("username") != owners[0])
        if others.height:
            names = ", ".join(f"@{one}" for one in owners[1:4])
            text = say_count(
                others.height,
                "{count} media item listed for this account and owned by another ({names}).",
                "{count} media items listed for this account and owned by another ({names}).",
                names=names,
            )
            yield Note(NoteKind.DATA, text, str(account))
    twice = media["media_id"].len() - media["media_id"].n_unique()
    if twice:
        text = say_count(
            twice,
            "{count} media item counted for each of the accounts that share it.",
            "{count} media items counted for each of the accounts that share them.",
        )
        yield Note(NoteKind.DATA, text)


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
        pooled = say(
            "{formula}; over several media items, from the pooled figures of those that have every number.",
            formula=made,
        )
        return f"{said}{pooled}"
    summed = say("Over several media items it is a sum of post reach.") if figure.sums_reach else ""
    caveats = (f"{say(caveat).rstrip('.')}." for caveat in figure.metric.caveats)
    return " ".join(filter(None, (figure.help, *caveats, summed)))

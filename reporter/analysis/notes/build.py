"""Data notes: when the data was collected, what is provisional, missing or excluded, and how figures are calculated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.measures import stale_column
from reporter.analysis.figures.coverage import count_lowered
from reporter.analysis.figures.model import Figure, readable_formula, select_figures
from reporter.analysis.notes.coverage import age_notes, comparison_notes, gone_notes, interval_notes, story_notes
from reporter.analysis.notes.missing import missing_notes
from reporter.catalog.models import ProductType
from reporter.core.report import Note, NoteKind
from reporter.spec.metrics import shown_metrics

_AT_ONCE = timedelta(hours=1)


def build_notes(context: Context, failures: Sequence[tuple[str, str]]) -> tuple[Note, ...]:
    """Return the notes in the order they are shown. `failures`: (account, message) of accounts without an answer."""
    order = list(NoteKind)
    notes = [
        *_as_of(context),
        *_types_of_posts(context),
        *_failures(context, failures),
        *_unlisted(context),
        *missing_notes(context),
        *_stale(context),
        *_lowered(context),
        *_provisional(context),
        *story_notes(context),
        *comparison_notes(context),
        *gone_notes(context),
        *_left_out(context),
        *_shared(context),
        *_meanings(context),
    ]
    return tuple(sorted(notes, key=lambda note: order.index(note.kind)))


def _as_of(context: Context) -> Iterator[Note]:
    data, zone, spec = context.dataset, context.edition.zone, context.edition.spec
    if spec.basis == "gained" or spec.at_age:
        yield from (interval_notes(context) if spec.basis == "gained" else age_notes(context))
        return
    first, last = data.first_seen.astimezone(zone), data.as_of.astimezone(zone)
    at_once = context.translator.say(
        "This report covers posts published during the period, with lifetime totals collected from Instagram on {when} "
        "({zone}).",
        when=context.translator.moment(last),
        zone=context.edition.timezone,
    )
    over_time = context.translator.say(
        "This report covers posts published during the period, with lifetime totals collected from Instagram between "
        "{first} and {last} ({zone}).",
        first=context.translator.moment(first),
        last=context.translator.moment(last),
        zone=context.edition.timezone,
    )
    yield Note(NoteKind.AS_OF, at_once if last - first < _AT_ONCE else over_time)


def _types_of_posts(context: Context) -> Iterator[Note]:
    """Say once that "posts" covers stories, in a report that has some."""
    types = context.dataset.media["product_type"].unique().to_list()
    if types == [ProductType.STORY]:
        yield Note(NoteKind.AS_OF, context.translator.say("All posts in this report are stories."))
    elif ProductType.STORY in types:
        yield Note(NoteKind.AS_OF, context.translator.say("Posts include feed posts, reels and stories."))


def _failures(context: Context, failures: Sequence[tuple[str, str]]) -> Iterator[Note]:
    for account, message in failures:
        silent = context.translator.say("No response for this account: {message}.", message=message)
        partly = context.translator.say(
            "Not everything could be collected for this account: {message}.", message=message
        )
        yield Note(NoteKind.MISSING, silent if account in context.silent else partly, account)


def _unlisted(context: Context) -> Iterator[Note]:
    """Say of accounts whose list of media is not known over all of the period up to when it is."""
    for account, until in context.history_facts.ground.known_until.items():
        subject = account if len(context.edition.accounts) > 1 else ""
        if until is not None:
            when = context.translator.moment(until.astimezone(context.edition.zone))
            yield Note(
                NoteKind.MISSING,
                context.translator.say("The list of posts from this period is complete only until {when}.", when=when),
                subject,
            )
        elif account not in context.silent:
            yield Note(
                NoteKind.MISSING,
                context.translator.say("The list of posts from this period may be incomplete."),
                subject,
            )


def _stale(context: Context) -> Iterator[Note]:
    data = context.dataset
    count = sum(int(data.media[stale_column(name)].sum()) for name in data.metrics)
    if count:
        text = context.translator.say_count(
            count,
            "{count} value was not returned at the last reading. The report shows the last value collected.",
            "{count} values were not returned at the last reading. The report shows the last values collected.",
        )
        yield Note(NoteKind.MISSING, text)


def _lowered(context: Context) -> Iterator[Note]:
    if count := count_lowered(context):
        text = context.translator.say_count(
            count,
            "Meta lowered values of {count} post after an earlier reading. The report shows the current values and "
            "calculates no growth or change from them.",
            "Meta lowered values of {count} posts after an earlier reading. The report shows the current values and "
            "calculates no growth or change from them.",
        )
        yield Note(NoteKind.DATA, text)


def _provisional(context: Context) -> Iterator[Note]:
    media = context.dataset.media
    early = media.filter(pl.col("provisional"))["media_id"].n_unique()
    if early:
        text = context.translator.say_count(
            early,
            "{count} post was less than 48 hours old when it was measured, so its values are provisional.",
            "{count} posts were less than 48 hours old when they were measured, so their values are provisional.",
        )
        yield Note(NoteKind.PROVISIONAL, text)


def _left_out(context: Context) -> Iterator[Note]:
    left = context.dataset.left_out
    if left.filtered:
        text = context.translator.say_count(
            left.filtered,
            "{count} post from the period is excluded by the filter.",
            "{count} posts from the period are excluded by the filter.",
        )
        yield Note(NoteKind.FILTER, text)
    where = context.edition.spec.media.where
    if left.where:
        text = context.translator.say_count(
            left.where,
            "{count} post is excluded because it does not meet this condition: {condition}.",
            "{count} posts are excluded because they do not meet this condition: {condition}.",
            condition=where,
        )
        yield Note(NoteKind.FILTER, text)
    unknown = context.dataset.undecided.height
    if unknown:
        text = context.translator.say_count(
            unknown,
            "{count} post is excluded because a missing value makes this condition impossible to check: {condition}.",
            "{count} posts are excluded because a missing value makes this condition impossible to check: {condition}.",
            condition=where,
        )
        yield Note(NoteKind.FILTER, text)


def _shared(context: Context) -> Iterator[Note]:
    """Collaborations: media items that another account owns, and those that two accounts of the report list."""
    media = context.dataset.media
    named = media.filter(pl.col("username") != "")
    for (account,), posts in named.group_by(["account"], maintain_order=True):
        owners = posts["username"].value_counts(sort=True)["username"].to_list()
        others = posts.filter(pl.col("username") != owners[0])
        if others.height:
            names = ", ".join(f"@{owner}" for owner in owners[1:4])
            text = context.translator.say_count(
                others.height,
                "{count} post appears on this account but belongs to another account ({names}).",
                "{count} posts appear on this account but belong to another account ({names}).",
                names=names,
            )
            yield Note(NoteKind.DATA, text, str(account))
    shared = media.filter(pl.col("shared"))["media_id"].n_unique()
    if shared:
        text = context.translator.say_count(
            shared,
            "{count} post appears on several accounts. It counts once in every total.",
            "{count} posts appear on several accounts. Each counts once in every total.",
        )
        yield Note(NoteKind.DATA, text)


def _meanings(context: Context) -> Iterator[Note]:
    figures = context.dataset.figures
    shown = select_figures(figures, shown_metrics(context.edition.spec))
    parts = [name for figure in shown for name in figure.needs]
    for figure in select_figures(figures, (*(figure.name for figure in shown), *parts)):
        yield Note(NoteKind.METRIC, _meaning(figure, context), figure.label)


def _meaning(figure: Figure, context: Context) -> str:
    if figure.metric is None:
        entry = context.edition.spec.calculated[figure.name]
        formula = readable_formula(entry.formula, context.catalog, translator=context.translator)
        help_ = f"{entry.help.rstrip('.')}. " if entry.help else ""
        pooled = context.translator.say(
            "{formula}. For several posts, this uses the combined figures of the posts that have every value.",
            formula=formula,
        )
        return f"{help_}{pooled}"
    summed = context.translator.say("For several posts, this is the sum of post reach.") if figure.sums_reach else ""
    caveats = (f"{context.translator.say(caveat).rstrip('.')}." for caveat in figure.metric.caveats)
    return " ".join(filter(None, (figure.help, *caveats, summed)))

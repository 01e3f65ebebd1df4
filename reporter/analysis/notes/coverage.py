"""Data notes on coverage: the interval or age that the values really cover, comparisons, and collection of stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.wording import localized_period
from reporter.catalog.models import ProductType
from reporter.core.i18n import Translator
from reporter.core.observations import Outage, StoryWatch
from reporter.core.report import Note, NoteKind
from reporter.spec.recurrence import moment_of

_LIVE = timedelta(hours=24)
_CLOSE = timedelta(hours=1)
_MOST_NAMED = 5


def interval_notes(context: Context) -> Iterator[Note]:
    """Yield the notes on the readings that growth was measured between, and on posts without them."""
    data, zone = context.dataset, context.edition.zone
    known = data.media.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in data.metrics))
    unknown = data.media.height - known.height
    text = context.translator.say_count(
        context.catalog.retention.days // 365,
        "This report shows the growth of posts up to {count} year old during the period, measured between two "
        "readings of each post ({zone}).",
        "This report shows the growth of posts up to {count} years old during the period, measured between two "
        "readings of each post ({zone}).",
        zone=context.edition.timezone,
    )
    yield Note(NoteKind.AS_OF, " ".join((text, *_readings(known, zone, translator=context.translator))))
    if unknown:
        text = context.translator.say_count(
            unknown,
            "{count} post lacks a reading near the start or the end of the period, so its growth is unknown.",
            "{count} posts lack a reading near the start or the end of the period, so their growth is unknown.",
        )
        yield Note(NoteKind.MISSING, text)


def _readings(known: pl.DataFrame, zone: ZoneInfo, *, translator: Translator) -> Iterator[str]:
    """Yield the sentences on the times of the readings that growth was measured between."""
    if not known.height:
        return
    opened, closed = (_span(known[name].drop_nulls(), zone, translator=translator) for name in ("oldest", "seen"))
    if opened:
        yield translator.say(
            "Readings at the start of the period: {opened}. Readings at the end: {closed}.",
            opened=opened,
            closed=closed,
        )
    else:
        yield translator.say("Readings at the end of the period: {closed}.", closed=closed)
    inside = known["oldest"].null_count()
    if inside:
        yield translator.say_count(
            inside,
            "{count} post was published during the period, so its growth is counted from zero.",
            "{count} posts were published during the period, so their growth is counted from zero.",
        )


def age_notes(context: Context) -> Iterator[Note]:
    """Yield the notes on the ages at which posts were measured, and on posts that are too recent."""
    age, data = context.edition.spec.at_age, context.dataset
    assert age is not None
    due = age.length
    ages = _ages(data.media, data.metrics)
    text = context.translator.say(
        "For each post, this report uses the first values collected at an age of {age} or later.",
        age=context.translator.age(age),
    )
    if len(ages):
        first, last = (
            _duration(timedelta(seconds=age_s), translator=context.translator)
            for age_s in (ages.min(), ages.max())
            if isinstance(age_s, float)
        )
        several = context.translator.say("Actual ages range from {first} to {last}.", first=first, last=last)
        single = context.translator.say("The actual age is {age}.", age=first)
        text = f"{text} {several if first != last else single}"
    yield Note(NoteKind.AS_OF, text)
    late = int((ages > (due + max(due / 8, timedelta(hours=12))).total_seconds()).sum())
    if late:
        text = context.translator.say_count(
            late,
            "{count} post was first measured long after that age.",
            "{count} posts were first measured long after that age.",
        )
        yield Note(NoteKind.DATA, text)
    if data.left_out.too_young:
        text = context.translator.say_count(
            data.left_out.too_young,
            "{count} of {total} posts is not {age} old yet and is not counted.",
            "{count} of {total} posts are not {age} old yet and are not counted.",
            total=context.translator.number(data.left_out.too_young + data.count),
            age=context.translator.age(age),
        )
        yield Note(NoteKind.PROVISIONAL, text)


def comparison_notes(context: Context) -> Iterator[Note]:
    """Yield the notes on the compared period: as of when its values are, and what the comparison excludes."""
    edition, earlier = context.edition, context.earlier
    if earlier is None or edition.earlier is None:
        return
    text = context.translator.say_count(
        earlier.count,
        "Compared with {period}, which has {count} post.",
        "Compared with {period}, which has {count} posts.",
        period=localized_period(edition.earlier, translator=context.translator),
    )
    if edition.spec.basis == "published" and not edition.spec.at_age and edition.spec.compare.as_known == "then":
        at = context.translator.moment(moment_of(edition, context.dataset.now).astimezone(edition.zone))
        known = context.translator.say(
            "The earlier values are those known on {when}, when the earlier posts were as old as the current posts are "
            "now.",
            when=at,
        )
        text = text if context.history_facts.ground.unlike_age else f"{text} {known}"
    yield Note(NoteKind.DATA, text)
    for sentence in ground_notes(context):
        yield Note(NoteKind.DATA, sentence)


def ground_notes(context: Context) -> tuple[str, ...]:
    """Return the sentences that readers need to know before they read a change."""
    return tuple(_ground(context)) if context.population else ()


def _ground(context: Context) -> Iterator[str]:
    edition, ground, population = context.edition, context.history_facts.ground, context.population
    assert population is not None
    assert edition.earlier is not None
    if edition.running:
        yield _same_part(context)
    if ground.unlike_age and edition.spec.compare.as_known == "now":
        yield context.translator.say(
            "The previous values are as of today, so the earlier posts have had more time to collect results."
        )
    elif ground.unlike_age - population.left_out:
        yield context.translator.say(
            "Changes are not shown. No values were collected around {when}, when the earlier posts were as old as the "
            "current posts are now.",
            when=_then(context),
        )
    if ground.comparable_from:
        when = context.translator.day(ground.comparable_from.astimezone(edition.zone))
        yield context.translator.say("Fair comparisons are possible from {when} onwards.", when=when)
    out = [account for account in edition.accounts if account in population.left_out]
    if out:
        yield context.translator.say_count(
            len(out),
            "Changes exclude {count} account without complete data for both periods: {accounts}.",
            "Changes exclude {count} accounts without complete data for both periods: {accounts}.",
            accounts=shortened_list(out, translator=context.translator),
        )
    if population.storyless:
        yield context.translator.say("Changes exclude stories that were not collected throughout both periods.")


def _then(context: Context) -> str:
    return context.translator.day(moment_of(context.edition, context.dataset.now).astimezone(context.edition.zone))


def _same_part(context: Context) -> str:
    """Say which part of the earlier period is compared with one that still runs."""
    edition = context.edition
    assert edition.earlier is not None
    wall = edition.earlier.end.replace(tzinfo=None) - edition.earlier.start.replace(tzinfo=None)
    lengths = [context.translator.age(f"{wall.days}d")] if wall.days else []
    lengths += [context.translator.age(f"{wall.seconds // 3600}h")] if wall.seconds >= 3600 or not wall.days else []
    part = context.translator.enumeration(lengths)
    return context.translator.say(
        "This period is not over, so it is compared with the first {part} of the previous period.", part=part
    )


def shortened_list(names: Sequence[str], *, translator: Translator) -> str:
    """Return names as a list of which a long one is cut: acme, beta and 37 more."""
    shown = list(names) if len(names) <= _MOST_NAMED else list(names[: _MOST_NAMED - 1])
    more = len(names) - len(shown)
    return ", ".join([*shown, *([translator.say("and {count} more", count=translator.number(more))] if more else [])])


def gone_notes(context: Context) -> Iterator[Note]:
    """Yield the notes on posts that are excluded because they are no longer on Instagram."""
    for account, count in context.history_facts.gone.items():
        text = context.translator.say_count(
            count,
            "{count} post is no longer available on Instagram and is excluded.",
            "{count} posts are no longer available on Instagram and are excluded.",
        )
        yield Note(NoteKind.DATA, text, account if len(context.edition.accounts) > 1 else "")


def story_notes(context: Context) -> Iterator[Note]:
    """Yield the notes on stories: how many were collected shortly before they expired, and when others were missed."""
    if not _about_stories(context):
        return
    several = len(context.edition.accounts) > 1
    for watch in context.history_facts.watches:
        subject = watch.account if several else ""
        if watch.known:
            yield Note(
                NoteKind.STORIES,
                " ".join((_collected_in_time(watch, translator=context.translator), *_missed(watch, context))),
                subject,
            )
        yield from _unwatched(watch, context, subject)
    if not context.history_facts.watches:
        yield from _unwatched(None, context, "")
    ages = _ages(context.dataset.media.filter(pl.col("product_type") == ProductType.STORY), context.dataset.metrics)
    if len(ages) and context.edition.spec.basis == "published" and not context.edition.spec.at_age:
        first, last = (
            _duration(timedelta(seconds=age_s), translator=context.translator)
            for age_s in (ages.min(), ages.max())
            if isinstance(age_s, float)
        )
        differing = context.translator.say(
            "Stories show the last values collected before they expired, at ages from {first} to {last}.",
            first=first,
            last=last,
        )
        alike = context.translator.say(
            "Stories show the last values collected before they expired, at an age of {age}.", age=first
        )
        yield Note(NoteKind.STORIES, differing if first != last else alike)


def _about_stories(context: Context) -> bool:
    spec, data = context.edition.spec, context.dataset
    includes_stories = not spec.media.product_types or ProductType.STORY in spec.media.product_types
    return includes_stories and any(
        ProductType.STORY in context.catalog.metrics[name].product_types for name in data.metrics
    )


def _collected_in_time(watch: StoryWatch, *, translator: Translator) -> str:
    return translator.say_count(
        watch.caught,
        "{count} of {total} stories was collected shortly before it expired.",
        "{count} of {total} stories were collected shortly before they expired.",
        total=translator.number(watch.known),
    )


def _missed(watch: StoryWatch, context: Context) -> Iterator[str]:
    """Yield one sentence for each collection gap in which stories expired."""
    for outage in watch.outages:
        yield context.translator.say_count(
            outage.stories,
            "{count} story expired while no data was collected ({interval}).",
            "{count} stories expired while no data was collected ({interval}).",
            interval=_interval(outage, context),
        )


def _interval(outage: Outage, context: Context) -> str:
    """Return "Tue 17 Nov 2026, 03:00–09:00", or both days where the gap spans midnight."""
    start, end = (moment.astimezone(context.edition.zone) for moment in (outage.start, outage.end))
    first = f"{context.translator.weekday(start)} {context.translator.moment(start)}"
    if start.date() == end.date():
        return f"{first}–{end:%H:%M}"
    return f"{first} – {context.translator.weekday(end)} {context.translator.moment(end)}"


def _unwatched(watch: StoryWatch | None, context: Context, subject: str) -> Iterator[Note]:
    """Yield the note on stories that may be missing because they were not collected."""
    start, zone = context.edition.period.start, context.edition.zone
    since = watch.since if watch else None
    if since is None and start < context.dataset.now - _LIVE:
        text = context.translator.say(
            "Instagram provides story insights for 24 hours only. None were collected during that time, so stories may "
            "be missing."
        )
        yield Note(NoteKind.STORIES, text, subject)
    elif since is not None and start < since - _LIVE:
        text = context.translator.say(
            "Story collection started on {when}. Stories that expired before then may be missing.",
            when=context.translator.moment(since.astimezone(zone)),
        )
        yield Note(NoteKind.STORIES, text, subject)


def _ages(media: pl.DataFrame, metrics: tuple[str, ...]) -> pl.Series:
    """Return the ages, in seconds, at which media items were read; of those with a number at all."""
    known = media.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in metrics))
    return (known["seen"] - known["published"]).dt.total_seconds().cast(pl.Float64)


def _span(times: pl.Series, zone: ZoneInfo, *, translator: Translator) -> str:
    """Return "16 Nov 2026, 00:10", or the first and last of times that are further apart; "" for none."""
    if not len(times):
        return ""
    first, last = times.min(), times.max()
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    earliest, latest = (translator.moment(moment.astimezone(zone)) for moment in (first, last))
    return latest if last - first < _CLOSE else f"{earliest} – {latest}"


def _duration(length: timedelta, *, translator: Translator) -> str:
    """Return "7 d 2 h", or "20 h 5 min" under two days."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 48 * 60:
        days, rest = divmod(minutes // 60, 24)
        return (
            translator.say("{days} d {hours} h", days=days, hours=rest)
            if rest
            else translator.say("{days} d", days=days)
        )
    hours, rest = divmod(minutes, 60)
    return (
        translator.say("{hours} h {minutes} min", hours=hours, minutes=rest)
        if rest
        else translator.say("{hours} h", hours=hours)
    )

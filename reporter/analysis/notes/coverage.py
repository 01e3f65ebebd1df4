"""Data notes on what history bears: which interval or age the numbers really cover, and how stories were watched."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import datetime
from datetime import timedelta
from zoneinfo import ZoneInfo

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.wording import items
from reporter.analysis.wording import period_words
from reporter.catalog.models import ProductType
from reporter.core.i18n import say
from reporter.core.i18n import say_age
from reporter.core.i18n import say_count
from reporter.core.i18n import say_day
from reporter.core.i18n import say_list
from reporter.core.i18n import say_moment
from reporter.core.i18n import say_number
from reporter.core.i18n import say_weekday
from reporter.core.observations import Outage
from reporter.core.observations import StoryWatch
from reporter.core.report import Note
from reporter.core.report import NoteKind
from reporter.spec.recurrence import moment_of

_LIVE = timedelta(hours=24)
_CLOSE = timedelta(hours=1)
_MOST_NAMED = 5


def interval_notes(context: Context) -> Iterator[Note]:
    """Say between which looks the growth was measured, and of how many media items it was not."""
    data, zone = context.dataset, context.edition.zone
    known = data.media.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in data.metrics))
    unknown = data.media.height - known.height
    text = say_count(
        context.catalog.retention.days // 365,
        "What media up to {count} year old gained in the period, each between two looks at it ({zone}).",
        "What media up to {count} years old gained in the period, each between two looks at it ({zone}).",
        zone=context.edition.timezone,
    )
    yield Note(NoteKind.AS_OF, " ".join((text, *_looks(known, zone))))
    if unknown:
        text = say_count(
            unknown,
            "Of {count} media item there is no look near both ends of the period, so no growth is known.",
            "Of {count} media items there is no look near both ends of the period, so no growth is known.",
        )
        yield Note(NoteKind.MISSING, text)


def _looks(known: pl.DataFrame, zone: ZoneInfo) -> Iterator[str]:
    """Say when the looks were taken between which growth was measured."""
    if not known.height:
        return
    opened, closed = (_span(known[name].drop_nulls(), zone) for name in ("oldest", "seen"))
    if opened:
        yield say("The first was taken {opened}, the last {closed}.", opened=opened, closed=closed)
    else:
        yield say("The last was taken {closed}.", closed=closed)
    inside = known["oldest"].null_count()
    if inside:
        yield say_count(
            inside,
            "{count} media item published in the period began at nothing.",
            "{count} media items published in the period began at nothing.",
        )


def age_notes(context: Context) -> Iterator[Note]:
    """Say at which ages media items were really measured, and how many are still too young for it."""
    age, data = context.edition.spec.at_age, context.dataset
    assert age is not None
    due = age.length
    ages = _ages(data.media, data.metrics)
    text = say(
        "For each post, this report uses the first values collected at an age of {age} or later.", age=say_age(age)
    )
    if len(ages):
        first, last = (_duration(timedelta(seconds=one)) for one in (ages.min(), ages.max()) if isinstance(one, float))
        several = say("Actual ages range from {first} to {last}.", first=first, last=last)
        one = say("The actual age is {age}.", age=first)
        text = f"{text} {several if first != last else one}"
    yield Note(NoteKind.AS_OF, text)
    late = int((ages > (due + max(due / 8, timedelta(hours=12))).total_seconds()).sum())
    if late:
        text = say_count(
            late,
            "{count} post was first measured long after that age.",
            "{count} posts were first measured long after that age.",
        )
        yield Note(NoteKind.DATA, text)
    if data.left_out.too_young:
        text = say_count(
            data.left_out.too_young + data.count,
            "{young} of {count} post is not {age} old yet and is not counted.",
            "{young} of {count} posts are not {age} old yet and are not counted.",
            young=say_number(data.left_out.too_young),
            age=say_age(age),
        )
        yield Note(NoteKind.PROVISIONAL, text)


def comparison_notes(context: Context) -> Iterator[Note]:
    """Say what the report is compared with, as of when it was known, and what that comparison leaves out."""
    edition, earlier = context.edition, context.earlier
    if earlier is None or edition.earlier is None:
        return
    period, count = period_words(edition.earlier), items(earlier.count)
    text = say("Compared with {period} ({items}).", period=period, items=count)
    if edition.spec.basis == "published" and not edition.spec.at_age and edition.spec.compare.as_known == "then":
        at = say_moment(moment_of(edition, context.dataset.now).astimezone(edition.zone))
        known = say("Its values are those known on {when}, when its posts were as old as these are now.", when=at)
        text = text if context.beside.ground.unlike_age else f"{text} {known}"
    yield Note(NoteKind.DATA, text)
    for one in ground_notes(context):
        yield Note(NoteKind.DATA, one)


def ground_notes(context: Context) -> tuple[str, ...]:
    """Return what readers have to know of the comparison before they read a change; one sentence each."""
    return tuple(_ground(context)) if context.population else ()


def _ground(context: Context) -> Iterator[str]:
    edition, ground, population = context.edition, context.beside.ground, context.population
    assert population is not None
    assert edition.earlier is not None
    if edition.running:
        yield _same_part(context)
    if ground.unlike_age and edition.spec.compare.as_known == "now":
        yield say("The previous values are as of today, so the earlier posts have had more time to collect results.")
    elif ground.unlike_age - population.left_out:
        yield say(
            "No values were collected around {when}, when the earlier posts were as old as these are now. "
            "Changes are not shown.",
            when=_then(context),
        )
    if ground.comparable_from:
        when = say_day(ground.comparable_from.astimezone(edition.zone))
        yield say("Fair comparisons are possible from {when} on.", when=when)
    out = [one for one in edition.accounts if one in population.left_out]
    if out:
        yield say_count(
            len(out),
            "Changes exclude {count} account without complete data for both periods: {accounts}.",
            "Changes exclude {count} accounts without complete data for both periods: {accounts}.",
            accounts=few(out),
        )
    if population.storyless:
        yield say("Changes exclude stories that were not collected throughout both periods.")


def _then(context: Context) -> str:
    return say_day(moment_of(context.edition, context.dataset.now).astimezone(context.edition.zone))


def _same_part(context: Context) -> str:
    """Say which part of the earlier period is compared with one that still runs."""
    edition = context.edition
    assert edition.earlier is not None
    wall = edition.earlier.end.replace(tzinfo=None) - edition.earlier.start.replace(tzinfo=None)
    lengths = [say_age(f"{wall.days}d")] if wall.days else []
    lengths += [say_age(f"{wall.seconds // 3600}h")] if wall.seconds >= 3600 or not wall.days else []
    part = say_list(lengths)
    return say("This period is not over: it is compared with the first {part} of the previous one.", part=part)


def few(names: Sequence[str]) -> str:
    """Return names as a list of which a long one is cut: acme, beta and 37 more."""
    shown = list(names) if len(names) <= _MOST_NAMED else list(names[: _MOST_NAMED - 1])
    more = len(names) - len(shown)
    return ", ".join([*shown, *([say("and {count} more", count=say_number(more))] if more else [])])


def gone_notes(context: Context) -> Iterator[Note]:
    """Say which media items were left out because they are no longer there."""
    for account, count in context.beside.gone.items():
        text = say_count(
            count,
            "{count} media item is no longer on Instagram and is left out.",
            "{count} media items are no longer on Instagram and are left out.",
        )
        yield Note(NoteKind.DATA, text, account if len(context.edition.accounts) > 1 else "")


def story_notes(context: Context) -> Iterator[Note]:
    """Say how many of the known stories were caught before they ended, and when the others were missed."""
    if not _about_stories(context):
        return
    several = len(context.edition.accounts) > 1
    for watch in context.beside.watches:
        subject = watch.account if several else ""
        if watch.known:
            yield Note(NoteKind.STORIES, "; ".join((_caught(watch), *_missed(watch, context))) + ".", subject)
        yield from _unwatched(watch, context, subject)
    if not context.beside.watches:
        yield from _unwatched(None, context, "")
    ages = _ages(context.dataset.media.filter(pl.col("product_type") == ProductType.STORY), context.dataset.metrics)
    if len(ages) and context.edition.spec.basis == "published" and not context.edition.spec.at_age:
        first, last = (_duration(timedelta(seconds=one)) for one in (ages.min(), ages.max()) if isinstance(one, float))
        differing = say(
            "Stories show what was last read before they ended, at ages from {first} to {last}.", first=first, last=last
        )
        alike = say("Stories show what was last read before they ended, at ages of {age}.", age=first)
        yield Note(NoteKind.STORIES, differing if first != last else alike)


def _about_stories(context: Context) -> bool:
    spec, data = context.edition.spec, context.dataset
    asked = not spec.media.product_types or ProductType.STORY in spec.media.product_types
    return asked and any(ProductType.STORY in context.catalog.metrics[name].product_types for name in data.metrics)


def _caught(watch: StoryWatch) -> str:
    caught = say_number(watch.caught)
    return say_count(
        watch.known, "{caught} of {count} story caught", "{caught} of {count} stories caught", caught=caught
    )


def _missed(watch: StoryWatch, context: Context) -> Iterator[str]:
    """Give "2 expired during an outage Tue 03:00–09:00 (17 Nov 2026)"."""
    parts = [
        say_count(
            one.stories,
            "{count} expired during an outage {stretch}",
            "{count} expired during an outage {stretch}",
            stretch=_stretch(one, context),
        )
        for one in watch.outages
    ]
    if parts:
        yield say_list(parts)


def _stretch(outage: Outage, context: Context) -> str:
    start, end = (one.astimezone(context.edition.zone) for one in (outage.start, outage.end))
    first = f"{say_weekday(start)} {start:%H:%M}"
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{say_weekday(end)} {end:%H:%M}"
    return f"{first}–{last} ({say_day(start)})"


def _unwatched(watch: StoryWatch | None, context: Context, subject: str) -> Iterator[Note]:
    """Say from when on stories can be missing without anybody knowing of them."""
    start, zone = context.edition.period.start, context.edition.zone
    since = watch.since if watch else None
    if since is None and start < context.dataset.now - _LIVE:
        text = say(
            "A story can be read for 24 hours only, and nobody looked at the time: "
            "stories are known only when they are looked at every hour."
        )
        yield Note(NoteKind.STORIES, text, subject)
    elif since is not None and start < since - _LIVE:
        text = say(
            "Stories were first looked at on {when}; those that ended before are not known.",
            when=say_moment(since.astimezone(zone)),
        )
        yield Note(NoteKind.STORIES, text, subject)


def _ages(media: pl.DataFrame, metrics: tuple[str, ...]) -> pl.Series:
    """Return the ages, in seconds, at which media items were read; of those with a number at all."""
    known = media.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in metrics))
    return (known["seen"] - known["published"]).dt.total_seconds().cast(pl.Float64)


def _span(times: pl.Series, zone: ZoneInfo) -> str:
    """Return "on 16 Nov 2026, 00:10" or "between the one and the other"; "" for none."""
    if not len(times):
        return ""
    first, last = times.min(), times.max()
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    local = [say_moment(one.astimezone(zone)) for one in (first, last)]
    if last - first < _CLOSE:
        return say("on {when}", when=local[1])
    return say("between {first} and {last}", first=local[0], last=local[1])


def _duration(length: timedelta) -> str:
    """Return "7 d 2 h", or "20 h 5 min" under two days."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 48 * 60:
        days, rest = divmod(minutes // 60, 24)
        return say("{days} d {hours} h", days=days, hours=rest) if rest else say("{days} d", days=days)
    hours, rest = divmod(minutes, 60)
    return say("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else say("{hours} h", hours=hours)

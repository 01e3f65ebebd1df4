"""Data notes on what history bears: which interval or age the numbers really cover, and how stories were watched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from zoneinfo import ZoneInfo

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.wording import counted
from reporter.analysis.wording import listed
from reporter.analysis.wording import moment
from reporter.catalog.models import ProductType
from reporter.observations import Outage
from reporter.observations import StoryWatch
from reporter.report import Note
from reporter.report import NoteKind
from reporter.spec.periods import words

_LIVE = timedelta(hours=24)
_CLOSE = timedelta(hours=1)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def interval_notes(context: Context) -> Iterator[Note]:
    """Say between which looks the growth was measured, and of how many media items it was not."""
    data, zone = context.dataset, context.edition.zone
    known = data.media.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in data.metrics))
    unknown = data.media.height - known.height
    age = counted(context.catalog.retention.days // 365, "year")
    text = f"What media up to {age} old gained in the period, each between two looks at it ({context.edition.timezone})"
    if known.height:
        ends = [_span(known[name].drop_nulls(), zone) for name in ("oldest", "seen")]
        opened, closed = (f"taken {one}" if one else "" for one in ends)
        inside = known["oldest"].null_count()
        text += f": the first {opened}" if opened else ""
        text += f"{',' if opened else ':'} the last {closed}"
        text += f"; {counted(inside, 'media item')} published in the period began at nothing" if inside else ""
    yield Note(NoteKind.AS_OF, f"{text}.")
    if unknown:
        items = counted(unknown, "media item")
        yield Note(
            NoteKind.MISSING, f"Of {items} there is no look near both ends of the period, so no growth is known."
        )


def age_notes(context: Context) -> Iterator[Note]:
    """Say at which ages media items were really measured."""
    age, data = context.edition.spec.at_age or "", context.dataset
    due = timedelta(hours=int(age[:-1])) if age.endswith("h") else timedelta(days=int(age[:-1]))
    ages = _ages(data.media, data.metrics)
    text = f"Every media item as it was first seen at the age of {in_words(age)} or after"
    if len(ages):
        first, last = (_duration(timedelta(seconds=one)) for one in (ages.min(), ages.max()) if isinstance(one, float))
        text += f"; really at ages from {first} to {last}" if first != last else f"; really at {first}"
    yield Note(NoteKind.AS_OF, f"{text}.")
    late = int((ages > (due + max(due / 8, timedelta(hours=12))).total_seconds()).sum())
    if late:
        items = counted(late, "media item")
        yield Note(NoteKind.DATA, f"{items} {'was' if late == 1 else 'were'} first seen long after that age.")
    young = data.media.filter(pl.col("published") > data.now - due).height
    if young:
        items = counted(young, "media item")
        yield Note(NoteKind.PROVISIONAL, f"{items} {'is' if young == 1 else 'are'} not {in_words(age)} old yet.")


def comparison_notes(context: Context) -> Iterator[Note]:
    """Say what the report is compared with, and why a comparison of unequal ages flatters the older media."""
    edition, earlier = context.edition, context.earlier
    if earlier is None or edition.earlier is None:
        return
    items = counted(earlier.media.height, "media item")
    yield Note(NoteKind.DATA, f"Compared with {words(edition.earlier)} ({items}).")
    if edition.spec.basis == "published" and not edition.spec.at_age:
        text = "Media of the earlier period have had longer to gather their numbers; at_age compares at the same age."
        yield Note(NoteKind.DATA, text)


def gone_notes(context: Context) -> Iterator[Note]:
    """Say which media items were left out because they are no longer there."""
    for account, count in context.beside.gone.items():
        verb = "is" if count == 1 else "are"
        text = f"{counted(count, 'media item')} {verb} no longer on Instagram and {verb} left out."
        yield Note(NoteKind.DATA, text, account if len(context.edition.accounts) > 1 else "")


def story_notes(context: Context) -> Iterator[Note]:
    """Say how many of the known stories were caught before they ended, and when the others were missed."""
    if not _about_stories(context):
        return
    several = len(context.edition.accounts) > 1
    for watch in context.beside.watches:
        subject = watch.account if several else ""
        if watch.known:
            yield Note(NoteKind.STORIES, f"{_caught(watch)}{_missed(watch, context)}.", subject)
        yield from _unwatched(watch, context, subject)
    if not context.beside.watches:
        yield from _unwatched(None, context, "")
    ages = _ages(context.dataset.media.filter(pl.col("product_type") == ProductType.STORY), context.dataset.metrics)
    if len(ages) and context.edition.spec.basis == "published" and not context.edition.spec.at_age:
        first, last = (_duration(timedelta(seconds=one)) for one in (ages.min(), ages.max()) if isinstance(one, float))
        between = f"from {first} to {last}" if first != last else f"of {first}"
        yield Note(NoteKind.STORIES, f"Stories show what was last read before they ended, at ages {between}.")


def in_words(age: str) -> str:
    """Return "7 days" for 7d, "36 hours" for 36h."""
    return counted(int(age[:-1]), "day" if age.endswith("d") else "hour")


def _about_stories(context: Context) -> bool:
    spec, data = context.edition.spec, context.dataset
    asked = not spec.media.product_types or ProductType.STORY in spec.media.product_types
    return asked and any(ProductType.STORY in context.catalog.metrics[name].product_types for name in data.metrics)


def _caught(watch: StoryWatch) -> str:
    noun = "story" if watch.known == 1 else "stories"
    return f"{watch.caught:,} of {watch.known:,} {noun} caught"


def _missed(watch: StoryWatch, context: Context) -> str:
    """Return "; 2 expired during an outage Tue 17 Nov, 03:00 – 09:00"."""
    parts = [f"{one.stories:,} expired during an outage {_stretch(one, context)}" for one in watch.outages]
    return f"; {listed(parts)}" if parts else ""


def _stretch(outage: Outage, context: Context) -> str:
    start, end = (one.astimezone(context.edition.zone) for one in (outage.start, outage.end))
    first = f"{_DAYS[start.weekday()]} {start:%H:%M}"
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{_DAYS[end.weekday()]} {end:%H:%M}"
    return f"{first}–{last} ({moment(start).partition(',')[0]})"


def _unwatched(watch: StoryWatch | None, context: Context, subject: str) -> Iterator[Note]:
    """Say from when on stories can be missing without anybody knowing of them."""
    start, zone = context.edition.period.start, context.edition.zone
    since = watch.since if watch else None
    if since is None and start < context.dataset.now - _LIVE:
        text = "Stories can be read for 24 hours only, and nobody looked: run `reporter collect --stories` every hour."
        yield Note(NoteKind.STORIES, text, subject)
    elif since is not None and start < since - _LIVE:
        when = moment(since.astimezone(zone))
        text = f"Stories were first looked at on {when}; those that ended before are not known."
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
    local = [moment(one.astimezone(zone)) for one in (first, last)]
    return f"on {local[1]}" if last - first < _CLOSE else f"between {local[0]} and {local[1]}"


def _duration(length: timedelta) -> str:
    """Return "7 d 2 h", or "20 h 5 min" under two days."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 48 * 60:
        days, rest = divmod(minutes // 60, 24)
        return f"{days} d {rest} h" if rest else f"{days} d"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"

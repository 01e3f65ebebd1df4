"""Snapshots as of now or at an age.

Of each metric the fitting number counts, whichever metric set holds it; only where there never was one, the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

from sqlalchemy import Connection

from reporter.core.observations import STORY_LIFE, MediaItem, MetricValue, Missing, Observed, Reason, Snapshot
from reporter.history.encode import moment, seconds
from reporter.history.falls import Falls, highest_before, read_falls
from reporter.history.read.rows import (
    STORY,
    CompletedListings,
    MediaQuery,
    Reading,
    at_age,
    read_listings,
    read_media,
    readings_after,
    readings_before,
)
from reporter.history.tables import NUMBERS, REASONS, WEBHOOK

STORY_LIFE_S = int(STORY_LIFE.total_seconds())
SETTLED_S = 20 * 3600  # a story read after its twentieth hour is caught

_NOT_COLLECTED = Missing(Reason.NOT_COLLECTED)

# How good a reading is for a purpose, smaller is better, None does not do; and when its numbers count as seen.
Fit = Callable[[MediaItem, Reading], tuple[int, int] | None]


def latest(connection: Connection, selection: MediaQuery) -> list[Snapshot]:
    """Return what was last read of each media item by `selection.now`."""
    readings = by_media(readings_before(connection, selection, seconds(selection.now)))
    media = read_media(connection, selection, gone_by=selection.now)
    falls = read_falls(connection, selection)
    return [
        chosen(item, readings.get(number, ()), _newest, at=selection.now, falls=falls.get(number))
        for number, item in media.items()
    ]


def aged(
    connection: Connection, selection: MediaQuery, age: timedelta, *, gone_by: datetime | None = None
) -> list[Snapshot]:
    """Return what was first read of each media item at or after an age; the younger ones are not collected yet.

    What was gone by now, or by another moment, is left out.
    """
    due = at_age(whole := int(age.total_seconds()))
    readings = by_media(
        readings_before(connection, selection, due),
        readings_after(connection, selection, due),
        reasons(connection, selection),
    )
    media = read_media(connection, selection, gone_by=gone_by or selection.now)
    fit = partial(_first_at, whole, read_listings(connection, selection.accounts, selection.now))
    falls = read_falls(connection, selection)
    return [
        chosen(
            item,
            readings.get(number, ()),
            fit,
            at=selection.now,
            otherwise=_too_early(item, age, selection.now),
            falls=falls.get(number),
        )
        for number, item in media.items()
    ]


def reasons(connection: Connection, selection: MediaQuery) -> Iterable[Reading]:
    """Give the latest reasons: where no number fits, they may say why there cannot be one."""
    return readings_before(connection, selection, seconds(selection.now), kind=REASONS)


def by_media(*readings: Iterable[Reading]) -> dict[int, list[Reading]]:
    """Return readings by their media item's number."""
    by_media: dict[int, list[Reading]] = {}
    for some in readings:
        for reading in some:
            by_media.setdefault(reading.media, []).append(reading)
    return by_media


def chosen(
    media: MediaItem,
    readings: Sequence[Reading],
    fit: Fit,
    *,
    at: datetime,
    otherwise: Missing | None = None,
    falls: Falls | None = None,
) -> Snapshot:
    """Return the media item with the best number of each metric.

    `at`: when it counts as seen if there is no number at all; `otherwise`: why there is none, where nothing was said.
    `falls`: which of its numbers ever fell.
    """
    fitting = [
        (rank, reading) for reading in readings if reading.kind != REASONS and (rank := fit(media, reading)) is not None
    ]
    late = _read_late(media, readings)
    measures: dict[str, MetricValue] = {}
    times: dict[str, int] = {}
    for (_, seen), reading in sorted(fitting, key=itemgetter(0)):
        if all(map(measures.__contains__, reading.metrics)):
            continue  # nothing in it counts; most readings are not even taken apart
        numbers = reading.measures if reading.kind == NUMBERS else _believed(reading, late)
        measures, times = numbers | measures, dict.fromkeys(numbers, seen) | times  # what was there stays
    silent = _silent(readings)
    for metric in sorted(set().union(*(reading.metrics for reading in readings)) - measures.keys()):
        measures[metric] = _reason(silent.get(metric), otherwise, is_latest=fit is _newest)
    stale = _stale(times, silent) if fit is _newest else ()
    seen_at = times.values() or [seconds(at)]
    newest = max(seen_at)
    return Snapshot(
        media,
        moment(newest),
        measures,
        oldest=moment(min(seen_at)) if times else None,
        times={metric: moment(seen) for metric, seen in times.items() if seen < newest},
        stale=stale,
        highest=_highest(measures, times, falls) if falls else {},
    )


def _highest(
    measures: Mapping[str, MetricValue], times: Mapping[str, int], falls: Falls
) -> dict[str, tuple[int | float, datetime]]:
    numbers = {
        metric: (measure.value, times[metric]) for metric, measure in measures.items() if isinstance(measure, Observed)
    }
    return highest_before(falls, numbers)


def _believed(reading: Reading, late: Collection[str]) -> dict[str, MetricValue]:
    """Return the webhook's numbers, but for metrics that were read late."""
    return {
        metric: measure
        for metric, measure in reading.measures.items()
        if isinstance(measure, Observed) and metric not in late
    }


def _silent(readings: Iterable[Reading]) -> dict[str, tuple[int, Missing]]:
    """Return what was last said of why there is no number, by metric, and until when it was said."""
    silent: dict[str, tuple[int, Missing]] = {}
    for reading in readings:
        for metric, measure in reading.measures.items() if reading.kind != NUMBERS else ():
            if isinstance(measure, Missing) and (metric not in silent or silent[metric][0] < reading.until):
                silent[metric] = (reading.until, measure)
    return silent


def _stale(times: Mapping[str, int], silent: Mapping[str, tuple[int, Missing]]) -> tuple[str, ...]:
    """Return the metrics of which a later reading gave no number, for whatever reason."""
    return tuple(metric for metric, seen in times.items() if metric in silent and silent[metric][0] > seen)


def _reason(last: tuple[int, Missing] | None, otherwise: Missing | None, *, is_latest: bool) -> Missing:
    """Return why there is no number: what was said of it, but for failures of another time, which say nothing."""
    if last is not None and (is_latest or last[1].reason is not Reason.FAILED):
        return last[1]
    return otherwise or _NOT_COLLECTED


def _read_late(media: MediaItem, readings: Sequence[Reading]) -> set[str]:
    """Return the metrics of a story that were read after its twentieth hour: of these the webhook is not believed.

    The two differ; the API's own late number is the fuller one. Where it has none, the webhook's counts.
    """
    if all(reading.kind != WEBHOOK for reading in readings):
        return set()
    ripe = seconds(media.published) + SETTLED_S
    from_api = (reading for reading in readings if reading.kind == NUMBERS and reading.until >= ripe)
    return {metric for reading in from_api for metric in reading.metrics}


def _newest(_media: MediaItem, reading: Reading) -> tuple[int, int] | None:
    return -reading.until, reading.until


def _first_at(age: int, listings: CompletedListings, media: MediaItem, reading: Reading) -> tuple[int, int] | None:  # noqa: PLR0917 - a Fit
    due = seconds(media.published) + age
    if reading.until < due:
        return None
    seen = reading.seen if reading.seen >= due else min(next(listings.since(media, due), reading.until), reading.until)
    return seen, seen


def _too_early(media: MediaItem, age: timedelta, now: datetime) -> Missing | None:
    """Say why a media item cannot have a number of that age."""
    if media.product_type == STORY and age >= STORY_LIFE:
        return Missing(Reason.NOT_COLLECTED, "stories expire after 24 hours, so they have no value at that age")
    if now - media.published < age:
        return Missing(Reason.NOT_COLLECTED, "not old enough yet")
    return None

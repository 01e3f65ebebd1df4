"""Snapshots as they were at a time: now, at an age, or at the two ends of a period. Reads history, asks nobody.

Of each metric the fitting number counts, whichever question brought it; only where there never was one, the reason.
A row that reads the same from one look to another stands for the looks between them, not for the time between looks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from reporter.history.encode import moment
from reporter.history.encode import seconds
from reporter.history.read import Look
from reporter.history.read import Seen
from reporter.history.read import Wanted
from reporter.history.read import at_age
from reporter.history.read import looks_after
from reporter.history.read import looks_before
from reporter.history.read import read_media
from reporter.history.read import read_visits
from reporter.history.snapshots import REASONS
from reporter.history.snapshots import WEBHOOK
from reporter.observations import Growth
from reporter.observations import Measure
from reporter.observations import MediaItem
from reporter.observations import Missing
from reporter.observations import Reason
from reporter.observations import Snapshot

STORY = "STORY"
STORY_LIFE_S = 24 * 3600
SETTLED_S = 20 * 3600  # a story read after its twentieth hour is caught
_LEAST_SLACK, _MOST_SLACK = timedelta(hours=12), timedelta(days=7)

# How good a look is for a purpose, smaller is better, None does not do; and when its numbers count as seen.
Fit = Callable[[MediaItem, Look], tuple[int, int] | None]


def latest(connection: Connection, wanted: Wanted) -> list[Snapshot]:
    """Return what was last read of each media item by `wanted.now`."""
    looks = _by_media(looks_before(connection, wanted, seconds(wanted.now)))
    media = read_media(connection, wanted, gone_by=wanted.now)
    return [_chosen(one, looks.get(number, ()), _newest, at=wanted.now) for number, one in media.items()]


def aged(connection: Connection, wanted: Wanted, age: timedelta) -> list[Snapshot]:
    """Return what was first read of each media item at or after an age; the younger ones are not collected yet."""
    due = at_age(whole := int(age.total_seconds()))
    looks = _by_media(
        looks_before(connection, wanted, due), looks_after(connection, wanted, due), _why(connection, wanted)
    )
    media = read_media(connection, wanted, gone_by=wanted.now)
    fit = partial(_first_at, whole)
    return [
        _chosen(one, looks.get(number, ()), fit, at=wanted.now, otherwise=_too_early(one, age, wanted.now))
        for number, one in media.items()
    ]


def growths(connection: Connection, wanted: Wanted, *, start: datetime, end: datetime) -> list[Growth]:
    """Return what each media item read at `start` and at `end`, the looks nearest to them within `slack`."""
    end = min(end, wanted.now)
    near = _Near(int(slack(start, end).total_seconds()), read_visits(connection, wanted.accounts, wanted.now))
    why = list(_why(connection, wanted))
    sides = [
        _by_media(looks_before(connection, wanted, seconds(at)), looks_after(connection, wanted, seconds(at)), why)
        for at in (start, end)
    ]
    found = []
    for number, media in read_media(connection, wanted, gone_by=end).items():
        if media.product_type == STORY and media.published + timedelta(seconds=STORY_LIFE_S) <= start:
            continue  # it was over before
        opening, closing = (
            _chosen(media, side.get(number, ()), partial(near.to, seconds(at)), at=at)
            for side, at in zip(sides, (start, end), strict=True)
        )
        found.append(Growth(None if media.published >= start else opening, closing))
    return found


class _Near:
    """How near a look is to a moment, in seconds; it does not do from further than `room`."""

    def __init__(self, room: int, visits: Mapping[tuple[str, str], Sequence[Seen]]) -> None:
        self._room = room
        self._visits = visits

    def to(self, at: int, media: MediaItem, look: Look) -> tuple[int, int] | None:
        """Return the distance and when the look was, or None when it is too far."""
        if media.product_type == STORY and at >= seconds(media.published) + STORY_LIFE_S:
            return (-look.until, look.until)  # a story that is over grows no more
        times = [look.seen, look.until]
        if look.seen < at < look.until:
            times += self._between(at, media, look)
        distance, seen = min((abs(at - seen), seen) for seen in times)
        return (distance, seen) if distance <= self._room else None

    def _between(self, at: int, media: MediaItem, look: Look) -> Iterator[int]:
        """Give the nearest visit before and after a moment at which the media item was on the list."""
        visits = self._visits.get((media.account, "stories" if media.product_type == STORY else "media"), ())
        published, place = seconds(media.published), bisect_left(visits, (at,))
        for some in (reversed(visits[:place]), iter(visits[place:])):
            for visit in some:
                if abs(at - visit.seen) > self._room or not look.seen <= visit.seen <= look.until:
                    break
                if visit.since <= published < visit.until:
                    yield visit.seen
                    break


def slack(start: datetime, end: datetime) -> timedelta:
    """Return how far from an end of a period a look may be to stand for it.

    An eighth of the period, at least 12 hours, at most 7 days, and less than half, so that no look stands for both.
    """
    length = max(end - start, timedelta(seconds=1))
    return min(max(length / 8, _LEAST_SLACK), _MOST_SLACK, length / 2 - timedelta(seconds=1))


def _why(connection: Connection, wanted: Wanted) -> Iterable[Look]:
    """Give the latest reasons: where no number fits, they may say why there cannot be one."""
    return (look for look in looks_before(connection, wanted, seconds(wanted.now)) if look.kind == REASONS)


def _by_media(*looks: Iterable[Look]) -> dict[int, list[Look]]:
    found: dict[int, list[Look]] = {}
    for some in looks:
        for look in some:
            found.setdefault(look.media, []).append(look)
    return found


def _chosen(
    media: MediaItem, looks: Iterable[Look], fit: Fit, *, at: datetime, otherwise: Missing | None = None
) -> Snapshot:
    """Return the media item with the best number of each metric.

    `at`: when it counts as seen if there is no number at all; `otherwise`: why there is none, where nothing was said.
    """
    numbers: dict[str, tuple[tuple[int, int], Measure]] = {}
    reasons: dict[str, tuple[int, Measure]] = {}
    looks = list(looks)
    for look in _settled(media, looks):
        rank = fit(media, look)
        for metric, measure in look.measures.items():
            if isinstance(measure, Missing):
                if metric not in reasons or reasons[metric][0] < look.until:
                    reasons[metric] = (look.until, measure)
            elif rank is not None and (metric not in numbers or rank < numbers[metric][0]):
                numbers[metric] = (rank, measure)
    times = [seen for (_, seen), _ in numbers.values()] or [seconds(at)]
    measures = {metric: measure for metric, (_, measure) in numbers.items()}
    for metric in sorted({metric for look in looks for metric in look.measures} - measures.keys()):
        measures[metric] = _reason(reasons.get(metric), otherwise, is_latest=fit is _newest)
    unread = _unread(numbers, reasons) if fit is _newest else ()
    return Snapshot(media, moment(max(times)), measures, oldest=moment(min(times)), unread=unread)


def _unread(
    numbers: Mapping[str, tuple[tuple[int, int], Measure]], reasons: Mapping[str, tuple[int, Measure]]
) -> tuple[str, ...]:
    """Return the metrics whose last attempt failed after their number was read."""
    failed = {
        metric: until
        for metric, (until, measure) in reasons.items()
        if isinstance(measure, Missing) and measure.reason is Reason.FAILED
    }
    return tuple(metric for metric, ((_, seen), _) in numbers.items() if failed.get(metric, seen) > seen)


def _reason(found: tuple[int, Measure] | None, otherwise: Missing | None, *, is_latest: bool) -> Measure:
    """Return why there is no number: what was said of it, but for failures of another time, which say nothing."""
    if found is not None and isinstance(found[1], Missing) and (is_latest or found[1].reason is not Reason.FAILED):
        return found[1]
    return otherwise or Missing(Reason.NOT_COLLECTED)


def _settled(media: MediaItem, looks: list[Look]) -> list[Look]:
    """Leave out what the webhook says of metrics that were themselves read after a story's twentieth hour.

    The two differ; the API's own late number is the fuller one. What it never told, the webhook may.
    """
    ripe = seconds(media.published) + SETTLED_S
    own = [look for look in looks if look.kind != WEBHOOK]
    late = {metric for look in own if look.kind != REASONS and look.until >= ripe for metric in look.measures}
    told = [look for look in looks if look.kind == WEBHOOK]
    rest = [
        look._replace(measures={name: one for name, one in look.measures.items() if name not in late}) for look in told
    ]
    return [*own, *rest]


def _newest(_media: MediaItem, look: Look) -> tuple[int, int] | None:
    return -look.until, look.until


def _first_at(age: int, media: MediaItem, look: Look) -> tuple[int, int] | None:
    due = seconds(media.published) + age
    seen = max(look.seen, due)
    return (seen, seen) if look.until >= due else None


def _too_early(media: MediaItem, age: timedelta, now: datetime) -> Missing | None:
    """Say why a media item cannot have a number of that age."""
    if media.product_type == STORY and age >= timedelta(seconds=STORY_LIFE_S):
        return Missing(Reason.NOT_COLLECTED, "a story lives for 24 hours and has no number of that age")
    if now - media.published < age:
        return Missing(Reason.NOT_COLLECTED, "not old enough yet")
    return None

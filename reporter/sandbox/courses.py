"""What looks at a media item read, one after the other: how its numbers went, as rows that last while nothing moved.

Each number is what the sandbox would have answered at that look. Where two looks read the same, those between them
are not worked out: but for a like that is taken back for a day, counts only grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import is_removed, refused_for
from reporter.catalog.models import Login, ProductType
from reporter.core.observations import Missing, Observed, Reason, UnchangedReading
from reporter.sandbox.insights import FEWEST_VIEWERS, refuses_total
from reporter.sandbox.measures import (
    MetricFunction,
    Number,
    Seen,
    age,
    is_unliked,
    measure_of,
    reach,
    seen_at,
    seen_now,
)
from reporter.sandbox.splits import parts_by_value
from reporter.sandbox.world import Media

_PARTS = {"likes", "comments", "saved", "shares", "reposts"}  # where all are asked, the interactions hide nothing
_Names = tuple[str, ...]
_Numbers = tuple[Number, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What is asked at a look: metrics together, and each metric that is split for itself; how each is counted."""

    together: _Names
    parts_by_value: _Names
    measures: tuple[MetricFunction, ...]


_Answer = tuple[_Asked, _Numbers | Missing]


def readings(media: Media, looks: Sequence[datetime]) -> list[UnchangedReading]:
    """Return what was read of a media item at these looks, which lie in its life, oldest first."""
    found: list[UnchangedReading] = []
    last: dict[_Names, tuple[_Numbers | Missing, int]] = {}  # what was read last, and its place among those found
    for first, until, answer in _runs(_answers(media, looks)):
        for names, own in _parts(*answer):
            before, place = last.get(names, ((), 0))
            if own == before:
                found[place] = found[place]._replace(last=looks[until])
            else:
                last[names] = own, len(found)
                found.append(UnchangedReading(names, looks[first], looks[until], _measures(media, names, own)))
    return found


def _answers(media: Media, looks: Sequence[datetime]) -> list[_Answer]:
    """Return what each look was answered."""
    seen = seen_now(media, looks[0])
    total = not refuses_total(media)

    def at(place: int, *, unliked: bool = False) -> _Answer:
        moment = looks[place]
        asked = _asked(media.product_type, media.account.login, moment.date(), total=total)
        return asked, _answer(asked, seen_at(seen, moment, unliked=unliked))

    found = _found(at, len(looks))
    days = [int(age(media, moment) // 24) for moment in looks]
    unliked = {day for day in set(days) if is_unliked(media, day)}
    known: dict[_Answer, _Answer] = {}
    for place, day in enumerate(days):
        if day in unliked:
            calm = found[place]
            if calm not in known or not _PARTS.issubset(calm[0].together):
                known[calm] = at(place, unliked=True)
            found[place] = known[calm]
    return found


def _found(at: Callable[[int], _Answer], count: int) -> list[_Answer]:
    """Return what was read at each place, of which only those are worked out between which something moved."""
    found = [at(0)] * count
    found[-1] = at(count - 1)
    unread = [(0, count - 1)]
    while unread:
        low, high = unread.pop()
        if high - low < 2:
            continue
        if found[low] == found[high]:
            found[low + 1 : high] = [found[low]] * (high - low - 1)
        else:
            middle = (low + high) // 2
            found[middle] = at(middle)
            unread += [(low, middle), (middle, high)]
    return found


@lru_cache(maxsize=4096)
def _asked(product_type: ProductType, login: Login, day: date, *, total: bool) -> _Asked:
    """Return what `reporter collect` asks on a day; what is asked apart only where reports want it is not."""
    catalog = load_catalog()
    return _question(
        tuple(
            name
            for name, metric in sorted(catalog.metrics.items())
            if product_type in metric.product_types
            and not metric.apart
            and not refused_for(metric, login)
            and (metric.since_date is None or metric.since_date <= day)
            and not is_removed(metric, version=catalog.newest_version, today=day)
            and (total or name != "total_views")
        )
    )


@lru_cache
def _question(names: _Names) -> _Asked:
    """Return the same object for the same metrics, so that answers of different days can be the same."""
    metrics = load_catalog().metrics
    together = tuple(name for name in names if not metrics[name].breakdowns)
    alone = tuple(name for name in names if metrics[name].breakdowns)
    return _Asked(together, alone, tuple(measure_of(metrics[name]) for name in (*together, *alone)))


def _answer(asked: _Asked, seen: Seen) -> _Numbers | Missing:
    """Return the numbers, or why there are none: whoever asks is refused all of them."""
    media = seen.media
    if media.published.date() < media.account.business_since:
        return Missing(Reason.BEFORE_BUSINESS_ACCOUNT)
    if media.product_type == ProductType.STORY and reach(seen) < FEWEST_VIEWERS:
        return Missing(Reason.NOT_ENOUGH_VIEWERS)
    return tuple([measure(seen) for measure in asked.measures])


def _runs(answers: Sequence[_Answer]) -> Iterator[tuple[int, int, _Answer]]:
    """Give the answers that are not as the one before, with the first and last place of each."""
    first = 0
    for place in range(1, len(answers) + 1):
        if place == len(answers) or answers[place] != answers[first]:
            yield first, place - 1, answers[first]
            first = place


def _parts(asked: _Asked, answer: _Numbers | Missing) -> Iterator[tuple[_Names, _Numbers | Missing]]:
    """Give what was answered to each question."""
    if isinstance(answer, Missing):
        yield tuple(sorted((*asked.together, *asked.parts_by_value))), answer
        return
    count = len(asked.together)
    yield asked.together, answer[:count]
    for place, name in enumerate(asked.parts_by_value, count):
        yield (name,), (answer[place],)


def _measures(media: Media, names: _Names, own: _Numbers | Missing) -> Sequence[Number] | Sequence[Observed | Missing]:
    """Return an answer as history takes it."""
    if isinstance(own, Missing):
        return [own] * len(names)
    catalog = load_catalog()
    breakdowns = catalog.metrics[names[0]].breakdowns
    if not breakdowns:
        return own
    return [Observed(own[0], parts_by_value(media, catalog.breakdowns[breakdowns[0]], int(own[0])))]

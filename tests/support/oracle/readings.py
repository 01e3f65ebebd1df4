"""What a metric of a media item is known to be: now, near a moment, at an age, or gained between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from tests.support.oracle.world import OFFERED, SPLITS, Account, Item, Look, Number

PLAYS = ("ig_reels_video_view_total_time", "ig_reels_avg_watch_time")  # initial plays are their quotient
RATES = {"ig_reels_avg_watch_time": "duration", "reels_skip_rate": "percent_points"}
NO_COUNT = (*PLAYS, "reels_skip_rate")
VIEWS_BEGAN = datetime(2025, 4, 21, tzinfo=UTC)  # before, views were impressions and plays


@dataclass(frozen=True)
class Reading:
    """A number, or the reason why there is none. `at`: when it was read."""

    value: Number | None = None
    reason: str = ""
    at: datetime | None = None
    stale: bool = False
    lowered: bool = False
    provisional: bool = False
    split: Mapping[str, Number] | None = None


@dataclass(frozen=True)
class Looks:
    """All that was read of a media item through one account, by now."""

    item: Item
    looks: Sequence[Look]
    now: datetime

    @cached_property
    def by_metric(self) -> dict[str, list[tuple[datetime, Number]]]:
        """The numbers of each metric that was ever read, oldest first."""
        numbers: dict[str, list[tuple[datetime, Number]]] = {}
        for look in self.looks:
            for metric, value in look.values.items() if look.at <= self.now else ():
                if isinstance(value, int | float):
                    numbers.setdefault(metric, []).append((look.at, value))
        return numbers

    def numbers(self, metric: str) -> list[tuple[datetime, Number]]:
        return self.by_metric.get(metric, [])

    def reason(self, metric: str, *, failures: bool) -> Reading:
        """Why there is no number: what was said last. `failures`: whether that it failed says something, too."""
        if self.item.product_type not in OFFERED[metric]:
            return Reading(reason="not_supported")
        told = [one for look in self.looks if look.at <= self.now and isinstance(one := look.values.get(metric), str)]
        said = told[-1] if told else "not_collected"
        return Reading(reason="not_collected" if said == "failed" and not failures else said)

    def number(self, metric: str, at: datetime, value: Number, *, until: datetime) -> Reading:
        """A number with its marks. `until`: up to when the readings count that it may have been lowered from."""
        highest = max((one for when, one in self.numbers(metric) if when <= until), default=value)
        settled = at >= self.item.published + timedelta(hours=20 if self.item.is_story else 48)
        return Reading(
            value=value,
            at=at,
            lowered=metric not in NO_COUNT and highest - value > 0.1 * highest and highest - value >= 5,
            provisional=not settled,
            split=self.item.split(metric, value) if metric in SPLITS else None,
        )


def known_now(metric: str, known: Looks) -> Reading:
    """The last number, however old it is; it is stale where a later reading gave none."""
    numbers = known.numbers(metric)
    if not numbers:
        return known.reason(metric, failures=True)
    at, value = numbers[-1]
    later = (look for look in known.looks if at < look.at <= known.now)
    return replace(
        known.number(metric, at, value, until=known.now),
        stale=any(isinstance(look.values.get(metric), str) for look in later),
    )


def known_near(metric: str, known: Looks, moment: datetime, *, room: timedelta) -> Reading:
    """The number that was read nearest to a moment; of a story that was over by then the last one."""
    numbers, over = known.numbers(metric), known.item.over
    if over and over <= moment:
        near = numbers[-1:]
    else:
        near = sorted(numbers, key=lambda one: (abs(one[0] - moment), one[0]))[:1]
        near = [one for one in near if abs(one[0] - moment) <= room]
    if not near:
        return known.reason(metric, failures=False)
    at, value = near[0]
    return known.number(metric, at, value, until=max(moment, at))


def known_at_age(metric: str, known: Looks, age: timedelta) -> Reading:
    """The first number that was read at an age or after."""
    ripe = [one for one in known.numbers(metric) if one[0] >= known.item.published + age]
    if not ripe:
        return known.reason(metric, failures=False)
    at, value = ripe[0]
    return known.number(metric, at, value, until=at)


def gained(metric: str, known: Looks, start: datetime, end: datetime) -> Reading:
    """What a metric grew by between the readings nearest to two ends; what began inside grew from nothing."""
    room, inside = slack(start, end), known.item.published >= start
    names = tuple(dict.fromkeys((metric, *PLAYS))) if metric in RATES else (metric,)
    last = {name: known_near(name, known, end, room=room) for name in names}
    first = {name: Reading(0) if inside else known_near(name, known, start, room=room) for name in names}
    if last[metric].lowered or first[metric].lowered:
        return Reading(reason="lowered")
    for side in (last, first):
        for name in names:
            if side[name].value is None:
                return side[name]
    if not inside and known.item.over and all(last[name].at == first[name].at for name in names):
        return Reading(reason="not_collected")
    opened, closed = known.item.published if inside else first[metric].at, last[metric].at
    if metric == "views" and opened and closed and opened < VIEWS_BEGAN <= closed:
        return Reading(reason="not_available")
    value = _rate_gained(metric, first, last) if metric in RATES else _number(last[metric]) - _number(first[metric])
    if value is None:
        return Reading(reason="not_available")
    return Reading(value, at=closed, provisional=last[metric].provisional)


def _number(reading: Reading) -> Number:
    assert reading.value is not None
    return reading.value


def _rate_gained(metric: str, first: Mapping[str, Reading], last: Mapping[str, Reading]) -> float | None:
    """An average over the plays that were gained; None where there were none."""

    def plays(side: Mapping[str, Reading]) -> float:
        total, each = (_number(side[name]) for name in PLAYS)
        return total / each if each > 0 else 0.0

    more = plays(last) - plays(first)
    if more <= 0:
        return None
    if metric == PLAYS[1]:
        return (_number(last[PLAYS[0]]) - _number(first[PLAYS[0]])) / more
    return (_number(last[metric]) * plays(last) - _number(first[metric]) * plays(first)) / more


def slack(start: datetime, end: datetime) -> timedelta:
    """How far from a moment a reading may be to stand for it."""
    length = max(end - start, timedelta(seconds=1))
    return min(max(length / 8, timedelta(hours=12)), timedelta(days=7), length / 2 - timedelta(seconds=1))


def gone_at(account: Account, item: Item) -> datetime | None:
    """When it was first missing from a list that should have held it."""
    looks = account.looks.get(item.media_id, [])
    if item.gone is None or item.is_story or not looks:
        return None
    return min((one.at for one in account.media if one.at > looks[-1].at and one.holds(item.published)), default=None)

"""Splits a count by a breakdown so that parts add up and, like the count, only grow. Values come from the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate

from reporter.catalog.models import Breakdown
from reporter.sandbox.draws import between, draw
from reporter.sandbox.world import Media

_NAVIGATION = {"tap_forward": 71.0, "tap_exit": 13.0, "swipe_forward": 10.0, "tap_back": 6.0}
_CYCLE = 120
_GOLDEN = 0.618033988749895


def parts_by_value(media: Media, breakdown: Breakdown, total: int) -> dict[str, int]:
    """Return the parts of a count by value, in lower case as the API spells them; values with nothing are left out."""
    cycle = _cycle(_weights(media, breakdown), int(draw(media.id, breakdown.name) * _CYCLE))
    rounds, rest = divmod(total, _CYCLE)
    last = cycle[:rest]
    counts = {value.lower(): rounds * cycle.count(value) + last.count(value) for value in breakdown.values}
    return {value: count for value, count in counts.items() if count}


def _weights(media: Media, breakdown: Breakdown) -> tuple[tuple[str, float], ...]:
    known: Mapping[str, float] = {**media.account.actions, **_NAVIGATION}
    return tuple(
        (value, round(known.get(value.lower(), 10.0) * between(0.8, 1.25, media.account.alias, value)))
        for value in breakdown.values
    )


@lru_cache(maxsize=256)
def _cycle(weights: tuple[tuple[str, float], ...], start: int) -> tuple[str, ...]:
    """Return which value each of so many events in a row has: as often as it weighs, and well mixed."""
    total = sum(weight for _, weight in weights)
    values = []
    for event in range(start, start + _CYCLE):
        sums = accumulate(weight for _, weight in weights)
        place = event * _GOLDEN % 1 * total
        values.append(next(value for (value, _), reached in zip(weights, sums, strict=True) if place < reached))
    return tuple(values)

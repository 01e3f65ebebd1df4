"""Reproducible chance: numbers drawn from the text of their keys. Holds no state: the same key draws the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def draw(*key: object) -> float:
    """Return a number of [0, 1) that depends on the key alone."""
    return number(*key) / 2**64


def between(low: float, high: float, *key: object) -> float:
    """Return a number of [low, high)."""
    return low + (high - low) * draw(*key)


def choose(options: Sequence[T], *key: object) -> T:
    """Return one of the options, each equally likely."""
    return options[int(draw(*key) * len(options))]


def weighted_index(weights: Sequence[float], *key: object) -> int:
    """Return an index, as likely as its weight says."""
    rest = draw(*key) * sum(weights)
    for index, weight in enumerate(weights):
        rest -= weight
        if rest < 0:
            return index
    return len(weights) - 1


def spread(sigma: float, *key: object) -> float:
    """Return a factor around 1: log-normal, most often near 1, rarely several times as much."""
    radius = math.sqrt(-2 * math.log(1 - draw(*key, "radius")))
    return math.exp(sigma * radius * math.cos(2 * math.pi * draw(*key, "angle")))


def number(*key: object) -> int:
    """Return a whole number below 2**64."""
    text = "\x1f".join(map(str, key)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")

"""Reproducible chance."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.sandbox.draws import between, choose, draw, number, spread, weighted_index

KEYS = [("media", index) for index in range(2_000)]


@given(st.text(), st.integers())
def test_the_same_key_draws_the_same(name: str, index: int) -> None:
    assert draw(name, index) == draw(name, index)
    assert 0 <= draw(name, index) < 1
    assert 0 <= number(name, index) < 2**64


def test_keys_are_told_apart_by_their_parts() -> None:
    assert draw("a", "b") != draw("ab")
    assert draw("a", 1) == draw("a", "1")  # a key is its text


def test_numbers_are_spread_evenly() -> None:
    drawn = [draw(*key) for key in KEYS]
    assert sum(drawn) / len(drawn) == pytest.approx(0.5, abs=0.03)
    assert all(2 <= between(2, 5, *key) < 5 for key in KEYS)


def test_options_are_equally_likely_and_weights_are_not() -> None:
    chosen = Counter(choose("abcd", *key) for key in KEYS)
    assert set(chosen) == set("abcd")
    assert min(chosen.values()) > 400
    places = Counter(weighted_index([8, 0, 2], *key) for key in KEYS)
    assert places[1] == 0
    assert 0.75 < places[0] / len(KEYS) < 0.85


def test_a_factor_is_around_one() -> None:
    factors = sorted(spread(0.4, *key) for key in KEYS)
    assert factors[len(factors) // 2] == pytest.approx(1, abs=0.05)
    assert factors[0] > 0
    assert spread(0, "any") == 1

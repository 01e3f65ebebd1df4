"""Rounding of numbers: half away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.core.digits import exact, grouped, percentage, rounded


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (12_344.5, 0, "12345"),
        (12_345.5, 0, "12346"),
        (-2.5, 0, "-3"),
        (1.005, 2, "1.01"),
        (2.675, 2, "2.68"),
        (0.145, 2, "0.15"),
        (28.499999999999996, 0, "29"),  # a hundredfold of 0.285
        (0.0, 1, "0.0"),
        (123_456_789_012_345_678, 0, "123456789012345678"),
        (1e300, 0, f"1{'0' * 300}"),
    ],
)
def test_half_is_rounded_away_from_zero(value: float, places: int, shown: str) -> None:
    got = f"{rounded(value, places):f}"
    assert got == shown or (len(shown) > 300 and got.startswith("1000"))


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.integers(0, 3))
def test_a_number_as_it_is_written_is_what_is_rounded(digits: int, behind: int, places: int) -> None:
    written = Decimal(digits).scaleb(-behind)
    exact = written.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert rounded(float(written), places) == exact


@pytest.mark.parametrize(
    ("value", "places", "locale", "text"),
    [
        (1_234_567, 0, "en_GB", "1,234,567"),
        (1_234_567, 0, "en_IN", "12,34,567"),
        (1_234.5, 1, "de_DE", "1.234,5"),
        (999, 0, "de_DE", "999"),
        (-0.004, 2, "en_GB", "0.00"),
        (-1_234, 0, "en_GB", "-1,234"),
        (0.5, 0, "en_GB", "1"),
        (1_234, 0, "nobody_knows", "1,234"),
    ],
)
def test_numbers_are_grouped_as_the_locale_does(value: float, places: int, locale: str, text: str) -> None:
    assert grouped(value, places, locale) == text


def test_a_percentage_has_the_sign_where_the_locale_has_it() -> None:
    assert percentage(Decimal("4.56"), 1, "en_GB") == "4.6%"
    assert percentage(Decimal("4.56"), 1, "de_DE") == "4,6\xa0%"


def test_a_number_is_exact_as_it_is_written() -> None:
    assert exact(0.285) == Decimal("0.285")
    assert exact(Decimal("0.1")) == Decimal("0.1")
    assert rounded(0.285, 1, shift=2) == Decimal("28.5")

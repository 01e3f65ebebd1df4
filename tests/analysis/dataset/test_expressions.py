from __future__ import annotations

import ast
import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.analysis.dataset.expressions import expression
from reporter.spec.formula.parse import parse_formula


def answer(text: str, *, condition: bool = False, **numbers: float | None) -> float | bool | None:
    formula = parse_formula(text, condition=condition)
    values = {name: pl.lit(value, dtype=pl.Float64) for name, value in numbers.items()}
    found: float | bool | None = pl.select(expression(formula.root, values)).item()
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", 3.5),  # never whole-number division
        ("1000 * 10% + 300", 400),
        ("-10% * 7", -0.7000000000000001),
        ("2 ** 3", 8),
        ("-2 ** 2", -4),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("abs(-3)", 3),
        ("round(2.5)", 2),  # half to even
        ("round(1.234, 2)", 1.23),
        ("900719925474 * 10000 + 992 - 1", 9007199254740991),
    ],
)
def test_arithmetic(text: str, expected: float) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize("text", ["a / 0", "0 / 0", "0 ** -1", "(0 - a) ** 0.5", "c * c"])
def test_what_is_no_number_is_missing(text: str) -> None:
    assert answer(text, a=5, c=1e300) is None


@pytest.mark.parametrize(
    "text", ["a + b", "a / b", "min(a, b)", "max(a, b)", "abs(b)", "round(b)", "-b", "b * 0", "b ** 0"]
)
def test_missing_stays_missing(text: str) -> None:
    assert answer(text, a=5, b=None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1 and b > 1", None),
        ("a < 1 and b > 1", False),  # whatever b is
        ("a > 1 or b > 1", True),
        ("a < 1 or b > 1", None),
        ("not b > 1", None),
        ("not a > 1", False),
        ("1 < a <= 5", True),
        ("1 < a < 5", False),
        ("a == 5", True),
        ("a != 5", False),
        ("a >= 5", True),
        ("b == b", None),
    ],
)
def test_conditions_know_what_is_not_known(text: str, *, expected: bool | None) -> None:
    assert answer(text, condition=True, a=5, b=None) is expected


def test_whole_columns_are_computed_at_once() -> None:
    formula = parse_formula("a / b", condition=False)
    frame = pl.DataFrame({"a": [10, 1, None, 3], "b": [4, 0, 2, 2]})
    found = frame.select(expression(formula.root, {"a": pl.col("a"), "b": pl.col("b")}).alias("x"))["x"]
    assert found.to_list() == [2.5, None, None, 1.5]
    assert found.dtype == pl.Float64


def test_other_syntax_is_refused() -> None:
    with pytest.raises(TypeError, match="not part of a formula"):
        expression(ast.parse("[1]", mode="eval").body, {})


NUMBERS = st.one_of(st.none(), st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6))


@settings(deadline=None, max_examples=100)
@given(NUMBERS, NUMBERS, st.sampled_from(["+", "-", "*", "/"]))
def test_arithmetic_is_pythons_wherever_python_has_an_answer(a: float | None, b: float | None, sign: str) -> None:
    found = answer(f"a {sign} b", a=a, b=b)
    if a is None or b is None or (sign == "/" and b == 0):
        assert found is None
        return
    expected = {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else 0}[sign]
    # dividing by the tiniest numbers leaves the range of numbers
    assert found == pytest.approx(expected) if math.isfinite(expected) else found is None

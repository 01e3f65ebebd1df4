"""Formulas: what is read, what is refused and where."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.spec.formula.parse import Formula, FormulaError, expand, parse_formula, percentages


def number(text: str) -> Formula:
    return parse_formula(text, condition=False)


def condition(text: str) -> Formula:
    return parse_formula(text, condition=True)


def refusal(text: str, *, wants_condition: bool = False) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, condition=wants_condition)
    return caught.value


def test_names_have_their_places() -> None:
    uses = number("  saved / max(reach, 1) + saved").names
    assert [(use.name, use.start, use.length) for use in uses] == [("saved", 2, 5), ("reach", 14, 5), ("saved", 26, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "5",
        "-a + 2.5",
        "a ** -2",
        "a * 7%",
        "2.5% + a",
        "round(a / b, 2)",
        "min(a, b, c)",
        "abs(a - b)",
        ".5 * a",
        "((a))",
    ],
)
def test_arithmetic_is_read(text: str) -> None:
    assert number(text).text == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10%", 0.1),
        ("0%", 0),
        (".5%", 0.005),
        ("0.3%", 0.003),
        ("7%", 0.07),
        ("  110% ", 1.1),
        ("2.5% * 4", 0.1),
        ("-10%", -0.1),
        ("10% ** 2", 0.01),
        ("100 * 10%", 10),
        ("5% - 5%", 0),
        ("round(12% + 1, 1)", 1.1),
    ],
)
def test_a_percentage_is_a_hundredth_of_its_number(text: str, value: float) -> None:
    formula = number(text)
    assert eval(compile(ast.Expression(formula.root), "", "eval")) == pytest.approx(value, abs=1e-15)  # noqa: S307 - ours
    assert [text[start] for _, start in percentages(formula)] == [text[place] for place in _starts(text)]


def _starts(text: str) -> list[int]:
    return sorted(hit.start() for hit in re.finditer(r"[0-9.]+%", text))


def test_names_after_a_percentage_have_their_places() -> None:
    uses = condition(" views * 10% + reach > 2.5% * saved").names
    assert [(use.name, use.start, use.length) for use in uses] == [("views", 1, 5), ("reach", 15, 5), ("saved", 30, 5)]


def test_what_stands_around_a_sign_of_percent_is_told() -> None:
    assert refusal("a % 7").help == (
        'write a percentage as a number with "%" directly after it, such as 10%, or as 0.1; '
        "there is no remainder operator"
    )


@pytest.mark.parametrize(
    "text", ["a > 1", "not a > 1", "0 < a <= 5", "a >= 1 and (b < 2 or c != 3)", "min(a, b) == 0", "  a > 1  "]
)
def test_conditions_are_read(text: str) -> None:
    assert condition(text).text == text


@pytest.mark.parametrize(
    ("text", "start", "length", "message"),
    [
        ("", 0, 0, "the formula is empty"),
        ("   ", 0, 0, "the formula is empty"),
        ("a +", 2, 1, "the formula is not complete"),
        ("/ a", 0, 1, 'unexpected "/"'),
        ("a b", 2, 1, 'missing operator between "a" and "b"'),
        ("5 (a)", 2, 1, 'missing operator between "5" and "("'),
        ("((a)", 0, 1, 'this "(" is not closed'),
        ("a) + (b", 1, 1, 'unmatched ")"'),
        ("a.real", 1, 1, '"." is not valid in formulas'),
        ("a[0]", 1, 1, '"[" is not valid in formulas'),
        ("a if b else c", 2, 2, '"if" is not valid in formulas'),
        ("lambda: a", 0, 6, '"lambda" is not valid in formulas'),
        ("a AND b", 2, 3, '"AND" is not valid in formulas'),
        ("“a”", 0, 1, '"“" is not valid in formulas'),
        ("a × b", 2, 1, '"×" is not valid in formulas'),
        ("010 + a", 0, 3, '"010" is not a valid number'),
        ("1e400", 0, 5, '"1e400" is not a valid number'),
        ("1_000", 0, 5, '"1_000" is not a valid number'),
        ("open(a)", 0, 4, 'unknown function "open"'),
        ("min(a)", 0, 6, '"min" requires 2 to 10 values'),
        ("min", 0, 3, '"min" requires brackets'),
        ("round(a, b)", 9, 1, '"round" requires a whole number of decimals'),
        ("a ** b", 5, 1, "an exponent must be a number from -8 to 8"),
        ("a ** 9", 5, 1, "an exponent must be a number from -8 to 8"),
        ("(a ** 8) ** 8", 0, 13, "a power of a power is not allowed"),
        ("2 ** 3 ** 4", 5, 6, "an exponent must be a number from -8 to 8"),
        ("a > 1", 0, 5, "expected a number, found a condition"),
        ("a + (b > 1)", 5, 5, "expected a number, found a condition"),
        ("a, b", 0, 4, "a list of values is not valid in formulas"),
        ("a\n+ b", 1, 1, "this character is not valid in formulas"),
        ("a % 7", 2, 1, '"%" is not valid in formulas'),
        ("a %", 2, 1, '"%" is not valid in formulas'),
        ("10 % + a", 3, 1, '"%" is not valid in formulas'),
        ("10%% + a", 3, 1, '"%" is not valid in formulas'),
        ("(a + 1)% + 2", 7, 1, '"%" is not valid in formulas'),
        ("a + 10％", 6, 1, '"％" is not valid in formulas'),
        ("10%7", 3, 1, 'missing operator between "10%" and "7"'),
        ("10% a", 4, 1, 'missing operator between "10%" and "a"'),
        ("a + 1e3%", 4, 4, '"1e3%" is not a valid number'),
        ("a * 10% + open(b)", 10, 4, 'unknown function "open"'),
        ("a + 5% * (b > 1)", 10, 5, "expected a number, found a condition"),
        ("round(a, 1%)", 9, 2, '"round" requires a whole number of decimals'),
        ("10% * a +", 8, 1, "the formula is not complete"),
        ("a * 10% * / b", 10, 1, 'unexpected "/"'),
    ],
)
def test_a_number_formula_is_refused_with_its_place(text: str, start: int, length: int, message: str) -> None:
    error = refusal(text)
    assert (error.message, error.start, error.length) == (message, start, length)


@pytest.mark.parametrize(
    ("text", "start", "message"),
    [
        ("a", 0, "expected a condition, found a number"),
        ("a = 5", 2, '"=" is not valid in formulas'),
        ("> 5", 0, 'unexpected ">"'),
        ("a > 1 and b", 10, "expected a condition, found a number"),
        ("a > (b > 1)", 5, "expected a number, found a condition"),
        ("a not in b", 6, '"in" is not valid in formulas'),
    ],
)
def test_a_condition_is_refused_with_its_place(text: str, start: int, message: str) -> None:
    error = refusal(text, wants_condition=True)
    assert (error.message, error.start) == (message, start)


@pytest.mark.parametrize(
    "text", ["-" * 499 + "a", "not " * 120 + "a > 1", "(" * 240 + "a" + ")" * 240, "a+" * 200 + "a"]
)
def test_deep_nesting_is_refused_and_does_no_harm(text: str) -> None:
    assert "nested too deeply" in refusal(text).message or "nested brackets" in refusal(text).message


def test_long_formulas_are_refused() -> None:
    assert refusal("a + " * 200 + "a").start == 500


def test_calculated_metrics_are_put_in_their_places() -> None:
    own = {"rate": number("saved / total"), "total": number("reach + views")}
    formula = expand(condition("rate > 0.5 and views > 10"), own)
    assert ast.unparse(formula.root) == "saved / (reach + views) > 0.5 and views > 10"
    assert [(use.name, use.start) for use in formula.names] == [("saved", 0), ("reach", 0), ("views", 0)]
    assert ast.unparse(own["rate"].root) == "saved / total"


def test_circles_are_refused_at_the_name_that_leads_into_them() -> None:
    own = {"a": number("b + 1"), "b": number("a - 1")}
    with pytest.raises(FormulaError) as caught:
        expand(number("views + a"), own)
    assert (caught.value.start, caught.value.length) == (8, 1)
    assert caught.value.message == "circular reference between calculated metrics: a -> b -> a"


def test_growth_without_end_is_refused_before_it_happens() -> None:
    own = {"m0": number("views + 1"), **{f"m{step}": number(f"m{step - 1} + m{step - 1}") for step in range(1, 28)}}
    with pytest.raises(FormulaError, match="too large"):
        expand(number("m27"), own)


def test_long_chains_are_refused() -> None:
    own = {f"m{step}": number(f"m{step - 1} + 1") for step in range(1, 5000)}
    with pytest.raises(FormulaError, match="too deeply"):
        expand(number("m4999"), own)


def test_powers_cannot_be_stacked_through_calculated_metrics() -> None:
    with pytest.raises(FormulaError, match="a power of a power is not allowed"):
        expand(number("a ** 8"), {"a": number("views ** 8")})


SIGNS = st.sampled_from(
    [*"+-*/%(),<>=!. ab5", "10%", "2.5%", "**", "==", ">=", "and ", "or ", "not ", "min(", "round(", "views", "0.5"]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(SIGNS, max_size=25).map("".join)), st.booleans())
def test_every_text_is_a_formula_or_refused_with_a_place_inside_it(text: str, wants_condition: bool) -> None:  # noqa: FBT001 - drawn
    formula = formula_or_refusal(text, wants_condition=wants_condition)
    if isinstance(formula, FormulaError):
        assert 0 <= formula.start <= formula.start + formula.length <= max(len(text), 1)
        assert formula.message
    else:
        assert all(text[use.start : use.start + use.length] == use.name for use in formula.names)
        assert {use.name for use in expand(formula, {}).names} == {use.name for use in formula.names}


def formula_or_refusal(text: str, *, wants_condition: bool) -> Formula | FormulaError:
    try:
        return parse_formula(text, condition=wants_condition)
    except FormulaError as error:
        return error

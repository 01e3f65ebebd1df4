"""Calculated metrics that need each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("formulas", "circle", "column"),
    [
        (("a: {formula: a + 1}",), "a -> a", 16),
        (("a: {formula: 1 + b}", "b: {formula: a}"), "a -> b -> a", 20),
        (("x: {formula: a}", "a: {formula: b}", "b: {formula: a}"), "a -> b -> a", 16),
    ],
)
def test_a_circle_is_reported_once_where_it_begins(
    folder: Path, formulas: tuple[str, ...], circle: str, column: int
) -> None:
    (finding,) = load(folder, spec("calculated:", *(f"  {formula}" for formula in formulas))).diagnostics
    assert (finding.code, finding.column) == ("calculated-circle", column)
    assert finding.message == f"circular reference between calculated metrics: {circle}"


def test_a_metric_used_twice_is_not_a_circle(folder: Path) -> None:
    chain = ("  a: {formula: b + c}", "  b: {formula: c * 2}", "  c: {formula: views}")
    assert load(folder, spec("calculated:", *chain)).diagnostics == ()

"""Formulas that cannot be computed."""

from __future__ import annotations

from pathlib import Path

from tests.support.rule_specs import load, spec


def test_long_chains_of_calculated_metrics_are_refused_and_do_no_harm(folder: Path) -> None:
    chain = [f"  m{step}: {{formula: m{step - 1} + 1}}" for step in range(1, 1500)]
    loaded = load(folder, spec("calculated:", "  m0: {formula: views}", *chain))
    assert {finding.code for finding in loaded.diagnostics} == {"wrong-formula"}

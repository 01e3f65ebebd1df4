"""Unknown names in formulas and conditions."""

from __future__ import annotations

from pathlib import Path

from tests.support.rule_specs import load, spec


def test_names_that_only_conditions_know_are_offered_there(folder: Path) -> None:
    loaded = load(folder, spec('hold_if: ["acounts_silent > 0"]', "calculated: {a: {formula: acounts_silent}}"))
    assert [finding.help.partition("  ")[0] for finding in loaded.diagnostics] == [
        'did you mean "accounts_silent"?',
        "`reporter metrics` lists all",
    ]

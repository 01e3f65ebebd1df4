"""Names of calculated metrics and labels that already mean something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, load, spec


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("reach", "already an API metric"),
        ("hashtag", "already a dimension"),
        ("max", "reserved for formulas"),
        ("and", "reserved for formulas"),
        ("coverage", "reserved for alerts"),
        ("previous_rate", "reserved for alerts"),
    ],
)
def test_a_calculated_metric_needs_a_name_of_its_own(folder: Path, name: str, use: str) -> None:
    (finding,) = load(folder, spec("calculated:", f"  {name}: {{formula: views * 2}}")).diagnostics
    assert (finding.code, finding.line, finding.column) == ("calculated-name", 6, 3)
    assert finding.message == f'"{name}" is {use}'


def test_a_label_cannot_have_the_name_of_a_calculated_metric(folder: Path) -> None:
    lines = ("calculated: {pillar: {formula: views * 2}}", "labels:", "  pillar: {Launch: {hashtags: [launch]}}")
    assert findings(folder, spec(*lines)) == [("calculated-name", 7, 3)]
    assert findings(folder, spec(*lines[1:])) == []

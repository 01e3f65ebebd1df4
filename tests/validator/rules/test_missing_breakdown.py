"""Breakdown sections without a breakdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        ("navigation", '"navigation" has no entry under breakdowns'),
        ("views", '"views" has no breakdown'),
        ("rate", '"rate" has no breakdown'),
    ],
)
def test_a_section_needs_a_metric_with_a_breakdown(folder: Path, metric: str, message: str) -> None:
    lines = ("calculated: {rate: {formula: views / reach}}", f"sections: [{{kind: breakdown, metric: {metric}}}]")
    (finding,) = load(folder, spec(*lines, metrics="[views, navigation]")).diagnostics
    assert (finding.code, finding.message) == ("missing-breakdown", message)


def test_an_entry_under_breakdowns_is_enough(folder: Path) -> None:
    lines = (
        "breakdowns: {navigation: story_navigation_action_type}",
        "sections: [{kind: breakdown, metric: navigation}]",
    )
    assert load(folder, spec(*lines)).diagnostics == ()

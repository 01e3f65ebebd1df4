"""Breakdowns that a metric does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("metric", "breakdown", "message", "replacement"),
    [
        (
            "navigation",
            "story_navigation_action_typ",
            'unknown breakdown "story_navigation_action_typ" for "navigation"',
            "story_navigation_action_type",
        ),
        (
            "navigation",
            "action_type",
            'unknown breakdown "action_type" for "navigation"',
            "story_navigation_action_type",
        ),
        ("navigation", "colour", 'unknown breakdown "colour" for "navigation"', ""),
        ("views", "action_type", '"views" has no breakdown', ""),
        ("views", "follow_type", 'the breakdown "follow_type" is not available for media items', ""),
        ("rate", "action_type", '"rate" has no breakdown, because it is a calculated metric', ""),
    ],
)
def test_a_breakdown_must_be_one_of_its_metric(
    folder: Path, metric: str, breakdown: str, message: str, replacement: str
) -> None:
    lines = ("calculated: {rate: {formula: views / reach}}", f"breakdowns: {{{metric}: {breakdown}}}")
    (finding,) = load(folder, spec(*lines)).diagnostics
    assert (finding.code, finding.message, finding.replacement) == ("unknown-breakdown", message, replacement)

"""Metrics that no media item of the report can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        (("breakdowns: {navigation: story_navigation_action_type}",), Severity.WARNING),
        (("breakdowns: {}", "calculated: {x: {formula: navigation / views}}"), Severity.ERROR),
    ],
)
def test_a_breakdown_without_media_is_only_a_warning(folder: Path, lines: tuple[str, ...], severity: Severity) -> None:
    loaded = load(folder, spec("media: {product_types: [FEED, REELS]}", *lines, metrics="[views]"))
    assert {(finding.code, finding.severity) for finding in loaded.diagnostics} == {("metric-without-media", severity)}

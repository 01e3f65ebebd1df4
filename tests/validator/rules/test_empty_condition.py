"""Labels and filters that match everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import load, spec


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("labels: {pillar: {}}", "this label has no values"),
        ("labels: {pillar: {A: {}}}", "this label value matches every media item"),
        ("labels: {pillar: {A: {hashtags: []}}}", "expected at least one hashtag"),
        ("media: {caption: {}}", "expected contains or matches"),
    ],
)
def test_an_empty_condition_is_a_warning(folder: Path, line: str, message: str) -> None:
    (finding,) = load(folder, spec(line)).diagnostics
    assert (finding.code, finding.severity, finding.message) == ("empty-condition", Severity.WARNING, message)


def test_the_filter_of_a_report_may_be_empty(folder: Path) -> None:
    assert load(folder, spec("media: {}")).diagnostics == ()

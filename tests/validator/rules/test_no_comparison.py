"""`as_known` without a comparison period."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import load, spec


def test_as_known_without_a_period_is_a_warning_at_its_key(folder: Path) -> None:
    (finding,) = load(folder, spec("compare: {as_known: now}")).diagnostics
    assert (finding.code, finding.severity, finding.column) == ("no-comparison", Severity.WARNING, 11)


@pytest.mark.parametrize("compare", ["none", "{period: none}", "{period: previous_year, as_known: now}"])
def test_other_comparisons_are_valid(folder: Path, compare: str) -> None:
    assert load(folder, spec(f"compare: {compare}")).diagnostics == ()

"""Periods that Instagram no longer keeps insights for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.core.diagnostics import Severity
from tests.support.rule_specs import load, spec

SUNDAY = datetime(2026, 11, 29, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "lines", "places"),
    [
        ("last_week", (), []),
        ("last_week", ("compare: previous_year",), []),
        ("last_23_months", (), []),
        ("last_730_days", (), []),
        ("last_24_months", (), [(3, 9)]),
        ("last_104_weeks", (), [(3, 9)]),
        ("last_12_months", ("compare: previous_year",), [(5, 10)]),
        ("last_12_months", ("compare: previous_year", "basis: gained"), [(5, 10)]),
        ("last_24_months", ("compare: previous_period",), [(3, 9), (5, 10)]),
        ("{from: 2024-11-29, to: 2024-12-24}", (), []),
        ("{from: 2024-11-28, to: 2024-12-24}", (), [(3, 16)]),
        ("{from: 2024-12-02, to: 2024-12-24}", ("compare: {as_known: now, period: previous_period}",), [(5, 34)]),
        ("2024-W40", (), [(3, 9)]),
        ("last_year", ("timezone: Nowhere/There",), []),
    ],
)
def test_a_period_beyond_what_instagram_keeps_is_a_warning(
    folder: Path, period: str, lines: tuple[str, ...], places: list[tuple[int, int]]
) -> None:
    loaded = load(folder, spec(*lines, period=period), now=SUNDAY)
    late = [finding for finding in loaded.diagnostics if finding.code == "beyond-retention"]
    assert [(finding.line, finding.column) for finding in late] == places
    assert {finding.severity for finding in late} <= {Severity.WARNING}

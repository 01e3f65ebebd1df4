"""Periods that cannot be resolved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, load, spec


@pytest.mark.parametrize(
    ("written", "replacement"),
    [("lastweek", "last_week"), ("last_14_day", "last_14_days"), ("fortnight", "")],
)
def test_an_unknown_period_is_reported_with_the_nearest_one(folder: Path, written: str, replacement: str) -> None:
    (finding,) = load(folder, spec(period=written)).diagnostics
    assert (finding.code, finding.message) == ("wrong-period", f'"{written}" is not a valid period')
    assert finding.replacement == replacement


def test_a_range_that_ends_before_it_begins_is_reported_at_its_end(folder: Path) -> None:
    period = "{from: 2026-11-10, to: 2026-11-09}"
    assert findings(folder, spec(period=period)) == [("wrong-period", 3, 9 + period.index("2026-11-09"))]


def test_a_period_is_valid_in_any_time_zone(folder: Path) -> None:
    assert findings(folder, spec("timezone: Pacific/Kiritimati", period="yesterday")) == []
    assert findings(folder, spec("timezone: Nowhere/There")) == [("unknown-timezone", 5, 11)]

"""Which days of a period Instagram no longer has numbers of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reporter.spec.model import Range
from reporter.spec.periods import resolve
from reporter.spec.retention import expired_days

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
KEPT = timedelta(days=730)  # until 30 November 2024


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2024, 11, 30), date(2026, 1, 1), None),
        (date(2024, 11, 29), date(2024, 12, 8), "1 of 10 days (2024-11-29)"),
        (date(2024, 11, 1), date(2024, 11, 30), "29 of 30 days (2024-11-01 to 2024-11-29)"),
        (date(2024, 11, 1), date(2024, 11, 29), "all 29 days (2024-11-01 to 2024-11-29)"),
        (date(2020, 1, 1), date(2020, 1, 1), "the only day (2020-01-01)"),
    ],
)
def test_days_that_are_wholly_too_old(first: date, last: date, told: str | None) -> None:
    period = resolve(Range(**{"from": first, "to": last}), now=NOW, zone=ZoneInfo("UTC"))
    found = expired_days(period, now=NOW, retention=KEPT)
    assert (None if found is None else str(found)) == told


def test_days_are_those_of_the_periods_zone() -> None:
    early = datetime(2026, 11, 30, 20, tzinfo=UTC)  # 1 December in Auckland
    for zone, days in (("UTC", 29), ("Pacific/Auckland", 30)):
        period = resolve(Range(**{"from": "2024-11-01", "to": "2024-12-31"}), now=early, zone=ZoneInfo(zone))
        found = expired_days(period, now=early, retention=KEPT)
        assert found is not None
        assert (found.days, found.of) == (days, 61)

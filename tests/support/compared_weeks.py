"""Two weeks side by side: media items of November 2026, and sections that compare them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reporter.core.observations import Snapshot
from reporter.core.report import Section
from tests.support.analysis_makers import item, report

BEFORE: dict[str, Any] = {"compare": "previous_period"}


def on(day: int, number: int = 1, **measures: Any) -> Snapshot:  # noqa: ANN401 - measures as in item
    """Return a media item of this month's day; 9 to 15 is the week before the report's."""
    return item(day * 100 + number, published=datetime(2026, 11, day, 12, tzinfo=UTC), **measures)


def section(now: list[Snapshot], before: list[Snapshot], spec: dict[str, Any], **keys: Any) -> Section:  # noqa: ANN401
    """Return one section of the report that compares two weeks."""
    return report(now, before=before, sections=(spec,), **{**BEFORE, **keys}).sections[0]

"""Questions about the catalog: what a product type, a login or an API version offers."""

from __future__ import annotations

from datetime import date

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import is_removed, metrics_for, refused_for
from reporter.catalog.models import Login, ProductType

CATALOG = load_catalog()


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("name", "version", "today", "created", "removed"),
    [
        ("views", "v21.0", TODAY, None, False),
        ("plays", "v22.0", date(2025, 2, 1), None, True),
        ("plays", "v21.0", date(2025, 4, 20), None, False),
        ("plays", "v21.0", date(2025, 4, 21), None, True),
        ("impressions", "v21.0", date(2026, 7, 1), date(2024, 7, 1), False),
        ("impressions", "v21.0", date(2026, 7, 2), date(2024, 7, 1), True),
        ("impressions", "v21.0", TODAY, date(2024, 7, 1), True),
        ("impressions", "v21.0", TODAY, date(2024, 7, 2), True),
        ("impressions", "v23.0", TODAY, date(2024, 7, 1), True),
        ("impressions", "v21.0", TODAY, None, True),
    ],
)
def test_removal_by_version_date_and_age(
    name: str, version: str, today: date, created: date | None, *, removed: bool
) -> None:
    assert is_removed(CATALOG.metrics[name], version=version, today=today, created=created) is removed


def test_what_a_product_type_and_a_login_offer() -> None:
    assert "replies" in {one.name for one in metrics_for(CATALOG, ProductType.STORY)}
    assert "saved" not in {one.name for one in metrics_for(CATALOG, ProductType.STORY)}
    assert refused_for(CATALOG.metrics["total_likes"], Login.INSTAGRAM)
    assert not refused_for(CATALOG.metrics["likes"], Login.INSTAGRAM)

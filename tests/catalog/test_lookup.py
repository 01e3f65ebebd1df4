"""Questions about the catalog: what a product type, a login or an API version offers."""

from __future__ import annotations

from datetime import date

import pytest

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import (
    is_gone,
    is_removed,
    is_version_to_come,
    metrics_for,
    next_version,
    refused_for,
    version_key,
)
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


def test_versions_are_ordered_by_number() -> None:
    assert sorted(("v10.0", "v9.0", "v9.1"), key=version_key) == ["v9.0", "v9.1", "v10.0"]
    assert next_version("v27.0") == "v28.0"


@pytest.mark.parametrize(
    ("version", "to_come"),
    [
        ("v28.0", True),
        ("v99.0", True),
        ("v27.0", False),
        ("v21.0", False),
        ("v230.0", False),
        ("v28.1", False),
        ("28", False),
    ],
)
def test_a_version_after_the_newest_one_may_come(version: str, *, to_come: bool) -> None:
    assert is_version_to_come(version, CATALOG) is to_come


def test_a_metric_is_gone_once_its_last_media_are_out_of_retention() -> None:
    impressions = CATALOG.metrics["impressions"]
    assert not is_gone(impressions, date(2026, 7, 1))
    assert is_gone(impressions, date(2026, 7, 2))
    assert not is_gone(CATALOG.metrics["plays"], TODAY)  # it never depended on the age of media
    assert not is_gone(CATALOG.metrics["views"], date(2100, 1, 1))

"""Why a measure is missing, from the error of the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reporter.core.observations import MediaItem, Missing, Reason
from reporter.executor.graph.messages import ApiError, Kind
from reporter.executor.graph.missing_reasons import final, of_media

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def item(product_type: str, hours: float) -> MediaItem:
    return MediaItem("acme", "17", product_type, "IMAGE", NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("kind", "product_type", "hours", "reason"),
    [
        (Kind.GONE, "FEED", 100, Reason.GONE),
        (Kind.GONE, "STORY", 23, Reason.GONE),
        (Kind.GONE, "STORY", 25, Reason.EXPIRED_STORY),
        (Kind.FEW_VIEWERS, "FEED", 1, Reason.NOT_ENOUGH_VIEWERS),
        (Kind.BEFORE_BUSINESS, "FEED", 1, Reason.BEFORE_BUSINESS_ACCOUNT),
        (Kind.WITHHELD, "STORY", 1, Reason.NOT_ENOUGH_VIEWERS),
    ],
)
def test_an_error_that_concerns_the_whole_media_item(
    kind: Kind, product_type: str, hours: float, reason: Reason
) -> None:
    assert of_media(ApiError(kind), item(product_type, hours), now=NOW) == Missing(reason)


@pytest.mark.parametrize("kind", [Kind.METRIC, Kind.TEMPORARY, Kind.PERMISSION, Kind.NOT_ON_FACEBOOK, Kind.WITHHELD])
def test_an_error_that_concerns_less(kind: Kind) -> None:
    assert of_media(ApiError(kind), item("FEED", 1), now=NOW) is None


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.METRIC, Reason.REFUSED),
        (Kind.METRIC_FOR_ALL, Reason.REFUSED),
        (Kind.BREAKDOWN, Reason.REFUSED),
        (Kind.NOT_ON_FACEBOOK, Reason.NOT_ON_FACEBOOK),
        (Kind.TEMPORARY, Reason.FAILED),
        (Kind.BROKEN, Reason.FAILED),
    ],
)
def test_the_reason_of_one_metric(kind: Kind, reason: Reason) -> None:
    missing = final(ApiError(kind))
    assert missing.reason is reason


def test_an_unknown_rejection_keeps_its_code_only() -> None:
    error = ApiError(Kind.REFUSED, code=12345)
    assert final(error) == Missing(Reason.FAILED, "the API rejected the request with code 12345")
    assert final(ApiError(Kind.REFUSED, code=100)).reason is Reason.REFUSED

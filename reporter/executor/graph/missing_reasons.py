"""Maps API errors to reasons of missing measures, in words for readers of reports. Sends nothing."""

from __future__ import annotations

from datetime import datetime

from reporter.catalog.models import ProductType
from reporter.core.observations import STORY_LIFE, MediaItem, Missing, Reason
from reporter.executor.graph.messages import ApiError, Kind

_OF_MEDIA = {
    Kind.FEW_VIEWERS: Missing(Reason.NOT_ENOUGH_VIEWERS),
    Kind.BEFORE_BUSINESS: Missing(Reason.BEFORE_BUSINESS_ACCOUNT),
    Kind.GONE: Missing(Reason.GONE),
}

# The API rejects the metric for every media item; yet only the catalog decides what does not exist.
UNKNOWN_TO_API = Missing(Reason.REFUSED, "the API does not provide this metric")
# Not requested, to save requests: similar media items rejected the metric in this run.
INFERRED = Missing(Reason.REFUSED, "not requested this time, because Meta rejected this metric for similar posts")
_REJECTED = Missing(Reason.REFUSED, "Meta rejected this metric for this post; the next run requests it again")

_FINAL = {
    Kind.METRIC: _REJECTED,
    Kind.METRIC_FOR_ALL: UNKNOWN_TO_API,
    Kind.BREAKDOWN: _REJECTED,
    Kind.NOT_ON_FACEBOOK: Missing(Reason.NOT_ON_FACEBOOK),
    Kind.PERMISSION: _REJECTED,
    Kind.WITHHELD: _REJECTED,
    Kind.TEMPORARY: Missing(Reason.FAILED, "the API did not respond after several attempts"),
    Kind.BROKEN: Missing(Reason.FAILED, "the API response could not be read after several attempts"),
}

# Listed but not requested, because the account's collection ended before.
STOPPED = Missing(Reason.FAILED, "not requested, because collection for this account ended early")


def of_media(error: ApiError, media: MediaItem, *, now: datetime) -> Missing | None:
    """Return the reason that holds for every measure of the media item, or None when the error concerns less."""
    if error.kind is Kind.GONE and media.product_type == ProductType.STORY and media.published < now - STORY_LIFE:
        return Missing(Reason.EXPIRED_STORY)
    if error.kind is Kind.WITHHELD and media.product_type == ProductType.STORY:
        return _OF_MEDIA[Kind.FEW_VIEWERS]
    return _OF_MEDIA.get(error.kind)


def final(error: ApiError) -> Missing:
    """Return the reason of one metric for which no smaller request is left."""
    if error.kind is Kind.REFUSED and error.code == 100:
        return _REJECTED
    if error.kind in _FINAL:
        return _FINAL[error.kind]
    return Missing(Reason.FAILED, f"the API rejected the request with code {error.code}" if error.code else "rejected")

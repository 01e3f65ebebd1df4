"""What a refused insight means to a reader: the reason of a missing measure, in plain words. Asks nothing."""

from __future__ import annotations

from datetime import datetime

from reporter.catalog.models import ProductType
from reporter.graph.wire import ApiError
from reporter.graph.wire import Kind
from reporter.observations import STORY_LIFE
from reporter.observations import MediaItem
from reporter.observations import Missing
from reporter.observations import Reason

_OF_MEDIA = {
    Kind.FEW_VIEWERS: Missing(Reason.NOT_ENOUGH_VIEWERS),
    Kind.BEFORE_BUSINESS: Missing(Reason.BEFORE_BUSINESS_ACCOUNT),
    Kind.GONE: Missing(Reason.GONE),
}

_FINAL = {
    Kind.METRIC: Missing(Reason.NOT_SUPPORTED, "the API does not have this metric for this media item"),
    Kind.METRIC_FOR_ALL: Missing(Reason.NOT_SUPPORTED, "the API does not have this metric for this media item"),
    Kind.NOT_ON_FACEBOOK: Missing(Reason.NOT_ON_FACEBOOK),
    Kind.PERMISSION: Missing(Reason.NOT_AVAILABLE, "the API does not give this metric for this media item"),
    Kind.TEMPORARY: Missing(Reason.FAILED, "the API failed to answer, several times"),
    Kind.BROKEN: Missing(Reason.FAILED, "the API's answer could not be read, several times"),
}

# What is listed but was never asked, because the account's collection ended before.
STOPPED = Missing(Reason.FAILED, "not asked, because collecting from this account ended early")


def of_media(error: ApiError, media: MediaItem, *, now: datetime) -> Missing | None:
    """Return the reason that holds for every measure of the media item, or None when the refusal is about less."""
    if error.kind is Kind.GONE and media.product_type == ProductType.STORY and media.published < now - STORY_LIFE:
        return Missing(Reason.EXPIRED_STORY)
    return _OF_MEDIA.get(error.kind)


def final(error: ApiError) -> Missing:
    """Return the reason of one metric for which no smaller step is left."""
    if error.kind is Kind.REFUSED and error.code == 100:
        return Missing(Reason.NOT_SUPPORTED, "the API refused this metric for this media item")
    known = _FINAL.get(error.kind)
    return known or Missing(Reason.FAILED, f"the API refused with code {error.code}" if error.code else "refused")

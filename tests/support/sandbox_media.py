"""Media of the sandbox, without HTTP."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile

from reporter.catalog.models import ProductType
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.world import ACCOUNTS, Media, published_media
from tests.support.sandbox_client import NOW


def since(account: SandboxAccount, days: int, *, stories: bool = False) -> list[Media]:
    """Return what an account published in the last so many days."""
    begin = NOW - timedelta(days=days)
    return list(takewhile(lambda media: media.published >= begin, published_media(account, until=NOW, stories=stories)))


def newest(product_type: ProductType) -> Media:
    """Return the newest media item of a product type."""
    return next(
        media
        for media in published_media(ACCOUNTS[0], until=NOW, stories=product_type == ProductType.STORY)
        if media.product_type == product_type
    )

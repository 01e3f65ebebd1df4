"""Who collaborated with whom: posts of one brand that another one accepted, and what that other one sees of them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime

from reporter.catalog.models import Login
from reporter.sandbox import errors
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.call import Call
from reporter.sandbox.draws import choose, draw
from reporter.sandbox.fields import Field
from reporter.sandbox.nodes import NodeRow, media_row
from reporter.sandbox.world import ACCOUNTS, Media, published_media

_SHARE = 0.15  # of all media
_FIELDS = frozenset(
    {"id", "caption", "media_product_type", "media_type", "media_url", "permalink", "thumbnail_url", "username"}
    | {"timestamp", "comments_count", "like_count", "total_like_count", "total_comments_count", "reposts_count"}
    | {"saved_count", "shares_count", "total_views_count"}
)


def accepted_media(account: SandboxAccount, *, until: datetime) -> Iterator[Media]:
    """Give the others' media that an account is a collaborator of, newest first."""
    others = (published_media(brand, until=until) for brand in ACCOUNTS if brand != account)
    media_of_others = heapq.merge(*others, key=lambda media: (media.published, media.id), reverse=True)
    return (media for media in media_of_others if _partner(media) == account)


def shared_row(call: Call, media: Media, fields: tuple[Field, ...]) -> NodeRow:
    """Return a row as a collaborator gets it. Raises FailedCallError for insights, which are the owner's."""
    for field in fields:
        if field.name == "insights":
            raise errors.no_permission()
        if field.name not in _FIELDS:
            raise errors.unknown_field(field.name)
    return media_row(call, media, fields)


def _partner(media: Media) -> SandboxAccount | None:
    if draw(media.id, "collaboration") >= _SHARE:
        return None
    others = [other for other in ACCOUNTS if other != media.account and other.login is Login.FACEBOOK]
    return choose(others, media.id, "partner") if others else None

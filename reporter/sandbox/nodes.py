"""Media and user nodes: which fields each has under which login, and their values. What is unavailable is left out."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from reporter.catalog.load import load_catalog
from reporter.catalog.models import Login, ProductType
from reporter.sandbox import errors
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.call import Call
from reporter.sandbox.draws import draw, number
from reporter.sandbox.fields import Field
from reporter.sandbox.insights import insights
from reporter.sandbox.metric_values import metric_value
from reporter.sandbox.thumbnails import data_url
from reporter.sandbox.world import Media, child_id, followers, published_media

NodeRow = dict[str, Any]
JsonValue = Any  # any JSON; None leaves the field out
_ID = (Field("id"),)


def media_row(call: Call, media: Media, fields: tuple[Field, ...] = _ID) -> NodeRow:
    """Return a media item's fields, `id` always among them. Raises FailedCallError for a field it does not have."""
    return _row(fields, partial(_media_value, call, media), {"id": media.id})


def child_row(media: Media, child: int, fields: tuple[Field, ...] = _ID) -> NodeRow:
    """Return a picture of an album: a picture of its own, without the album's caption and counts."""
    name = child_id(media, child)
    values: NodeRow = {
        "id": name,
        "media_type": "IMAGE",
        "timestamp": _timestamp(media.published),
        "permalink": permalink(media),
        "shortcode": _shortcode(media),
        "username": media.account.username,
        "owner": {"id": media.account.instagram_id},
    }

    def value(field: Field) -> JsonValue:
        if field.name == "media_url":
            return data_url(media.account.look, name, video=False)
        if field.name not in values and (field.name not in _MEDIA or field.name in _FACEBOOK_ONLY):
            raise errors.unknown_field(field.name)
        return values.get(field.name)

    return _row(fields, value, {"id": name})


def children(media: Media, fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return the pictures of an album, as a list without pages."""
    return {"data": [child_row(media, child, fields) for child in range(1, media.children + 1)]}


def user_row(call: Call, fields: tuple[Field, ...] = _ID) -> NodeRow:
    """Return the account's own fields."""
    return _row(fields, partial(_user_value, call), {"id": call.account.instagram_id})


def _row(fields: tuple[Field, ...], value: Callable[[Field], JsonValue], identifier: NodeRow) -> NodeRow:
    row: NodeRow = {}
    for field in fields:
        content = value(field)
        if content is not None:
            row[field.name] = content
    return row if "id" in row else row | identifier


def _media_value(call: Call, media: Media, field: Field) -> JsonValue:
    match field.name:
        case "insights":
            return insights(call, media, field.modifiers)
        case "children":
            return children(media, field.fields or _ID) if media.children else None
        case "view_count":
            raise errors.business_discovery_only()
        case "copyright_check_information" if media.media_type != "VIDEO":
            raise errors.no_video()
        case name if name not in _MEDIA or (name in _FACEBOOK_ONLY and call.login != Login.FACEBOOK):
            raise errors.unknown_field(name)
        case name:
            return _MEDIA[name](media, call.now)


def _user_value(call: Call, field: Field) -> JsonValue:
    if field.name == "shopping_product_tag_eligibility":
        raise errors.no_permission()
    table = {**_USER, **(_INSTAGRAM_USER if call.login == Login.INSTAGRAM else _FACEBOOK_USER)}
    if field.name not in table:
        raise errors.unknown_field(field.name)
    return table[field.name](call.account, call.now)


def _count(name: str) -> Callable[[Media, datetime], JsonValue]:
    """Return a field that counts what a metric counts; 0 for product types that the metric does not have."""

    def value(media: Media, now: datetime) -> JsonValue:
        metric = load_catalog().metrics[name]
        return metric_value(media, metric, now) if media.product_type in metric.product_types else 0

    return value


def _picture(media: Media, _now: datetime) -> str | None:
    """A video's file is left out, as for flagged media: there is none, and no other host to fetch one from."""
    return None if media.media_type == "VIDEO" else data_url(media.account.look, media.id, video=False)


def _cover(media: Media, _now: datetime) -> str | None:
    return data_url(media.account.look, media.id, video=True) if media.media_type == "VIDEO" else None


def _shortcode(media: Media) -> str:
    return "D" + base64.urlsafe_b64encode(number(media.id, "shortcode").to_bytes(8, "big")).decode()[:10]


def permalink(media: Media) -> str:
    """Return a media item's address on instagram.com."""
    if media.product_type == ProductType.STORY:
        return f"https://instagram.com/stories/{media.account.username}/{_ig_id(media)}"
    return (
        f"https://www.instagram.com/{'reel' if media.product_type == ProductType.REELS else 'p'}/{_shortcode(media)}/"
    )


def _ig_id(media: Media) -> str:
    return str(3_000_000_000_000_000_000 + number(media.id, "ig") % 10**18)


def _alt_text(media: Media, _now: datetime) -> str | None:
    has_one = media.media_type == "IMAGE" and draw(media.id, "alt") < 0.3
    return f"A picture by {media.account.name}" if has_one else None


def _timestamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


_MEDIA: Mapping[str, Callable[[Media, datetime], JsonValue]] = {
    "id": lambda media, _: media.id,
    "ig_id": lambda media, _: _ig_id(media),
    "legacy_instagram_media_id": lambda media, _: _ig_id(media),
    "media_type": lambda media, _: media.media_type,
    "media_product_type": lambda media, _: str(media.product_type),
    "timestamp": lambda media, _: _timestamp(media.published),
    "caption": lambda media, _: media.caption or None,
    "permalink": lambda media, _: permalink(media),
    "shortcode": lambda media, _: _shortcode(media),
    "media_url": _picture,
    "thumbnail_url": _cover,
    "like_count": _count("likes"),
    "comments_count": _count("comments"),
    "username": lambda media, _: media.account.username,
    "owner": lambda media, _: {"id": media.account.instagram_id},
    "is_comment_enabled": lambda media, _: media.product_type != ProductType.STORY,
    "is_shared_to_feed": lambda media, _: True if media.product_type == ProductType.REELS else None,
    "is_ai_generated": lambda _media, _: False,
    "alt_text": _alt_text,
    "media_audio_type": lambda _media, _: None,
    "comments": lambda _media, _: None,
    "collaborators": lambda _media, _: None,
    "boost_ads_list": lambda _media, _: None,
    "boost_eligibility_info": lambda _media, _: {"eligible_to_boost": True},
    "copyright_check_information": lambda _media, _: {"status": {"status": "completed", "matches_found": False}},
    "reposts_count": _count("reposts"),
    "saved_count": _count("saved"),
    "shares_count": _count("shares"),
    "total_like_count": _count("total_likes"),
    "total_comments_count": _count("total_comments"),
    "total_views_count": lambda media, now: _count("total_views")(media, now) if media.media_type == "VIDEO" else None,
}
_FACEBOOK_ONLY = frozenset(
    {"collaborators", "boost_ads_list", "boost_eligibility_info", "reposts_count", "saved_count", "shares_count"}
    | {"total_like_count", "total_comments_count", "total_views_count", "copyright_check_information"}
)
_USER: Mapping[str, Callable[[SandboxAccount, datetime], JsonValue]] = {
    "id": lambda account, _: account.instagram_id,
    "username": lambda account, _: account.username,
    "name": lambda account, _: account.name,
    "biography": lambda account, _: account.biography,
    "website": lambda account, _: account.website,
    "profile_picture_url": lambda account, _: data_url(account.look, account.alias, video=False),
    "followers_count": followers,
    "follows_count": lambda account, _: 80 + number(account.alias, "follows") % 500,
    "media_count": lambda account, now: sum(1 for _ in published_media(account, until=now)),
}
_FACEBOOK_USER: Mapping[str, Callable[[SandboxAccount, datetime], JsonValue]] = {
    "ig_id": lambda account, _: account.instagram_id[3:],
    "legacy_instagram_user_id": lambda account, _: account.instagram_id[3:],
    "has_profile_pic": lambda _account, _: True,
    "is_published": lambda _account, _: True,
}
_INSTAGRAM_USER: Mapping[str, Callable[[SandboxAccount, datetime], JsonValue]] = {
    "user_id": lambda account, _: account.instagram_id,
    "account_type": lambda _account, _: "BUSINESS",
}

"""Parses response bodies into media items, measures and cursors. No value of a body is trusted before.

What cannot be used is excluded and counted, or becomes a Missing with its reason; nothing is assumed to be 0.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reporter.catalog.models import ProductType, Unit
from reporter.core.observations import Audience, MediaItem, MetricValue, Missing, Observed, Reason

_ID = re.compile(r"[0-9]{1,32}")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,")
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_LARGEST_PICTURE = 64 * 1024
_LONGEST_TEXT = 10_000
_LONGEST_CAPTION = 100_000  # Instagram takes 2,200
_CUT = " […]"
_LONGEST_CURSOR = 2048
_NUMBERS_END = 2**63

NOT_AVAILABLE = Missing(Reason.NOT_AVAILABLE)
NO_NUMBER = Missing(Reason.FAILED, "the API returned a value that is not a valid number")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rows as received, and the cursor of the next page ("" on the last one).

    `lost`: there are more pages, but no usable cursor for them.
    """

    rows: tuple[object, ...]
    cursor: str
    lost: bool


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A media item as listed, with the measures of its row; None where the row has no insights."""

    media: MediaItem
    measures: Mapping[str, MetricValue] | None


@dataclass(frozen=True, slots=True)
class MediaPage:
    """A parsed page of media items. A row without a usable id or time is None."""

    rows: tuple[MediaRow | None, ...]
    cursor: str
    lost: bool


Parsed = MediaPage | MediaRow | Audience | None  # None: not a response of that kind


def parse_page(body: Mapping[str, Any]) -> Page | None:
    """Return the page, or None when the body is not one. `paging.next` only shows that there is more."""
    rows, paging = body.get("data"), body.get("paging")
    if not isinstance(rows, list):
        return None
    if not isinstance(paging, Mapping) or not paging.get("next"):
        return Page(tuple(rows), "", lost=False)
    cursors = paging.get("cursors")
    cursor = cursors.get("after") if isinstance(cursors, Mapping) else None
    if isinstance(cursor, str) and 0 < len(cursor) <= _LONGEST_CURSOR and cursor.isascii() and cursor.isprintable():
        return Page(tuple(rows), cursor, lost=False)
    return Page(tuple(rows), "", lost=True)


def parse_media(row: object, *, account: str, stories: bool) -> MediaItem | None:
    """Return the media item of a row of /media or /stories; None when it has no usable id or time."""
    if not isinstance(row, Mapping):
        return None
    media_id, published = row.get("id"), _time(row.get("timestamp"))
    if not isinstance(media_id, str) or not _ID.fullmatch(media_id) or published is None:
        return None
    permalink = _text(row.get("permalink"))
    return MediaItem(
        account=account,
        media_id=media_id,
        product_type=_text(row.get("media_product_type")) or _likely_type(permalink, stories=stories),
        media_type=_text(row.get("media_type")),
        published=published,
        caption=_caption(row.get("caption")),
        permalink=permalink if permalink.startswith("https://") else "",
        username=_text(row.get("username")),
        thumbnail=_picture(row.get("thumbnail_url")) or _picture(row.get("media_url")),
        picture_url=_picture_url(row),
    )


def parse_measures(body: object, *, units: Mapping[str, Unit], breakdown: str = "") -> dict[str, MetricValue] | None:
    """Return one measure for each metric of `units`, or None when the body is not an insights response.

    `body` is {"data": [{"name", "values": [{"value"}], "total_value"?}]}; the order of `data` means nothing.
    """
    data = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(data, list):
        return None
    entries: dict[str, Mapping[str, Any]] = {}
    for entry in data:
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str):
            entries.setdefault(entry["name"], entry)
    return {
        metric: _measure(entries[metric], unit, breakdown) if metric in entries else NOT_AVAILABLE
        for metric, unit in units.items()
    }


def parse_account_id(body: Mapping[str, Any]) -> str:
    """Return the professional account's id of a /me response (flat, or first in `data`); "" when there is none."""
    data = body.get("data")
    first = data[0] if isinstance(data, list) and data and isinstance(data[0], Mapping) else body
    user_id = first.get("user_id")
    user_id = str(user_id) if isinstance(user_id, int) and not isinstance(user_id, bool) else user_id
    return user_id if isinstance(user_id, str) and _ID.fullmatch(user_id) else ""


AUDIENCE_FIELDS = "followers_count,media_count"


def parse_audience(body: Mapping[str, Any]) -> Audience:
    """Return the account's follower and media counts; None for a value that is not a whole number."""
    counts = (_number(body.get(name), Unit.COUNT) for name in ("followers_count", "media_count"))
    followers, media_count = (None if count is None else int(count) for count in counts)
    return Audience(followers, media_count)


def _measure(entry: Mapping[str, Any], unit: Unit, breakdown: str) -> MetricValue:
    values, total = entry.get("values"), entry.get("total_value")
    total = total if isinstance(total, Mapping) else {}
    first = values[0] if isinstance(values, list) and values and isinstance(values[0], Mapping) else {}
    value = first.get("value")
    value = total.get("value") if value is None else value
    known = parse_value(value, unit)
    if not breakdown or isinstance(known, Missing):
        return known
    return Observed(known.value, _breakdown(total, breakdown, unit=unit, whole=known.value))


def parse_value(value: object, unit: Unit) -> MetricValue:
    """Return a metric's value, or the reason why there is none."""
    if value is None:
        return NOT_AVAILABLE
    number = _number(value, unit)
    return _no_number(value) if number is None else Observed(number)


def _breakdown(
    total: Mapping[str, Any], breakdown: str, *, unit: Unit, whole: float
) -> Mapping[str, int | float] | None:
    """Return number by dimension value; None when a part is unusable, {} when the total is 0 and nothing is split."""
    parts: dict[str, int | float] = {}
    for row, position in _results(total.get("breakdowns"), breakdown):
        names = _texts(row.get("dimension_values")) if isinstance(row, Mapping) else []
        number = _number(row.get("value"), unit) if isinstance(row, Mapping) else None
        if number is None or position >= len(names):
            return None
        parts[names[position]] = parts.get(names[position], 0) + number
    return parts if parts or whole == 0 else None


def _results(breakdowns: object, breakdown: str) -> Iterator[tuple[object, int]]:
    """Yield each result row of this breakdown, and the position of the breakdown among its dimension values."""
    for entry in breakdowns if isinstance(breakdowns, list) else []:
        keys = [key.casefold() for key in _texts(entry.get("dimension_keys"))] if isinstance(entry, Mapping) else []
        rows = entry.get("results") if breakdown.casefold() in keys else None
        for row in rows if isinstance(rows, list) else []:
            yield row, keys.index(breakdown.casefold())


def _texts(value: object) -> list[str]:
    """Return the texts of a list, or the single text that the reference page shows instead."""
    listed = value if isinstance(value, list) else [value]
    return [_text(text) for text in listed if isinstance(text, str)]


def _number(value: object, unit: Unit) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not 0 <= value < _NUMBERS_END:
        return None
    if unit is Unit.PERCENT:
        return value
    return int(value) if value == int(value) else None


def _no_number(value: object) -> Missing:
    """Return why a value is not valid for a metric: not a number, or below zero."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_NUMBERS_END < value < 0:
        return NO_NUMBER
    sent = int(value) if value == int(value) else round(value, 3)
    return Missing(Reason.FAILED, f"Meta sent {sent}, but this metric cannot be negative")


def _time(value: object) -> datetime | None:
    """Return UTC of `2026-05-07T13:00:34+0000`; `+00:00` and `Z` are accepted, too."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    """Return text without lone surrogates, which cannot be encoded."""
    return _SURROGATES.sub("\ufffd", value[:_LONGEST_TEXT]) if isinstance(value, str) else ""


def _caption(value: object) -> str:
    """Return the caption; one that is longer than any real caption is cut and marked."""
    if not isinstance(value, str):
        return ""
    return _SURROGATES.sub("\ufffd", value[:_LONGEST_CAPTION]) + (_CUT if len(value) > _LONGEST_CAPTION else "")


def _likely_type(permalink: str, *, stories: bool) -> str:
    """Return the product type where the API omits it, as it may for Instagram login."""
    if stories:
        return ProductType.STORY.value
    return (ProductType.REELS if "/reel/" in permalink else ProductType.FEED).value


def _picture_url(row: Mapping[str, Any]) -> str:
    """Return the URL of the picture; the media URL of a video is the video itself."""
    is_video = row.get("media_type") == "VIDEO"
    urls = (row.get("thumbnail_url"), None if is_video else row.get("media_url"))
    return next((url for url in urls if isinstance(url, str) and url.startswith(("https:", "http:"))), "")


def _picture(value: object) -> bytes:
    """Return a picture that is embedded in the response."""
    start = _PICTURE.match(value) if isinstance(value, str) else None
    if not isinstance(value, str) or start is None or len(value) > _LARGEST_PICTURE * 4 // 3 + 100:
        return b""
    try:
        data = base64.b64decode(value[start.end() :], validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if data.startswith(_MAGIC) and len(data) <= _LARGEST_PICTURE else b""

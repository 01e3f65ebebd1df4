"""Bodies -> media items, measures and cursors. Everything in a body is hostile until it went through here.

What cannot be used is left out and counted, or becomes a Missing with its reason; nothing is guessed to be 0.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from typing import Any

from reporter.catalog.models import ProductType
from reporter.catalog.models import Unit
from reporter.core.observations import Audience
from reporter.core.observations import Measure
from reporter.core.observations import MediaItem
from reporter.core.observations import Missing
from reporter.core.observations import Observed
from reporter.core.observations import Reason

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
NO_NUMBER = Missing(Reason.FAILED, "the API answered something that is no number")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rows as they came, and the cursor of the next page ("" on the last one).

    `lost`: there are more pages, but no usable cursor leads to them.
    """

    rows: tuple[object, ...]
    cursor: str
    lost: bool


def read_page(body: Mapping[str, Any]) -> Page | None:
    """Return the page, or None when the body is none. `paging.next` only says that there is more; never followed."""
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


def read_media(row: object, *, account: str, stories: bool) -> MediaItem | None:
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


def read_measures(body: object, *, units: Mapping[str, Unit], breakdown: str = "") -> dict[str, Measure] | None:
    """Return one measure for each metric of `units`, or None when the body is no insights answer.

    `body` is {"data": [{"name", "values": [{"value"}], "total_value"?}]}; the order of `data` means nothing.
    """
    data = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(data, list):
        return None
    found: dict[str, Mapping[str, Any]] = {}
    for entry in data:
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str):
            found.setdefault(entry["name"], entry)
    return {
        metric: _measure(found[metric], unit, breakdown) if metric in found else NOT_AVAILABLE
        for metric, unit in units.items()
    }


def read_account_id(body: Mapping[str, Any]) -> str:
    """Return the professional account's id of a /me answer (flat, or as the first of `data`); "" when there is none."""
    data = body.get("data")
    first = data[0] if isinstance(data, list) and data and isinstance(data[0], Mapping) else body
    found = first.get("user_id")
    found = str(found) if isinstance(found, int) and not isinstance(found, bool) else found
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


AUDIENCE_FIELDS = "followers_count,media_count"


def read_audience(body: Mapping[str, Any]) -> Audience:
    """Return an account's own numbers; what is no whole number is unknown."""
    counts = (_number(body.get(name), Unit.COUNT) for name in ("followers_count", "media_count"))
    followers, media_count = (None if count is None else int(count) for count in counts)
    return Audience(followers, media_count)


def _measure(entry: Mapping[str, Any], unit: Unit, breakdown: str) -> Measure:
    values, total = entry.get("values"), entry.get("total_value")
    total = total if isinstance(total, Mapping) else {}
    first = values[0] if isinstance(values, list) and values and isinstance(values[0], Mapping) else {}
    value = first.get("value")
    value = total.get("value") if value is None else value
    known = read_value(value, unit)
    if not breakdown or isinstance(known, Missing):
        return known
    return Observed(known.value, _breakdown(total, breakdown, unit=unit, whole=known.value))


def read_value(value: object, unit: Unit) -> Measure:
    """Return what a metric's value is, and why it is none where it is none."""
    if value is None:
        return NOT_AVAILABLE
    number = _number(value, unit)
    return _no_number(value) if number is None else Observed(number)


def _breakdown(
    total: Mapping[str, Any], breakdown: str, *, unit: Unit, whole: float
) -> Mapping[str, int | float] | None:
    """Return number by value; None when it cannot be read whole, {} when the API split nothing because it is 0."""
    parts: dict[str, int | float] = {}
    for row, place in _results(total.get("breakdowns"), breakdown):
        names = _texts(row.get("dimension_values")) if isinstance(row, Mapping) else []
        number = _number(row.get("value"), unit) if isinstance(row, Mapping) else None
        if number is None or place >= len(names):
            return None
        parts[names[place]] = parts.get(names[place], 0) + number
    return parts if parts or whole == 0 else None


def _results(breakdowns: object, breakdown: str) -> Iterator[tuple[object, int]]:
    """Yield each result row of this breakdown, and which of its dimension values belongs to the breakdown."""
    for one in breakdowns if isinstance(breakdowns, list) else []:
        keys = [key.casefold() for key in _texts(one.get("dimension_keys"))] if isinstance(one, Mapping) else []
        rows = one.get("results") if breakdown.casefold() in keys else None
        if isinstance(rows, list):
            place = keys.index(breakdown.casefold())
            yield from ((row, place) for row in rows)


def _texts(value: object) -> list[str]:
    """Return texts of a list, or of the one text that the reference page writes instead."""
    listed = value if isinstance(value, list) else [value]
    return [_text(one) for one in listed if isinstance(one, str)]


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
    """Return why a value is no number of a metric: none at all, or below zero, where no count and no rate can be."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_NUMBERS_END < value < 0:
        return NO_NUMBER
    sent = int(value) if value == int(value) else round(value, 3)
    return Missing(Reason.FAILED, f"Meta sent {sent}, but this metric is never below zero")


def _time(value: object) -> datetime | None:
    """Return UTC of `2026-05-07T13:00:34+0000` and its kin with `+00:00` or `Z`."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    """Return text without halves of characters; they cannot be written to any file."""
    return _SURROGATES.sub("\ufffd", value[:_LONGEST_TEXT]) if isinstance(value, str) else ""


def _caption(value: object) -> str:
    """Return the whole caption; only what can be none is cut, and bears a mark where it was."""
    if not isinstance(value, str):
        return ""
    return _SURROGATES.sub("\ufffd", value[:_LONGEST_CAPTION]) + (_CUT if len(value) > _LONGEST_CAPTION else "")


def _likely_type(permalink: str, *, stories: bool) -> str:
    """Return the product type where the API left it out, as it may for Instagram login."""
    if stories:
        return ProductType.STORY.value
    return (ProductType.REELS if "/reel/" in permalink else ProductType.FEED).value


def _picture_url(row: Mapping[str, Any]) -> str:
    """Return where the picture lies; a video's own address is a film."""
    film = row.get("media_type") == "VIDEO"
    urls = (row.get("thumbnail_url"), None if film else row.get("media_url"))
    return next((one for one in urls if isinstance(one, str) and one.startswith(("https:", "http:"))), "")


def _picture(value: object) -> bytes:
    """Return a picture that came inside the answer."""
    start = _PICTURE.match(value) if isinstance(value, str) else None
    if not isinstance(value, str) or start is None or len(value) > _LARGEST_PICTURE * 4 // 3 + 100:
        return b""
    try:
        data = base64.b64decode(value[start.end() :], validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if data.startswith(_MAGIC) and len(data) <= _LARGEST_PICTURE else b""

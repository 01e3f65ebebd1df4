"""The edges /media, /stories and /collaborative_media: which rows a page has, and how it points to the next."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from reporter.core.observations import STORY_LIFE
from reporter.sandbox import errors
from reporter.sandbox.call import Call
from reporter.sandbox.collaborations import accepted_media, shared_row
from reporter.sandbox.fields import read_fields
from reporter.sandbox.nodes import media_row
from reporter.sandbox.world import Media, published_media

SHARED = "collaborative_media"
_DEFAULT_LIMIT = 25
_MOST_LIMIT = 100
_MOST_MEDIA = 10_000
_CURSOR = "AQHS"  # so that cursors begin with QVFI, as Meta's do


def listing(call: Call, edge: str) -> dict[str, Any]:
    """Return a page, newest first. One row that is refused refuses the page, as in real life."""
    limit = _limit(call)
    fields = read_fields(call.params.get("fields", "id"))
    heaviest = call.server.faults.heaviest_page
    if heaviest is not None and limit > heaviest:
        raise errors.too_heavy()
    before, offset = _read_cursor(call.params["after"]) if call.params.get("after") else ("", 0)
    media = list(islice(_rows_after(call, before, edge), min(limit, _MOST_MEDIA - offset) + 1))
    page = media[:limit] if offset + limit < _MOST_MEDIA else media[: _MOST_MEDIA - offset]
    row = shared_row if edge == SHARED else media_row
    data = [row(call, media, fields) for media in page]
    if not page:
        return {"data": data}
    after = _cursor(page[-1], offset + len(page))
    paging: dict[str, Any] = {"cursors": {"before": _cursor(page[0], offset), "after": after}}
    if len(media) > len(page) and offset + len(page) < _MOST_MEDIA:
        paging["next"] = call.link(limit=str(limit), after=after)
    return {"data": data, "paging": paging}


def _rows_after(call: Call, before: str, edge: str) -> Iterator[Media]:
    """Yield the media of an edge that are older than the row `before`, newest first."""
    position = _cursor_position(before)
    if position is None:
        yield from _media_until(call, edge, call.now)
        return
    for media in _media_until(call, edge, min(position[0], call.now)):
        if (media.published, media.id) < position:
            yield media


def _media_until(call: Call, edge: str, end: datetime) -> Iterator[Media]:
    """Yield the media of an edge up to `end` in the requested interval, newest first.

    Collaborations accept no interval.
    """
    if edge == SHARED:
        yield from accepted_media(call.account, until=end)
        return
    since, until = _moment(call, "since"), _moment(call, "until")
    stories = edge == "stories"
    for media in published_media(call.account, until=min(until or end, end), stories=stories):
        if since is not None and media.published < since:
            return
        if stories and media.published <= call.now - STORY_LIFE:
            return
        yield media


def _limit(call: Call) -> int:
    text = call.params.get("limit", str(_DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise errors.wrong_parameter("limit", "a positive number")
    return min(int(text[:9]), _MOST_LIMIT)


def _moment(call: Call, name: str) -> datetime | None:
    """Read a Unix time, or a date or time of ISO 8601; Meta reads more."""
    text = call.params.get(name, "").strip()
    if not text:
        return None
    try:
        if text.isdigit():
            return datetime.fromtimestamp(int(text), tz=UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise errors.wrong_parameter(name, "a valid timestamp") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cursor(media: Media, offset: int) -> str:
    text = f"{_CURSOR}{int(media.published.timestamp()):x}.{media.id}.{offset}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[str, int]:
    try:
        cursor = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        row, _, offset = cursor.removeprefix(_CURSOR).rpartition(".")
        _cursor_position(row)
        count = int(offset)
    except (ValueError, binascii.Error, OverflowError, OSError):
        raise errors.wrong_parameter("after", "a valid cursor") from None
    if not 0 <= count <= _MOST_MEDIA:
        raise errors.wrong_parameter("after", "a valid cursor")
    return row, count


def _cursor_position(row: str) -> tuple[datetime, str] | None:
    """Return where in the order a row of a cursor stands: its time and id."""
    if not row:
        return None
    seconds, _, media_id = row.partition(".")
    return datetime.fromtimestamp(int(seconds, 16), tz=UTC), media_id

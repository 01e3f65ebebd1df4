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
from reporter.sandbox.collaborations import accepted, shared_row
from reporter.sandbox.fields import read_fields
from reporter.sandbox.nodes import media_row
from reporter.sandbox.world import Media, published

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
    before, passed = _read_cursor(call.params["after"]) if call.params.get("after") else ("", 0)
    found = list(islice(_rows(call, before, edge), min(limit, _MOST_MEDIA - passed) + 1))
    page = found[:limit] if passed + limit < _MOST_MEDIA else found[: _MOST_MEDIA - passed]
    row = shared_row if edge == SHARED else media_row
    data = [row(call, media, fields) for media in page]
    if not page:
        return {"data": data}
    after = _cursor(page[-1], passed + len(page))
    paging: dict[str, Any] = {"cursors": {"before": _cursor(page[0], passed), "after": after}}
    if len(found) > len(page) and passed + len(page) < _MOST_MEDIA:
        paging["next"] = call.link(limit=str(limit), after=after)
    return {"data": data, "paging": paging}


def _rows(call: Call, before: str, edge: str) -> Iterator[Media]:
    """Give what is in the time asked for and older than the row `before`; nothing older is made.

    Collaborations know no times.
    """
    timed = edge != SHARED
    since, until = (_moment(call, name) if timed else None for name in ("since", "until"))
    end = min(until or call.now, call.now)
    place = _place(before)
    if place is not None:
        end = min(end, place[0])
    stories = edge == "stories"
    found = published(call.account, until=end, stories=stories) if timed else accepted(call.account, until=end)
    for media in found:
        if (since is not None and media.published < since) or (stories and media.published <= call.now - STORY_LIFE):
            return
        if place is None or (media.published, media.id) < place:
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
        written = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise errors.wrong_parameter(name, "a valid timestamp") from None
    return written if written.tzinfo else written.replace(tzinfo=UTC)


def _cursor(media: Media, passed: int) -> str:
    text = f"{_CURSOR}{int(media.published.timestamp()):x}.{media.id}.{passed}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[str, int]:
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        row, _, passed = plain.removeprefix(_CURSOR).rpartition(".")
        _place(row)
        count = int(passed)
    except (ValueError, binascii.Error, OverflowError, OSError):
        raise errors.wrong_parameter("after", "a valid cursor") from None
    if not 0 <= count <= _MOST_MEDIA:
        raise errors.wrong_parameter("after", "a valid cursor")
    return row, count


def _place(row: str) -> tuple[datetime, str] | None:
    """Return where in the order a row of a cursor stands: its time and id."""
    if not row:
        return None
    seconds, _, media_id = row.partition(".")
    return datetime.fromtimestamp(int(seconds, 16), tz=UTC), media_id

"""Meta's webhook messages: whether one is signed, and what it tells. Pure; a message is hostile until it is signed."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from reporter.core.observations import StoryEvent

_FIELD = "story_insights"
_MILLISECONDS = 10**11  # a time above that is told in milliseconds, as some messages do
_FIRST_YEAR = 2015  # no message is older
_CLOCKS_AGREE = timedelta(days=1)
_MOST_DIGITS = 4_000


def is_signed(body: bytes, signature: str, secrets: Sequence[bytes]) -> bool:
    """Say whether a signature (`sha256=` and lower-case hex) is that of the raw body under one of the app secrets."""
    given = signature.encode("utf-8", "replace")  # bytes: comparing text that is not ASCII raises
    expected = (b"sha256=" + hmac.new(secret, body, sha256).hexdigest().encode() for secret in secrets)
    return any([hmac.compare_digest(signature, given) for signature in expected])  # noqa: C419 - all are compared, always


def read_events(body: bytes, received: datetime) -> tuple[list[StoryEvent], int]:
    """Return what a message tells of stories, and how many of its parts told nothing that is known."""
    try:
        found = [_event(part, received) for part in _parts(json.loads(body, parse_int=_whole))]
    except (ValueError, RecursionError):  # no JSON, or nested too deeply to be read or written again
        return [], 1
    events = [event for event in found if event is not None]
    return events, len(found) - len(events)


def _parts(tree: Any) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """Give (entry, change) of every change that is told; None for what has another shape. Older senders wrap it."""
    for message in tree if isinstance(tree, list) else [tree]:
        entries = message.get("entry") if isinstance(message, dict) and message.get("object") == "instagram" else None
        if not isinstance(entries, list):
            yield None
            continue
        for entry in entries:
            changes = entry.get("changes") if isinstance(entry, dict) else None
            yield from ((entry, change) for change in changes) if isinstance(changes, list) else (None,)


def _event(part: Any, received: datetime) -> StoryEvent | None:  # noqa: ANN401 - as above
    if part is None:
        return None
    entry, change = part
    value = change.get("value") if isinstance(change, dict) and change.get("field") == _FIELD else None
    if not isinstance(value, dict):
        return None
    ids = [str(number) for number in (entry.get("id"), value.get("media_id")) if isinstance(number, str | int)]
    if len(ids) < 2 or not all(re.fullmatch("[0-9]{1,32}", number) for number in ids):
        return None
    counts = {str(name): one for name, one in value.items() if name != "media_id"}
    raw = json.dumps(counts, sort_keys=True, separators=(",", ":"))  # ASCII: every database takes it
    return StoryEvent(ids[0], ids[1], _sent(entry.get("time"), received), counts, raw)


def _whole(digits: str) -> int | None:
    """Return a whole number; None for one that Python refuses to read, which must not cost the rest of the message."""
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _sent(told: object, received: datetime) -> datetime:
    if type(told) is not int or told < 0:
        return received
    try:
        sent = datetime.fromtimestamp(told / 1000 if told >= _MILLISECONDS else told, UTC)
    except (ValueError, OverflowError, OSError):  # a sender may write any number, of hundreds of digits even
        return received
    return sent if sent.year >= _FIRST_YEAR and sent <= received + _CLOCKS_AGREE else received

"""Meta's webhook messages: checks signatures and reads story events. Pure; an unsigned message may be hostile."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from reporter.core.observations import StoryEvent

_ID = re.compile("[0-9]{1,32}")
_MILLISECONDS = 10**11  # a larger time is in milliseconds, as in some messages
_FIRST_YEAR = 2015  # no message is older
_CLOCKS_AGREE = timedelta(days=1)
_MOST_DIGITS = 4_000


def is_signed(body: bytes, signature: str, secrets: Sequence[bytes]) -> bool:
    """Return whether a signature (`sha256=` and lower-case hex) matches the raw body and one of the app secrets."""
    given = signature.encode("utf-8", "replace")  # bytes: comparing text that is not ASCII raises
    expected = (b"sha256=" + hmac.new(secret, body, sha256).hexdigest().encode() for secret in secrets)
    return any([hmac.compare_digest(signature, given) for signature in expected])  # noqa: C419 - all are compared, always


def read_events(body: bytes, received: datetime) -> tuple[list[StoryEvent], int]:
    """Return the story events of a message, and how many of its parts are not known events."""
    try:
        events = [_event(part, received) for part in _parts(json.loads(body, parse_int=_whole))]
    except (ValueError, RecursionError):  # no JSON, or nested too deeply to be read or written again
        return [], 1
    known = [event for event in events if event is not None]
    return known, len(events) - len(known)


def _parts(tree: Any) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """Yield (entry, change) for every change, None for a part of another shape. Some senders send lists of messages."""
    for message in tree if isinstance(tree, list) else [tree]:
        match message:
            case {"object": "instagram", "entry": list(entries)}:
                for entry in entries:
                    yield from _changes(entry)
            case _:
                yield None


def _changes(entry: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    match entry:
        case {"changes": list(changes)}:
            yield from ((entry, change) for change in changes)
        case _:
            yield None


def _event(part: Any, received: datetime) -> StoryEvent | None:  # noqa: ANN401 - as above
    match part:
        case (
            {"id": str() | int() as account, **entry},
            {"field": "story_insights", "value": {"media_id": str() | int() as media, **values}},
        ):
            account_id, media_id = str(account), str(media)
        case _:
            return None
    if not (_ID.fullmatch(account_id) and _ID.fullmatch(media_id)):
        return None
    counts = {str(name): value for name, value in values.items()}
    raw = json.dumps(counts, sort_keys=True, separators=(",", ":"))  # ASCII: every database takes it
    return StoryEvent(account_id, media_id, _sent_at(entry.get("time"), received), counts, raw)


def _whole(digits: str) -> int | None:
    """Return a whole number; None for one that Python refuses to read, which must not cost the rest of the message."""
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _sent_at(time: object, received: datetime) -> datetime:
    if type(time) is not int or time < 0:
        return received
    try:
        sent_at = datetime.fromtimestamp(time / 1000 if time >= _MILLISECONDS else time, UTC)
    except (ValueError, OverflowError, OSError):  # a sender may write any number, of hundreds of digits even
        return received
    return sent_at if sent_at.year >= _FIRST_YEAR and sent_at <= received + _CLOCKS_AGREE else received

"""Media ids: 17 digits that look like Meta's and say which media item is meant, so that none has to be searched for."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST = 17_850_000_000_000_000
_MODULUS = 1_000_000_000_000_037  # prime, so that every factor has an inverse
_FACTOR = 618_033_988_749_894
_INVERSE = pow(_FACTOR, -1, _MODULUS)


@dataclass(frozen=True, slots=True)
class ObjectKey:
    """Which media item: account, week, place in the week; `child` counts from 1 within an album, 0 is itself."""

    account: int
    story: bool
    week: int
    slot: int
    child: int = 0


def media_id(key: ObjectKey) -> str:
    """Return the id of a media item. Room for 8 accounts, 4096 weeks, 64 items a week and 15 children."""
    packed = (((key.week * 8 + key.account) * 2 + key.story) * 64 + key.slot) * 16 + key.child
    return str(_FIRST + packed * _FACTOR % _MODULUS)


def read_media_id(text: str) -> ObjectKey | None:
    """Return which media item an id means, or None when it is none of ours."""
    if len(text) != 17 or not text.isascii() or not text.isdigit():
        return None
    packed = (int(text) - _FIRST) * _INVERSE % _MODULUS
    rest, child = divmod(packed, 16)
    rest, slot = divmod(rest, 64)
    rest, story = divmod(rest, 2)
    week, account = divmod(rest, 8)
    key = ObjectKey(account, bool(story), week, slot, child)
    return key if week < 4096 and media_id(key) == text else None

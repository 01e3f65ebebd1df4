"""Hashtags of a caption: found by Unicode's letters, digits, marks and underscore, compared without regard to case."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

_TAG = r"[#＃]([\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*)"  # the full-width sign is what Japanese keyboards type


def hashtags(caption: str) -> tuple[str, ...]:
    """Return the hashtags without their sign, as written, in order, each once (by its key)."""
    if "#" not in caption and "＃" not in caption:
        return ()
    found = _pattern().findall(caption)
    return tuple({key(written): written for written in reversed(found)}[one] for one in dict.fromkeys(map(key, found)))


def key(written: str) -> str:
    """Return what two spellings of a hashtag have in common; a sign in front does no harm."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", written.lstrip("#＃")).casefold())


@cache
def _pattern() -> Any:  # noqa: ANN401 - re2 has no types
    import re2

    return re2.compile(_TAG)

"""What was said of a missing measure, in the language of the report.

Answers are kept for years with what was said of them, in English and with its figures filled in; this table is where
the sentences are known again. What is not in it stays as it was kept.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reporter.core.i18n import later
from reporter.core.i18n import say

_SENTENCES = (
    later("not old enough yet"),
    later("a story lives for 24 hours and has no number of that age"),
    later("not played in the period"),
    later("fewer than 5"),
    later("the answer was not a number that can be used"),
    later("the API answered something that is no number"),
    later("the API does not have this metric for this media item"),
    later("the API says that it does not have this metric"),
    later("the API does not give this metric for this media item"),
    later("the API refused this metric for this media item"),
    later("refused for every media item of this product type that was asked"),
    later("Meta rejected this metric for this post; the next run requests it again"),
    later("not requested this time, because Meta rejected this metric for similar posts"),
    later("Meta sent {number}, but this metric is never below zero"),
    later("Meta gives this metric to the owner of a collaboration post only"),
    later("the API refused with code {code}"),
    later("refused"),
    later("the API failed to answer, several times"),
    later("the API's answer could not be read, several times"),
    later("not asked, because collecting from this account ended early"),
    later("the product type of this media item is not known"),
    later("not offered to accounts with {login} login"),
    later("Meta removed this metric"),
    later("only media made before {day} have it"),
)
_FILLED = re.compile(r"\\\{(\w+)\\\}")


def detail_words(detail: str) -> str:
    """Return what was said of a missing measure as its reader is told."""
    sentence, values = _taken_apart(detail)
    return say(sentence, **values) if sentence else detail


@lru_cache(maxsize=1000)
def _taken_apart(detail: str) -> tuple[str, dict[str, str]]:
    """Return the sentence of the table that was filled in, and with what; "" where it is none of them."""
    for sentence in _SENTENCES:
        if found := re.fullmatch(_FILLED.sub(r"(?P<\1>[\\w.-]{1,40})", re.escape(sentence)), detail):
            return sentence, found.groupdict()
    return "", {}

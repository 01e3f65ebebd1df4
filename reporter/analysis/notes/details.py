"""Why one value is missing, in the language of the report.

Responses are stored for years with their English explanation, placeholders filled in. `_SHOWN` maps each explanation
that was ever stored to the sentence that reports show today: a stored text must stay in this table after its wording
has changed in the code that writes it. A text that is not in the table is shown as it is stored.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reporter.core.i18n import Translator, mark_translatable

# Explanation as it is stored -> message for readers, with the same placeholders.
_SHOWN = {
    "not old enough yet": mark_translatable("not old enough yet"),
    "a story lives for 24 hours and has no number of that age": mark_translatable(
        "stories expire after 24 hours, so they have no value at that age"
    ),
    "not played in the period": mark_translatable("not played in the period"),
    "fewer than 5": mark_translatable("fewer than 5"),
    "the answer was not a number that can be used": mark_translatable(
        "the API returned a value that is not a valid number"
    ),
    "the API answered something that is no number": mark_translatable(
        "the API returned a value that is not a valid number"
    ),
    "the API does not have this metric for this media item": mark_translatable(
        "the API does not provide this metric for this post"
    ),
    "the API says that it does not have this metric": mark_translatable("the API does not provide this metric"),
    "the API does not give this metric for this media item": mark_translatable(
        "the API does not provide this metric for this post"
    ),
    "the API refused this metric for this media item": mark_translatable("the API rejected this metric for this post"),
    "refused for every media item of this product type that was asked": mark_translatable(
        "the API rejected this metric for every requested post of this type"
    ),
    "Meta rejected this metric for this post; the next run requests it again": mark_translatable(
        "Meta rejected this metric for this post; the next run requests it again"
    ),
    "not requested this time, because Meta rejected this metric for similar posts": mark_translatable(
        "not requested this time, because Meta rejected this metric for similar posts"
    ),
    "Meta sent {number}, but this metric is never below zero": mark_translatable(
        "Meta sent {number}, but this metric is never below zero"
    ),
    "Meta gives this metric to the owner of a collaboration post only": mark_translatable(
        "Meta provides this metric only to the owner of a collaboration post"
    ),
    "the API refused with code {code}": mark_translatable("the API rejected the request with code {code}"),
    "refused": mark_translatable("rejected"),
    "the API failed to answer, several times": mark_translatable("the API did not respond after several attempts"),
    "the API's answer could not be read, several times": mark_translatable(
        "the API response could not be read after several attempts"
    ),
    "not asked, because collecting from this account ended early": mark_translatable(
        "not requested, because collection for this account ended early"
    ),
    "the product type of this media item is not known": mark_translatable("the type of this post is unknown"),
    "not offered to accounts with {login} login": mark_translatable("not available for accounts with {login} login"),
    "Meta removed this metric": mark_translatable("Meta removed this metric"),
    "only media made before {day} have it": mark_translatable("available only for posts created before {day}"),
}
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


def detail_words(detail: str, *, translator: Translator) -> str:
    """Return the stored explanation of a missing value as the current language shows it."""
    message, values = _match(detail)
    return translator.say(message, **values) if message else detail


@lru_cache(maxsize=1000)
def _match(detail: str) -> tuple[str, dict[str, str]]:
    """Return the message of a stored explanation and the values of its placeholders, ("", {}) if it is unknown."""
    for stored, message in _SHOWN.items():
        pattern = _PLACEHOLDER.sub(r"(?P<\1>[\\w.-]{1,40})", re.escape(stored))
        if found := re.fullmatch(pattern, detail):
            return message, found.groupdict()
    return "", {}

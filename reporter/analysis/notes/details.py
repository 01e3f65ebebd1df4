"""Why one value is missing, in the language of the report.

Responses are stored for years with their English explanation, placeholders filled in. A stored text must stay readable
after its wording has changed in the code that writes it: move the old wording to `_EARLIER` then. A text that is in
neither table is shown as it is stored.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reporter.core.i18n import Translator, mark_translatable

# Explanations that reporter writes and shows.
_CURRENT = (
    mark_translatable("not old enough yet"),
    mark_translatable("stories expire after 24 hours, so they have no value at that age"),
    mark_translatable("not played in the period"),
    mark_translatable("fewer than 5"),
    mark_translatable("the API returned a value that is not a valid number"),
    mark_translatable("the API does not provide this metric"),
    mark_translatable("the API does not provide this metric for this post"),
    mark_translatable("the API rejected this metric for this post"),
    mark_translatable("the API rejected this metric for every requested post of this type"),
    mark_translatable("Meta rejected this metric for this post; the next run requests it again"),
    mark_translatable("not requested this time, because Meta rejected this metric for similar posts"),
    mark_translatable("Meta sent {number}, but this metric cannot be negative"),
    mark_translatable("Meta provides this metric only to the owner of a collaboration post"),
    mark_translatable("the API rejected the request with code {code}"),
    mark_translatable("rejected"),
    mark_translatable("the API did not respond after several attempts"),
    mark_translatable("the API response could not be read after several attempts"),
    mark_translatable("not requested, because collection for this account ended early"),
    mark_translatable("the type of this post is unknown"),
    mark_translatable("not available for accounts with {login} login"),
    mark_translatable("Meta removed this metric"),
    mark_translatable("available only for posts created before {day}"),
)
# Explanations that earlier versions stored -> the one that is shown now, with the same placeholders.
_EARLIER = {
    "a story lives for 24 hours and has no number of that age": (
        "stories expire after 24 hours, so they have no value at that age"
    ),
    "the answer was not a number that can be used": "the API returned a value that is not a valid number",
    "the API answered something that is no number": "the API returned a value that is not a valid number",
    "the API does not have this metric for this media item": "the API does not provide this metric for this post",
    "the API says that it does not have this metric": "the API does not provide this metric",
    "the API does not give this metric for this media item": "the API does not provide this metric for this post",
    "the API refused this metric for this media item": "the API rejected this metric for this post",
    "refused for every media item of this product type that was asked": (
        "the API rejected this metric for every requested post of this type"
    ),
    "Meta sent {number}, but this metric is never below zero": "Meta sent {number}, but this metric cannot be negative",
    "Meta gives this metric to the owner of a collaboration post only": (
        "Meta provides this metric only to the owner of a collaboration post"
    ),
    "the API refused with code {code}": "the API rejected the request with code {code}",
    "refused": "rejected",
    "the API failed to answer, several times": "the API did not respond after several attempts",
    "the API's answer could not be read, several times": "the API response could not be read after several attempts",
    "not asked, because collecting from this account ended early": (
        "not requested, because collection for this account ended early"
    ),
    "the product type of this media item is not known": "the type of this post is unknown",
    "not offered to accounts with {login} login": "not available for accounts with {login} login",
    "only media made before {day} have it": "available only for posts created before {day}",
}
_SHOWN = {text: text for text in _CURRENT} | _EARLIER
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

"""Words for titles and labels: readable names, lists, plurals and slugs. Knows no figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from datetime import datetime

from reporter.report import Format
from reporter.report import Value

_PROPER = ("Facebook", "Instagram")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PRODUCT_TYPES = {"FEED": "feed media", "REELS": "reels", "STORY": "stories"}
# What a reason means to someone who has never seen the list.
REASONS = {
    "not_supported": "not offered for this product type",
    "not_available": "Instagram gave no number",
    "not_enough_viewers": "too few viewers",
    "before_business_account": "published before the account was a professional one",
    "not_on_facebook": "not shared to Facebook",
    "gone": "deleted or no longer accessible",
    "expired_story": "the story had expired",
    "not_collected": "not collected",
    "failed": "failed",
    "undefined": "a division by zero",
    "no_media": "no media",
}


def readable(name: str) -> str:
    """Return a name of the spec or the API as people write it: SWIPE_UP -> Swipe up, my_pillar -> My pillar."""
    words = name.replace("_", " ").strip()
    words = words.lower() if words.isupper() else words
    return words[:1].upper() + words[1:]


def lowered(label: str) -> str:
    """Return a label as it stands inside a sentence: Engagement rate -> engagement rate, Facebook views stays."""
    first = label.split(" ", 1)[0]
    return label if first in _PROPER or first[1:] != first[1:].lower() else label[:1].lower() + label[1:]


def listed(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, noun: str) -> str:
    """Return "1 story", "2 stories", "3 media items": only regular plurals."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{number:,} {plural}"


def slug(*parts: str) -> str:
    """Return a stable name for sheets and anchors: lower case, letters and digits of any script, single hyphens."""
    return "-".join(filter(None, (re.sub(r"[\W_]+", "-", part.casefold()).strip("-") for part in parts)))


def moment(when: datetime) -> str:
    """Return "23 Nov 2026, 08:00", in the zone that `when` is in."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M}"


def unit(kind: Format) -> str:
    """Return what the numbers of an axis are."""
    return {
        Format.PERCENT: "Percent",
        Format.PERCENT_POINTS: "Percent",
        Format.DURATION: "Watch time",
        Format.DECIMAL: "Ratio",
    }.get(kind, "Number")


def number(value: float, kind: Format) -> str:
    """Return a number inside a sentence, in English: 1,234 or 4.6% or 7.1 seconds."""
    if kind is Format.PERCENT:
        return f"{value:.1%}"
    if kind is Format.PERCENT_POINTS:
        return f"{value:.1f}%"
    if kind is Format.DURATION:
        return f"{value / 1000:,.1f} seconds"
    return f"{value:,.0f}" if kind is Format.NUMBER else f"{value:,.2f}"


def when(value: Value) -> str:
    """Return a place on a time axis, or any group's name, inside a sentence."""
    if isinstance(value, datetime):
        return moment(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if isinstance(value, date) else str(value)


def peak(label: str, names: Sequence[Value], *, values: Sequence[float | None], kind: Format) -> str:
    """Return a chart's text for people who do not see it: highest and lowest with their places."""
    known = [(value, name) for value, name in zip(values, names, strict=True) if value is not None]
    if not known:
        return f"{label}: no figures."
    (high, top), (low, bottom) = max(known, key=_first), min(known, key=_first)
    if high == low:
        return f"{label}: {number(high, kind)} throughout."
    return f"{label}: highest {number(high, kind)} ({when(top)}), lowest {number(low, kind)} ({when(bottom)})."


def _first(pair: tuple[float, Value]) -> float:
    return pair[0]

"""Words for titles, labels and sentences: readable names, figures in the report's language, slugs. Computes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.number_text import MINUTE, format_number, shape
from reporter.core.report import Format, Value
from reporter.spec.periods import Period, period_text

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PRODUCT_TYPE_LABELS = {
    "FEED": mark_translatable("feed posts"),
    "REELS": mark_translatable("reels"),
    "STORY": mark_translatable("stories"),
}


def readable_name(name: str) -> str:
    """Return a name of the spec or the API as people write it: SWIPE_UP -> Swipe up, my_pillar -> My pillar."""
    words = name.replace("_", " ").strip()
    words = words.lower() if words.isupper() else words
    return words[:1].upper() + words[1:]


def weekday(number: int, *, translator: Translator) -> str:
    """Return the name of a day of the week, 1 is Monday."""
    return translator.weekday(date(2024, 1, number), full=True)  # that January began on a Monday


def localized_period(period: Period, *, translator: Translator) -> str:
    """Return a period as readers of the current language write it."""
    return (
        period_text(period)
        if translator.is_english
        else translator.days(period.first_day, period.next_day - timedelta(days=1))
    )


def localized_period_short(period: Period, *, translator: Translator) -> str:
    """Return a period in few words: "16–22 Nov 2026", "Nov 2026"."""
    last = period.next_day - timedelta(days=1)
    return translator.month(last) if period.kind == "month" else translator.days(period.first_day, last)


def slug(*parts: str) -> str:
    """Return a stable name for sheets and anchors: lower case, letters and digits of any script, single hyphens."""
    return "-".join(filter(None, (re.sub(r"[\W_]+", "-", part.casefold()).strip("-") for part in parts)))


def unit(kind: Format, *, translator: Translator) -> str:
    """Return what the numbers of an axis are."""
    units = {
        Format.PERCENT: translator.say("Percent"),
        Format.PERCENT_POINTS: translator.say("Percent"),
        Format.DURATION: translator.say("Watch time"),
        Format.DECIMAL: translator.say("Ratio"),
    }
    return units.get(kind) or translator.say("Number")


def figure_text(value: float, kind: Format, *, translator: Translator) -> str:
    """Return a number inside a sentence, with the digits that it has elsewhere: 1,234 or 4.6% or 7.1 seconds."""
    if kind is Format.DURATION and abs(shown := shape(value, kind).shown) < MINUTE:
        return translator.say("{seconds} seconds", seconds=translator.number(float(shown), 1))
    return format_number(value, kind, translator.locale)


def when(value: Value, kind: Format = Format.DATE, *, translator: Translator) -> str:
    """Return a place on a time axis, or any group's name, inside a sentence; `kind` is that of its column."""
    if isinstance(value, datetime):
        return translator.moment(value)
    if not isinstance(value, date):
        return str(value)
    if kind is Format.WEEK:
        return translator.days(value, value + timedelta(days=6))
    return translator.month(value) if kind is Format.MONTH else translator.day(value)


def peak(
    label: str,
    names: Sequence[Value],
    x: Format,
    *,
    values: Sequence[float | None],
    kind: Format,
    translator: Translator,
) -> str:
    """Return a chart's text for people who do not see it: highest and lowest with their places, which are of `x`."""
    known = [(value, name) for value, name in zip(values, names, strict=True) if value is not None]
    if not known:
        return translator.say("{figure}: no values.", figure=label)
    (high, top), (low, bottom) = max(known, key=_first), min(known, key=_first)
    if high == low:
        return translator.say(
            "{figure}: {value} throughout.", figure=label, value=figure_text(high, kind, translator=translator)
        )
    return translator.say(
        "{figure}: highest {high} ({top}), lowest {low} ({bottom}).",
        figure=label,
        high=figure_text(high, kind, translator=translator),
        top=when(top, x, translator=translator),
        low=figure_text(low, kind, translator=translator),
        bottom=when(bottom, x, translator=translator),
    )


def _first(pair: tuple[float, Value]) -> float:
    return pair[0]

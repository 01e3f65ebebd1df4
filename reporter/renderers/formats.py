"""Values as text for readers, in the report's locale. `core.number_text` rounds and writes numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import isfinite

from reporter.core import number_text as figures
from reporter.core.digits import locale_of
from reporter.core.i18n import Translator, mark_translatable
from reporter.core.report import Cell, Column, Format, Span, Value

MISSING = "–"
# Control characters, lone surrogates and non-characters: no page, picture or attribute may hold them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Names of the API as readers see them; all other values are shown unchanged.
_NAMES = {
    "product_type": {
        "FEED": mark_translatable("Feed"),
        "REELS": mark_translatable("Reels"),
        "STORY": mark_translatable("Story"),
    },
    "media_type": {
        "IMAGE": mark_translatable("Image"),
        "VIDEO": mark_translatable("Video"),
        "CAROUSEL_ALBUM": mark_translatable("Carousel"),
    },
}
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text(value: Value, format: Format, locale: str, *, compact: bool = False) -> str:  # noqa: A002 - its name
    """Return the value as text; None is an en dash.

    `compact` shortens counts above 9,999 ("41.2K") and leaves the year out of days and weeks; tables use the full form.
    """
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        if format is Format.DATE:
            return _date(value.date(), locale, compact)
        # without the zone: one moment in two zones is the same cache key, but two texts
        return _moment(value.replace(tzinfo=None), locale, compact)
    if isinstance(value, date):
        return _day(value, format, locale, compact=compact)
    if isinstance(value, str):
        return clean(value)
    return figures.format_number(value, format, locale, compact=compact) if isfinite(value) else MISSING


def words(cell: Cell, column: Column, locale: str, *, compact: bool = False) -> str:
    """Return a cell's value as plain text, an en dash where it is missing, a name of the API in readers' words."""
    value = text(cell.value, column.format, locale, compact=compact)
    name = _NAMES.get(column.name, {}).get(value)
    return Translator(locale).say(name) if name else value


def change_sign(value: Value, format: Format) -> int:  # noqa: A002 - its name
    """Return the direction of a change as it is shown, 1, 0 or -1: a change that rounds to zero is 0."""
    return figures.figure_sign(value, format) if isinstance(value, int | float) and isfinite(value) else 0


def span_words(span: Span, locale: str, *, year: bool) -> str:
    """Return the days of a stretch of time in short: "9–15 Nov"; `year` adds the year."""
    last = (span.end - timedelta(microseconds=1)).date()
    return _interval(span.start.date(), last, locale=locale, year=year)


def day_words(day: date, locale: str) -> str:
    """Return a day without weekday and year: "16 Nov"."""
    return _interval(day, day, locale=locale, year=False)


def code(value: date, format: Format) -> str:  # noqa: A002 - its name
    """Return a day, week or month as a code for programs: 2026-W47 is the ISO week of the middle of the week's days."""
    if format is Format.WEEK:
        return f"{value + timedelta(days=3):%G-W%V}"
    return f"{value:%Y-%m}" if format is Format.MONTH else value.isoformat()


def clean(value: str) -> str:
    """Return text with unprintable characters replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", value)


def flat(value: str) -> str:
    """Return text for an attribute or a picture: on one line, and without signs that turn the writing direction."""
    return " ".join(_DIRECTION.sub("", clean(value)).split())


def cut(value: str, most: int) -> str:
    """Return text of at most `most` signs, with an ellipsis where more was written."""
    return value if len(value) <= most else f"{value[:most].rstrip()}…"


def language(locale: str) -> str:
    """Return the locale as a language tag: en_GB -> en-GB."""
    return "-".join(part for part in (locale_of(locale).language, locale_of(locale).territory) if part)


def direction(locale: str) -> str:
    """Return the writing direction of the locale's language: ltr or rtl."""
    return str(locale_of(locale).text_direction)


def _day(value: date, format: Format, locale: str, *, compact: bool) -> str:  # noqa: A002 - its name
    """Return a day, or the week or month that begins with it."""
    if format is Format.WEEK:
        return _interval(value, value + timedelta(days=6), locale=locale, year=not compact)
    return _month(value, locale) if format is Format.MONTH else _date(value, locale, compact)


@lru_cache(maxsize=4096)
def _date(value: date, locale: str, compact: bool) -> str:  # noqa: FBT001 - cached by position
    from babel.dates import format_skeleton

    return format_skeleton("MMMEd" if compact else "yMMMEd", value, locale=locale_of(locale))


@lru_cache(maxsize=256)
def _month(value: date, locale: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", value, locale=locale_of(locale))


@lru_cache(maxsize=256)
def _interval(first: date, last: date, *, locale: str, year: bool) -> str:
    from babel.dates import format_interval

    return str(format_interval(first, last, "yMMMd" if year else "MMMd", locale=locale_of(locale)))


@lru_cache(maxsize=4096)
def _moment(value: datetime, locale: str, compact: bool) -> str:  # noqa: FBT001 - cached by position
    from babel.dates import format_time

    return f"{_date(value.date(), locale, compact)}, {format_time(value.time(), 'short', locale=locale_of(locale))}"

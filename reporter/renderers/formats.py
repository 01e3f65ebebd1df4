"""Values as text people read, in the report's locale. Decides nothing about layout.

Whole numbers, percentages and durations are put together here from the locale's own symbols, read once: Babel's own
formatting takes thirty times as long and a table has many cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from reporter.language import later
from reporter.language import say
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Format
from reporter.report import Span
from reporter.report import Value

if TYPE_CHECKING:
    from babel import Locale

MISSING = "–"
COMPACT_ABOVE = 9_999
_FALLBACK = "en_GB"
# Control characters, lone surrogates and non-characters: no page, picture or attribute may hold them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Names of the API as people read them; every other value stays as it is.
_NAMES = {
    "product_type": {"FEED": later("Feed"), "REELS": later("Reels"), "STORY": later("Story")},
    "media_type": {"IMAGE": later("Image"), "VIDEO": later("Video"), "CAROUSEL_ALBUM": later("Carousel")},
}
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class _Symbols:
    group: str
    decimal: str
    minus: str
    plus: str
    first_group: int
    next_groups: int
    percent: tuple[str, str]


def text(value: Value, format: Format, locale: str, *, compact: bool = False) -> str:  # noqa: A002 - its name
    """Return the value as text; None is an en dash.

    `compact` shortens counts above 9,999 ("41.2K") and leaves the year out of days and weeks; tables use the full form.
    """
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        if format is Format.DATE:
            return _date(value.date(), locale, compact)
        # as the clock there shows it: one moment in two zones is one key to a cache, but two texts
        return _moment(value.replace(tzinfo=None), locale, compact)
    if isinstance(value, date):
        return _day(value, format, locale, compact=compact)
    if isinstance(value, str):
        return clean(value)
    return _figure(value, format, locale, compact=compact)


def words(cell: Cell, column: Column, locale: str, *, compact: bool = False) -> str:
    """Return a cell's value as plain text, an en dash where it is missing, a name of the API in readers' words."""
    shown = text(cell.value, column.format, locale, compact=compact)
    named = _NAMES.get(column.name, {}).get(shown)
    return say(named) if named else shown


def sign(value: Value, format: Format) -> int:  # noqa: A002 - its name
    """Return which way a change goes as it is shown, 1, 0 or -1: what rounds to nothing is no change."""
    if not isinstance(value, int | float):
        return 0
    points = value * 100 if format is Format.CHANGE else value
    shown = round(points, _change_places(points) if format is Format.CHANGE else _point_places(points))
    return (shown > 0) - (shown < 0)


def span_words(span: Span, locale: str, *, year: bool) -> str:
    """Return the days of a stretch of time in short: "9–15 Nov"; `year` adds the year."""
    last = (span.end - timedelta(microseconds=1)).date()
    return _interval(span.start.date(), last, locale=locale, year=year)


def day_words(day: date, locale: str) -> str:
    """Return a day without weekday and year: "16 Nov"."""
    return _interval(day, day, locale=locale, year=False)


def code(value: date, format: Format) -> str:  # noqa: A002 - its name
    """Return a day, week or month as programs ask for it: 2026-W47 is the ISO week of the middle of the week's days."""
    if format is Format.WEEK:
        return f"{value + timedelta(days=3):%G-W%V}"
    return f"{value:%Y-%m}" if format is Format.MONTH else value.isoformat()


def clean(written: str) -> str:
    """Return text with what no page may hold replaced by the replacement character, visibly."""
    return _UNPRINTABLE.sub("\ufffd", written)


def flat(written: str) -> str:
    """Return text for an attribute or a picture: on one line, and without signs that turn the writing direction."""
    return " ".join(_DIRECTION.sub("", clean(written)).split())


def cut(written: str, most: int) -> str:
    """Return text of at most `most` signs, with an ellipsis where more was written."""
    return written if len(written) <= most else f"{written[:most].rstrip()}…"


def language(locale: str) -> str:
    """Return the locale as a language tag: en_GB -> en-GB."""
    return "-".join(part for part in (_locale(locale).language, _locale(locale).territory) if part)


def direction(locale: str) -> str:
    """Return which way the locale's language is written: ltr or rtl."""
    return str(_locale(locale).text_direction)


def _figure(value: float, format: Format, locale: str, *, compact: bool) -> str:  # noqa: A002 - its name
    if format in {Format.PERCENT, Format.PERCENT_POINTS}:
        return _percent(value * 100 if format is Format.PERCENT else value, locale)
    if format in {Format.CHANGE, Format.POINTS}:
        return _signed(value, format, locale)
    if format is Format.DURATION:
        return _duration(value, locale)
    if format not in {Format.NUMBER, Format.DECIMAL}:
        return str(value)
    if compact and abs(value) > COMPACT_ABOVE:
        return _compact(value, locale)
    return _grouped(value, 0 if format is Format.NUMBER else 2 if abs(value) < 10 else 1, locale)


def _grouped(value: float, places: int, locale: str) -> str:
    symbols = _symbols(locale)
    whole, _, rest = f"{abs(value):.{places}f}".partition(".")
    pieces = [whole[-symbols.first_group :]]
    whole = whole[: -symbols.first_group]
    while whole:
        pieces.append(whole[-symbols.next_groups :])
        whole = whole[: -symbols.next_groups]
    digits = symbols.group.join(reversed(pieces)) + (symbols.decimal + rest if rest else "")
    return symbols.minus + digits if value < 0 and digits.strip(f"0{symbols.decimal}") else digits


def _percent(points: float, locale: str) -> str:
    before, after = _symbols(locale).percent
    places = 2 if 0 < abs(round(points, 4)) < 1 else 1
    return f"{before}{_grouped(points, places, locale)}{after}"


def _signed(value: float, format: Format, locale: str) -> str:  # noqa: A002 - its name
    """Return a change with its sign, as a percentage or in percentage points; none has no sign."""
    points = value * 100 if format is Format.CHANGE else value
    mark = {1: _symbols(locale).plus, -1: _symbols(locale).minus, 0: ""}[sign(value, format)]
    if format is Format.POINTS:
        return f"{mark}{_grouped(abs(points), _point_places(points), locale)}\xa0" + say("pp")
    before, after = _symbols(locale).percent
    return f"{mark}{before}{_grouped(abs(points), _change_places(points), locale)}{after}"


def _change_places(points: float) -> int:
    return 1 if round(abs(points), 1) < 10 else 0


def _point_places(points: float) -> int:
    return 2 if 0.005 <= abs(points) < 0.095 else 1


def _duration(milliseconds: float, locale: str) -> str:
    sign, seconds = ("-" if milliseconds < 0 else ""), abs(milliseconds) / 1000
    if round(seconds, 1) < 60:
        return f"{sign}{_grouped(seconds, 1, locale)}\xa0s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"


@lru_cache(maxsize=4096)
def _compact(value: float, locale: str) -> str:
    from babel.numbers import format_compact_decimal

    short = format_compact_decimal(value, locale=_locale(locale), fraction_digits=1)
    # Some languages have no short form for thousands; then the full figure is the short one.
    return short if any(sign.isalpha() for sign in short) else _grouped(value, 0, locale)


def _day(value: date, format: Format, locale: str, *, compact: bool) -> str:  # noqa: A002 - its name
    """Return a day, or the week or month that begins with it."""
    if format is Format.WEEK:
        return _interval(value, value + timedelta(days=6), locale=locale, year=not compact)
    return _month(value, locale) if format is Format.MONTH else _date(value, locale, compact)


@lru_cache(maxsize=4096)
def _date(value: date, locale: str, compact: bool) -> str:  # noqa: FBT001 - cached by position
    from babel.dates import format_skeleton

    return format_skeleton("MMMEd" if compact else "yMMMEd", value, locale=_locale(locale))


@lru_cache(maxsize=256)
def _month(value: date, locale: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", value, locale=_locale(locale))


@lru_cache(maxsize=256)
def _interval(first: date, last: date, *, locale: str, year: bool) -> str:
    from babel.dates import format_interval

    return str(format_interval(first, last, "yMMMd" if year else "MMMd", locale=_locale(locale)))


@lru_cache(maxsize=4096)
def _moment(value: datetime, locale: str, compact: bool) -> str:  # noqa: FBT001 - cached by position
    from babel.dates import format_time

    return f"{_date(value.date(), locale, compact)}, {format_time(value.time(), 'short', locale=_locale(locale))}"


@lru_cache
def _locale(name: str) -> Locale:
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        return Locale.parse(_FALLBACK)


@lru_cache
def _symbols(name: str) -> _Symbols:
    from babel.numbers import get_decimal_symbol
    from babel.numbers import get_group_symbol
    from babel.numbers import get_minus_sign_symbol
    from babel.numbers import get_plus_sign_symbol

    locale = _locale(name)
    first, following = locale.decimal_formats[None].grouping
    share = locale.percent_formats[None]
    return _Symbols(
        group=get_group_symbol(locale),
        decimal=get_decimal_symbol(locale),
        minus=get_minus_sign_symbol(locale),
        plus=get_plus_sign_symbol(locale),
        first_group=first,
        next_groups=following,
        percent=(share.prefix[0], share.suffix[0]),
    )

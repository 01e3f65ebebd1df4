"""What the program says to readers of reports, in their language: sentences from `locales/*.po`, English as written.

The language is that of the report being made: `speaking` sets it for a block. What authors, operators and programs read
(diagnostics, errors, logs, JSON keys) is English and does not pass here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from locale import windows_locale
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.core.digits import FALLBACK, exact, grouped, locale_of, percentage, rounded

if TYPE_CHECKING:
    from babel import Locale

FOLDER = Path(__file__).parent / "locales"
_DEFAULT_TERRITORIES = {"pt": "pt_BR"}  # languages without a catalog of their own: what the bare language means in CLDR
_PLACE = re.compile(r"\{(\w+)\}")
_current: ContextVar[str] = ContextVar("locale", default=FALLBACK)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say everything inside the block in the locale's language, or in English where there is no file for it."""
    before = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(before)


def say(message: str, /, **values: object) -> str:
    """Return the message in the current language, with its {placeholders} filled."""
    return _filled(_texts(_current.get()).gettext(message), values)


def say_count(count: int, one: str, other: str, /, **values: object) -> str:
    """Return the message that fits a number; {count} in it is the number as the locale writes it."""
    return _filled(_texts(_current.get()).ngettext(one, other, count), {"count": say_number(count), **values})


def mark_translatable(message: str, /) -> str:
    """Mark a message of a literal table; it is said where the table is read."""
    return message


def say_age(written: str) -> str:
    """Return "7 days" for 7d, "36 hours" for 36h, as a spec writes an age."""
    count = int(written[:-1])
    if written.endswith("h"):
        return say_count(count, "{count} hour", "{count} hours")
    return say_count(count, "{count} day", "{count} days")


def say_number(value: float, places: int = 0) -> str:
    """Return a number as the current locale writes it: 1,234 or 4.6."""
    return grouped(value, places, _current.get())


def say_percent(share: float, places: int | None = None) -> str:
    """Return a share as the current locale writes percentages: 0.046 is 4.6%.

    Unless the places are said, it has those of a change: one below 10%, none from there on.
    """
    points = exact(share).scaleb(2)
    few = rounded(abs(points), 1) < 10
    return percentage(points, int(few) if places is None else places, _current.get())


def say_list(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    from babel.lists import format_list

    return str(format_list(list(words), locale=_locale()))


def say_day(day: date) -> str:
    """Return "22 Nov 2026"."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMd", day, locale=_locale()))


def say_days(first: date, last: date) -> str:
    """Return a stretch of days: "16.–22. Nov. 2026"."""
    from babel.dates import format_interval

    return str(format_interval(first, last, "yMMMd", locale=_locale()))


def say_month(day: date) -> str:
    """Return the month that a day is in: "Nov 2026"."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMM", day, locale=_locale()))


def speaks_english() -> bool:
    """Say whether what is said now is English."""
    return _locale().language == "en"


def current_locale() -> str:
    """Return the name of the locale that is spoken now, as the report has it."""
    return _current.get()


def spoken() -> str:
    """Return the language tag of what is said: that of the locale, en where there is no file for its language."""
    locale = _locale()
    known = speaks_english() or _file(locale).is_file()
    return "-".join(filter(None, (locale.language, locale.territory))) if known else "en"


def first_weekday() -> int:
    """Return the day that a week begins with where the locale is spoken, 0 for Monday to 6 for Sunday."""
    return int(_locale().first_week_day)


def day_pattern(*, year: bool) -> str:
    """Return how a day is written, as Unicode's patterns say it: "d MMM y"."""
    return str(_locale().datetime_skeletons["yMMMd" if year else "MMMd"].pattern)


def month_pattern() -> str:
    """Return how a month is written, as Unicode's patterns say it: "MMM y"."""
    return str(_locale().datetime_skeletons["yMMM"].pattern)


def percent_pattern() -> str:
    """Return how a percentage is written, as Unicode's patterns say it: "#,##0%", "#,##0 %"."""
    return str(_locale().percent_formats[None].pattern)


def compact_pattern(zeros: int) -> str:
    """Return how a figure with this many zeros is written in short: "0K"; "0" where it is not."""
    return str(_locale().compact_decimal_formats["short"]["other"][str(10**zeros)].pattern)


def windows_code() -> int:
    """Return the number by which Windows knows the language and its country, 0 where it does not."""
    return min((code for code, name in windows_locale.items() if name == str(_locale())), default=0)


def say_moment(when: datetime) -> str:
    """Return "23 Nov 2026, 08:00", in the zone that `when` is in."""
    return f"{say_day(when)}, {when:%H:%M}"


def say_weekday(day: date, *, full: bool = False) -> str:
    """Return "Mon", or "Monday"."""
    from babel.dates import get_day_names

    return str(get_day_names("wide" if full else "abbreviated", locale=_locale())[day.weekday()])


def within(label: str) -> str:
    """Return a label as it stands inside a sentence: Engagement rate -> engagement rate, Facebook views stays.

    German keeps its capitals.
    """
    first = label.split(" ", 1)[0]
    keeps = _current.get().startswith("de") or first in {"Facebook", "Instagram"} or first[1:] != first[1:].lower()
    return label if keeps else label[:1].lower() + label[1:]


def _filled(message: str, values: Mapping[str, object]) -> str:
    """Fill {names} and nothing else: str.format would read attributes for a template that asks for them."""
    return _PLACE.sub(lambda found: str(values[found[1]]), message)


def _file(locale: Locale) -> Path:
    """Return the catalog file of a locale: its own, its CLDR parent's or its language's. It may not exist."""
    from babel.core import get_global

    name = "_".join(filter(None, (locale.language, locale.territory)))
    names = (name, get_global("parent_exceptions").get(name), _DEFAULT_TERRITORIES.get(locale.language))
    files = [FOLDER / f"{known}.po" for known in names if known]
    return next((file for file in files if file.is_file()), FOLDER / f"{locale.language}.po")


def _locale() -> Locale:
    return locale_of(_current.get())


@lru_cache
def _texts(locale: str) -> NullTranslations:
    file = _file(locale_of(locale))
    if not file.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as written:
        write_mo(compiled, read_po(written))
    compiled.seek(0)
    return GNUTranslations(compiled)

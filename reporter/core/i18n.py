"""Translates what readers of reports see: sentences from `locales/*.po`, numbers and dates as a locale writes them.

A `Translator` holds the locale and is passed to every function that writes sentences. What authors, operators and
programs read (diagnostics, errors, logs, JSON keys) is English and is not translated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from locale import windows_locale
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.core.digits import exact, grouped, locale_of, percentage, rounded

if TYPE_CHECKING:
    from babel import Locale

FOLDER = Path(__file__).parent / "locales"
_DEFAULT_TERRITORIES = {"pt": "pt_BR"}  # languages without a catalog of their own: what the bare language means in CLDR
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def mark_translatable(message: str, /) -> str:
    """Mark a message in a table for the translation catalog; it is translated where the table is used."""
    return message


@dataclass(frozen=True, slots=True)
class Translator:
    """Writes sentences, numbers and dates for one locale, such as de_DE; English where there is no catalog for it."""

    locale: str

    def say(self, message: str, /, **values: object) -> str:
        """Return the translated message with its {placeholders} filled."""
        return _filled(_texts(self.locale).gettext(message), values)

    def say_count(self, count: int, singular: str, plural: str, /, **values: object) -> str:
        """Return the translated message for a number; {count} in it is the number as the locale writes it."""
        message = _texts(self.locale).ngettext(singular, plural, count)
        return _filled(message, {"count": self.number(count), **values})

    def number(self, value: float, places: int = 0) -> str:
        """Return a number such as 1,234 or 4.6."""
        return grouped(value, places, self.locale)

    def percent(self, share: float, places: int | None = None) -> str:
        """Return a share as a percentage: 0.046 is 4.6%. Default: one decimal place below 10%, else none."""
        points = exact(share).scaleb(2)
        is_small = rounded(abs(points), 1) < 10
        return percentage(points, int(is_small) if places is None else places, self.locale)

    def age(self, written: str) -> str:
        """Return "7 days" for 7d, "36 hours" for 36h, as a spec writes an age."""
        count = int(written[:-1])
        if written.endswith("h"):
            return self.say_count(count, "{count} hour", "{count} hours")
        return self.say_count(count, "{count} day", "{count} days")

    def enumeration(self, words: Sequence[str]) -> str:
        """Return "a, b and c"."""
        from babel.lists import format_list

        return str(format_list(list(words), locale=self._babel))

    def day(self, day: date) -> str:
        """Return "22 Nov 2026"."""
        from babel.dates import format_skeleton

        return str(format_skeleton("yMMMd", day, locale=self._babel))

    def days(self, first: date, last: date) -> str:
        """Return a range of days: "16.–22. Nov. 2026"."""
        from babel.dates import format_interval

        return str(format_interval(first, last, "yMMMd", locale=self._babel))

    def month(self, day: date) -> str:
        """Return the month of a day: "Nov 2026"."""
        from babel.dates import format_skeleton

        return str(format_skeleton("yMMM", day, locale=self._babel))

    def moment(self, when: datetime) -> str:
        """Return "23 Nov 2026, 08:00", in the time zone of `when`."""
        return f"{self.day(when)}, {when:%H:%M}"

    def weekday(self, day: date, *, full: bool = False) -> str:
        """Return "Mon", or "Monday"."""
        from babel.dates import get_day_names

        return str(get_day_names("wide" if full else "abbreviated", locale=self._babel)[day.weekday()])

    def within(self, label: str) -> str:
        """Return a label for the middle of a sentence: Engagement rate -> engagement rate, Facebook views stays.

        German keeps its capitals.
        """
        first = label.split(" ", 1)[0]
        keeps = self.locale.startswith("de") or first in {"Facebook", "Instagram"} or first[1:] != first[1:].lower()
        return label if keeps else label[:1].lower() + label[1:]

    @property
    def is_english(self) -> bool:
        """Whether the locale's language is English."""
        return self._babel.language == "en"

    @property
    def language_tag(self) -> str:
        """The language of the texts as HTML writes it: de-DE; en if there is no catalog for the locale."""
        locale = self._babel
        is_known = self.is_english or _file(locale).is_file()
        return "-".join(filter(None, (locale.language, locale.territory))) if is_known else "en"

    @property
    def first_weekday(self) -> int:
        """The day on which a week begins, 0 for Monday to 6 for Sunday."""
        return int(self._babel.first_week_day)

    @property
    def windows_code(self) -> int:
        """The number of the locale in Windows, 0 if it has none."""
        return min((code for code, name in windows_locale.items() if name == str(self._babel)), default=0)

    @property
    def month_pattern(self) -> str:
        """How a month is written, as a Unicode pattern: "MMM y"."""
        return str(self._babel.datetime_skeletons["yMMM"].pattern)

    @property
    def percent_pattern(self) -> str:
        """How a percentage is written, as a Unicode pattern: "#,##0%", "#,##0 %"."""
        return str(self._babel.percent_formats[None].pattern)

    def day_pattern(self, *, year: bool) -> str:
        """Return how a day is written, as a Unicode pattern: "d MMM y"."""
        return str(self._babel.datetime_skeletons["yMMMd" if year else "MMMd"].pattern)

    def compact_pattern(self, zeros: int) -> str:
        """Return how a number with this many zeros is abbreviated: "0K"; "0" if it is not."""
        return str(self._babel.compact_decimal_formats["short"]["other"][str(10**zeros)].pattern)

    @property
    def _babel(self) -> Locale:
        return locale_of(self.locale)


def _filled(message: str, values: Mapping[str, object]) -> str:
    """Fill {names} and nothing else: str.format would read attributes if a template asks for them."""
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), message)


def _file(locale: Locale) -> Path:
    """Return the catalog of a locale: its own, its CLDR parent's or its language's. It may not exist."""
    from babel.core import get_global

    name = "_".join(filter(None, (locale.language, locale.territory)))
    names = (name, get_global("parent_exceptions").get(name), _DEFAULT_TERRITORIES.get(locale.language))
    files = [FOLDER / f"{name}.po" for name in names if name]
    return next((file for file in files if file.is_file()), FOLDER / f"{locale.language}.po")


@lru_cache
def _texts(locale: str) -> NullTranslations:
    file = _file(locale_of(locale))
    if not file.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as catalog:
        write_mo(compiled, read_po(catalog))
    compiled.seek(0)
    return GNUTranslations(compiled)

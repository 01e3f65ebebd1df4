"""Figures as people read them, by what they mean: how many places each has, its sign, its short form, its unit.

Pages, emails, workbooks and sentences all ask here, so that the same value has the same digits everywhere.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from reporter.core.digits import exact, grouped, locale_of, percentage, rounded, symbols
from reporter.core.i18n import Translator
from reporter.core.report import Format

COMPACT_ABOVE = 9_999
MINUTE, HOUR = 60, 3_600  # seconds
_IN_HUNDREDTHS = frozenset({Format.PERCENT, Format.CHANGE})  # 0.05 is shown as 5


class FigureText(NamedTuple):
    """A figure as it is shown: its rounded number (a share's is its percentage points) and how many places it has.

    `tie`: it lies just between two such numbers, where programs that round binary fractions may show the lower one.
    """

    shown: Decimal
    places: int
    tie: bool

    @property
    def sign(self) -> int:
        """Which way it goes, 1, 0 or -1: what rounds to nothing goes nowhere."""
        return (self.shown > 0) - (self.shown < 0)


def format_number(value: float, kind: Format, locale: str, *, compact: bool = False) -> str:
    """Return a finite number as text; `compact` shortens counts above 9,999 to "41.2K"."""
    match kind:
        case Format.NUMBER | Format.DECIMAL:
            if compact and rounded(abs(value)) > COMPACT_ABOVE:
                return _compact(value, locale)
            whole = kind is Format.NUMBER and isinstance(value, int)
            return grouped(value, 0, locale) if whole else _plain(shape(value, kind), locale)
        case Format.PERCENT | Format.PERCENT_POINTS:
            shown = shape(value, kind)
            return percentage(shown.shown, shown.places, locale)
        case Format.CHANGE | Format.POINTS:
            return _signed(shape(value, kind), kind, locale)
        case Format.DURATION:
            return _duration(value, locale)
    return str(value)


@lru_cache(maxsize=16_384)
def shape(value: float, kind: Format) -> FigureText:
    """Return how a finite number of this kind is shown; a duration in seconds."""
    number = exact(value)
    if kind in _IN_HUNDREDTHS:
        number = number.scaleb(2)
    elif kind is Format.DURATION:
        number = number.scaleb(-3)
    places = _places(abs(number), kind)
    shown = rounded(number, places)
    return FigureText(shown, places, tie=abs(shown - number) * 2 == Decimal(1).scaleb(-places))


def figure_sign(value: float, kind: Format) -> int:
    """Return which way a figure goes as it is shown, 1, 0 or -1: what rounds to nothing goes nowhere."""
    return shape(value, kind).sign


def _places(size: Decimal, kind: Format) -> int:
    match kind:
        case Format.PERCENT | Format.PERCENT_POINTS:
            return 2 if 0 < rounded(size, 2) < 1 else 1
        case Format.CHANGE:
            return 1 if rounded(size, 1) < 10 else 0
        case Format.POINTS:
            return 2 if 0 < rounded(size, 2) < Decimal("0.1") else 1
        case Format.DECIMAL:
            return 2 if rounded(size, 2) < 10 else 1
        case Format.DURATION:
            return 1 if rounded(size, 1) < MINUTE else 0
    return 0


def _plain(shape: FigureText, locale: str) -> str:
    return grouped(shape.shown, shape.places, locale)


def _signed(shape: FigureText, kind: Format, locale: str) -> str:
    """Return a change with its sign, as a percentage or in percentage points; none has no sign."""
    own = symbols(locale)
    mark = {1: own.plus, -1: own.minus, 0: ""}[shape.sign]
    if kind is Format.POINTS:
        return f"{mark}{grouped(abs(shape.shown), shape.places, locale)}\xa0" + Translator(locale).say("pp")
    return mark + percentage(abs(shape.shown), shape.places, locale)


def _duration(milliseconds: float, locale: str) -> str:
    shown = shape(milliseconds, Format.DURATION).shown
    mark, shown = ("-" if shown < 0 else ""), abs(shown)
    if shown < MINUTE:
        return f"{mark}{grouped(shown, 1, locale)}\xa0s"
    minutes, rest = divmod(int(shown), MINUTE)
    hours, minutes = divmod(minutes, 60)
    return f"{mark}{hours}:{minutes:02}:{rest:02}" if hours else f"{mark}{minutes}:{rest:02}"


@lru_cache(maxsize=4096)
def _compact(value: float, locale: str) -> str:
    from babel.numbers import format_compact_decimal

    # Babel rounds half to even, and knows no next larger unit: it is given a number with nothing left to round.
    tenth = _unit(rounded(value), locale) / 10
    even = rounded(exact(value) / tenth) * tenth
    short = format_compact_decimal(even, locale=locale_of(locale), fraction_digits=1)
    # Some languages have no short form for thousands; then the full figure is the short one.
    return str(short) if any(character.isalpha() for character in short) else grouped(value, 0, locale)


def _unit(value: Decimal, locale: str) -> Decimal:
    """Return the unit that a figure is counted in when it is short: 1,000 for 41,234, which is 41.2 thousand."""
    power = min(value.adjusted(), 14)
    pattern = str(locale_of(locale).compact_decimal_formats["short"]["other"][str(10**power)].pattern)
    return Decimal(1).scaleb(power + 1 - max(pattern.count("0"), 1)) if pattern != "0" else Decimal(10)

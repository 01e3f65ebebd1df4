"""Figures as people read them, by what they mean: how many places each has, its sign, its short form, its unit.

Pages, emails, workbooks and sentences all ask here, so that the same value has the same digits everywhere.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from reporter.language import say
from reporter.language.digits import exact
from reporter.language.digits import grouped
from reporter.language.digits import locale_of
from reporter.language.digits import percentage
from reporter.language.digits import rounded
from reporter.language.digits import symbols
from reporter.report import Format

COMPACT_ABOVE = 9_999
MINUTE, HOUR = 60, 3_600  # seconds
_IN_HUNDREDTHS = frozenset({Format.PERCENT, Format.CHANGE})  # 0.05 is shown as 5


def figure(value: float, kind: Format, locale: str, *, compact: bool = False) -> str:
    """Return a finite number as text; `compact` shortens counts above 9,999 to "41.2K"."""
    match kind:
        case Format.PERCENT | Format.PERCENT_POINTS:
            return percentage(_points(value, kind), places(value, kind), locale)
        case Format.CHANGE | Format.POINTS:
            return _signed(value, kind, locale)
        case Format.DURATION:
            return _duration(value, locale)
        case Format.NUMBER | Format.DECIMAL:
            if compact and rounded(abs(value)) > COMPACT_ABOVE:
                return _compact(value, locale)
            return grouped(value, places(value, kind), locale)
    return str(value)


def places(value: float, kind: Format) -> int:
    """Return how many decimal places the value is shown with; of a duration those of its seconds below a minute."""
    match kind:
        case Format.PERCENT | Format.PERCENT_POINTS:
            return 2 if 0 < rounded(abs(_points(value, kind)), 2) < 1 else 1
        case Format.CHANGE:
            return 1 if rounded(abs(_points(value, kind)), 1) < 10 else 0
        case Format.POINTS:
            return 2 if 0 < rounded(abs(value), 2) < Decimal("0.1") else 1
        case Format.DECIMAL:
            return 2 if rounded(abs(value), 2) < 10 else 1
        case Format.DURATION:
            return 1
    return 0


def sign(value: float, kind: Format) -> int:
    """Return which way a figure goes as it is shown, 1, 0 or -1: what rounds to nothing goes nowhere."""
    shown = rounded(_points(value, kind), places(value, kind))
    return (shown > 0) - (shown < 0)


def seconds(milliseconds: float) -> Decimal:
    """Return a duration as it is shown: tenths of seconds below a minute, else whole seconds."""
    tenths = rounded(milliseconds, 1, shift=-3)
    return tenths if abs(tenths) < MINUTE else rounded(milliseconds, shift=-3)


def _points(value: float, kind: Format) -> Decimal:
    """Return the number that is shown of a value: of a share its percentage points."""
    return exact(value).scaleb(2) if kind in _IN_HUNDREDTHS else exact(value)


def _signed(value: float, kind: Format, locale: str) -> str:
    """Return a change with its sign, as a percentage or in percentage points; none has no sign."""
    points, own = abs(_points(value, kind)), symbols(locale)
    mark = {1: own.plus, -1: own.minus, 0: ""}[sign(value, kind)]
    if kind is Format.POINTS:
        return f"{mark}{grouped(points, places(value, kind), locale)}\xa0" + say("pp")
    return mark + percentage(points, places(value, kind), locale)


def _duration(milliseconds: float, locale: str) -> str:
    shown = seconds(milliseconds)
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
    return str(short) if any(one.isalpha() for one in short) else grouped(value, 0, locale)


def _unit(value: Decimal, locale: str) -> Decimal:
    """Return the unit that a figure is counted in when it is short: 1,000 for 41,234, which is 41.2 thousand."""
    power = min(value.adjusted(), 14)
    pattern = str(locale_of(locale).compact_decimal_formats["short"]["other"][str(10**power)].pattern)
    return Decimal(1).scaleb(power + 1 - max(pattern.count("0"), 1)) if pattern != "0" else Decimal(10)

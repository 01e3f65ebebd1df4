"""How a number is rounded and written in a locale: the one place for both. Knows nothing of what the number means.

Numbers are put together here from the locale's own symbols, read once: Babel's own formatting takes thirty times as
long and a table has many cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en_GB"
_EXACT = 10**15  # from here on a spreadsheet keeps no fractions, and neither does the text of a float
_CONTEXT = Context(prec=400, rounding=ROUND_HALF_UP)  # away from zero: of Decimal's names this is the one
_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(16))


@dataclass(frozen=True, slots=True)
class Symbols:
    """The signs of a locale's numbers, and how many digits stand in a group: the last one, the others."""

    group: str
    decimal: str
    minus: str
    plus: str
    first_group: int
    next_groups: int
    percent: tuple[str, str]  # what stands before and behind a percentage


def rounded(value: float | Decimal, places: int = 0, *, shift: int = 0) -> Decimal:
    """Return value * 10 ** shift with so many decimal places: half away from zero, as spreadsheets round.

    What is rounded is the number as it is written, with the fifteen digits that a spreadsheet keeps of it.
    """
    number = exact(value)
    return (number.scaleb(shift, _CONTEXT) if shift else number).quantize(_QUANTA[places], context=_CONTEXT)


def exact(value: float | Decimal) -> Decimal:
    """Return a number as it is written: 0.285, and not the binary fraction just below it."""
    if isinstance(value, float) and -_EXACT < value < _EXACT:
        return Decimal(f"{value:.15g}")
    return Decimal(value)


def grouped(value: float | Decimal, places: int, locale: str) -> str:
    """Return a number with its places and groups: 1,234.5. What rounds to nothing has no sign."""
    if isinstance(value, int) and not places:
        return _written(str(abs(value)), "", negative=value < 0, locale=locale)
    number = rounded(value, places)
    whole, _, rest = f"{abs(number):f}".partition(".")
    return _written(whole, rest, negative=number < 0, locale=locale)


def percentage(points: Decimal, places: int, locale: str) -> str:
    """Return percentage points as a percentage: 4.6%, or as the locale has it."""
    before, after = symbols(locale).percent
    return f"{before}{grouped(points, places, locale)}{after}"


def _written(whole: str, rest: str, *, negative: bool, locale: str) -> str:
    own = symbols(locale)
    pieces = [whole[-own.first_group :]]
    whole = whole[: -own.first_group]
    while whole:
        pieces.append(whole[-own.next_groups :])
        whole = whole[: -own.next_groups]
    digits = own.group.join(reversed(pieces)) + (own.decimal + rest if rest else "")
    return own.minus + digits if negative else digits


@lru_cache
def symbols(name: str) -> Symbols:
    """Return the signs of a locale's numbers."""
    from babel.numbers import get_decimal_symbol, get_group_symbol, get_minus_sign_symbol, get_plus_sign_symbol

    locale = locale_of(name)
    first, following = locale.decimal_formats[None].grouping
    share = locale.percent_formats[None]
    return Symbols(
        group=get_group_symbol(locale),
        decimal=get_decimal_symbol(locale),
        minus=get_minus_sign_symbol(locale),
        plus=get_plus_sign_symbol(locale),
        first_group=first,
        next_groups=following,
        percent=(share.prefix[0], share.suffix[0]),
    )


@lru_cache
def locale_of(name: str) -> Locale:
    """Return the locale of a name; that of British English where nobody knows the name."""
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        return Locale.parse(FALLBACK)

"""Excel's codes for how numbers, times and the figures of axes are shown, as the language spoken writes them.

Separators are left to the reader's own Excel, which every code leaves open; signs, units and names are the language's.
"""

from __future__ import annotations

import re
from math import inf, isfinite
from typing import NamedTuple

from reporter.core import number_text as figures
from reporter.core.i18n import Translator
from reporter.core.report import Format

TIMES = frozenset({Format.DATE, Format.WEEK, Format.MONTH, Format.DATETIME})
_PLAIN = {
    Format.TEXT: "General",  # not "@": Excel shows long texts in it as ####
    Format.ID: "@",
    Format.LINK: "General",
    # Parts of a day: from an hour and from a minute as they are shown, 3,599.5 and 59.95 seconds, and below. Hours in
    # brackets come first, since other programs conclude from the first code that it is not a time of day.
    Format.DURATION: '[>=0.041660879][h]:mm:ss;[>=0.0006938657][m]:ss;s.0"\u00a0s"',
}
_AXES = {
    Format.DECIMAL: "#,##0.0",
    Format.DURATION: '[>=0.000694][m]:ss;s"\u00a0s"',
}
_LETTERS = {"d": "d", "dd": "dd", "M": "m", "MM": "mm", "MMM": "mmm", "LLL": "mmm", "y": "yyyy"}
_PATTERN = re.compile(r"([A-Za-z])\1*|'[^']*'|[^A-Za-z']+")
_UNIT = re.compile(r"0([^0].*)")


class Digits(NamedTuple):
    """What of a number decides how it is shown: its decimal places, whether it is below zero, or rounds to it.

    `large`: its digits are shown in groups.
    """

    places: int
    sign: int = 1
    negative: bool = False
    large: bool = False


# How most numbers of a kind are shown.
_USUAL = {Format.DECIMAL: 2, Format.PERCENT: 1, Format.PERCENT_POINTS: 1, Format.CHANGE: 1, Format.POINTS: 1}
# Between these sizes it is needless to look closer, and a sheet may have a million numbers.
_VARIED = {
    Format.NUMBER: (1, inf),
    Format.DECIMAL: (0.01, 9.99),
    Format.PERCENT: (0.01, 9.99),
    Format.PERCENT_POINTS: (1, 999),
    Format.CHANGE: (0.001, 0.099),
    Format.POINTS: (0.1, 999),
}
_GROUPED, _LARGE = frozenset({Format.NUMBER, Format.DECIMAL}), 1_000
_SIGNED = frozenset({Format.CHANGE, Format.POINTS})


def digits_of(value: object, kind: Format) -> Digits | None:
    """Return the digits that a cell's value is shown with where they are not those that most of its kind have."""
    if kind not in _VARIED or not isinstance(value, int | float) or not isfinite(value):
        return None
    low, high = _VARIED[kind]
    if low <= abs(value) < high or (kind is Format.NUMBER and isinstance(value, int)):
        return None
    shape = figures.shape(value, kind)
    digits = Digits(shape.places, shape.sign, value < 0, large=abs(shape.shown) >= _LARGE)
    return None if _is_usual(digits, kind) else digits


def _is_usual(digits: Digits, kind: Format) -> bool:
    """Return whether the code of most numbers of a kind shows these digits."""
    if digits.places != _USUAL.get(kind, 0) or (digits.large and kind not in _GROUPED):
        return False
    return bool(digits.sign) or not (digits.negative or kind in _SIGNED)


def number_format(kind: Format, digits: Digits | None = None, *, year: bool = True, translator: Translator) -> str:
    """Return how Excel shows values of a kind, or one of these digits; `year` adds it to days."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in TIMES:
        day = _day_format(
            translator.month_pattern if kind is Format.MONTH else translator.day_pattern(year=year),
            translator=translator,
        )
        return f"{day} hh:mm" if kind is Format.DATETIME else day
    return _number_code(kind, digits or Digits(_USUAL.get(kind, 0)), translator=translator)


def _number_code(kind: Format, digits: Digits, *, translator: Translator) -> str:
    code = ("#,##0" if digits.large or kind in _GROUPED else "0") + (f".{'0' * digits.places}" if digits.places else "")
    match kind:
        case Format.PERCENT | Format.CHANGE:
            code = _percent(code, translator=translator)
        case Format.PERCENT_POINTS:
            code = _percent_points(code, translator=translator)
        case Format.POINTS:
            code = f'{code}" {translator.say("pp")}"'
    return _signed(code, digits) if kind in _SIGNED else _unsigned(code, digits)


def axis_format(kind: Format, *, translator: Translator) -> str:
    """Return how Excel shows the figures of an axis: short, without the year."""
    if kind is Format.PERCENT:
        return _percent("0", translator=translator)
    if kind is Format.NUMBER:
        large, small = _unit(6, translator=translator), _unit(3, translator=translator)
        return "".join(
            [
                f"[>=1000000]0.0,,{_quote(large)};" if large else "",
                f"[>=10000]0,{_quote(small)};" if small else "",
                "#,##0",
            ]
        )
    return _AXES.get(kind) or number_format(kind, year=False, translator=translator)


def _signed(code: str, digits: Digits) -> str:
    """Return a change's code; one that rounds to nothing has neither arrow nor sign.

    The arrow belongs to the number: not everybody sees the colour.
    """
    return f'"▲ "+{code};"▼ "-{code};{code}' if digits.sign else f"{code};{code}"


def _unsigned(code: str, digits: Digits) -> str:
    """Return a number's code, that of -0.2 without the sign that Excel would show before the zero."""
    return f"{code};{code}" if digits.negative and not digits.sign else code


def _percent(digits: str, *, translator: Translator) -> str:
    """Return a share's code: of a percent sign that is no text Excel takes the hundredfold."""
    before, after = ("".join(map(_quote, re.split("(%)", side))) for side in _percent_sides(translator=translator))
    return f"{before}{digits}{after}"


def _percent_points(digits: str, *, translator: Translator) -> str:
    """Return the code of percentage points, whose percent sign is text."""
    return digits.join(f'"{side}"' if side else "" for side in _percent_sides(translator=translator))


def _percent_sides(translator: Translator) -> tuple[str, str]:
    before, after = re.split(r"[#,0]+", translator.percent_pattern)
    return before, after


def _unit(zeros: int, *, translator: Translator) -> str:
    """Return the suffix of thousands or millions, "" if the language has no short form for them."""
    match = _UNIT.fullmatch(translator.compact_pattern(zeros).replace("'", ""))
    return match[1] if match else ""


def _day_format(pattern: str, *, translator: Translator) -> str:
    """Return a day's order and signs as the language writes them, behind the code of the months' names."""
    code = translator.windows_code
    parts = (match[0] for match in _PATTERN.finditer(pattern))
    day = "".join(_LETTERS.get(part) or _quote(part.strip("'")) for part in parts)
    return f"[$-{code:X}]{day}" if code else day


def _quote(text: str) -> str:
    return text if text in {"", " ", "/", "-", "%"} else f'"{text}"'

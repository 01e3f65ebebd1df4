"""Excel's codes for how numbers, times and the figures of axes are shown, as the language spoken writes them.

Separators are left to the reader's own Excel, which every code leaves open; signs, units and names are the language's.
"""

from __future__ import annotations

import re

from reporter.language import compact_pattern
from reporter.language import day_pattern
from reporter.language import month_pattern
from reporter.language import percent_pattern
from reporter.language import say
from reporter.language import windows_code
from reporter.report import Format

TIMES = frozenset({Format.DATE, Format.WEEK, Format.MONTH, Format.DATETIME})
_PLAIN = {
    Format.TEXT: "General",  # not "@": Excel shows long texts in it as ####
    Format.ID: "@",
    Format.LINK: "General",
    Format.NUMBER: "#,##0",
    Format.DECIMAL: "#,##0.00",
    # Parts of a day: from an hour, from a minute as it is shown, and below. Hours in brackets come first, since other
    # programs tell by the first code that it is no time of day.
    Format.DURATION: '[>=0.04166][h]:mm:ss;[>=0.000693866][m]:ss;s.0"\u00a0s"',
}
_AXES = {
    Format.DECIMAL: "#,##0.0",
    Format.DURATION: '[>=0.000694][m]:ss;s"\u00a0s"',
}
_LETTERS = {"d": "d", "dd": "dd", "M": "m", "MM": "mm", "MMM": "mmm", "LLL": "mmm", "y": "yyyy"}
_PATTERN = re.compile(r"([A-Za-z])\1*|'[^']*'|[^A-Za-z']+")
_UNIT = re.compile(r"0([^0].*)")


def number_format(kind: Format, *, year: bool = True) -> str:
    """Return how Excel shows values of a kind; `year` adds it to days."""
    match kind:
        case Format.PERCENT:
            return _percent("0.0")
        case Format.PERCENT_POINTS:
            return "0.0".join(f'"{one}"' if one else "" for one in _around())
        case Format.CHANGE:  # the arrow belongs to the number: colour alone would tell some nothing
            return _signed(_percent("0.0"))
        case Format.POINTS:
            return _signed(f'0.0" {say("pp")}"')
        case Format.DATE | Format.WEEK | Format.MONTH | Format.DATETIME:
            pattern = month_pattern() if kind is Format.MONTH else day_pattern(year=year)
            return _day_format(pattern) + (" hh:mm" if kind is Format.DATETIME else "")
    return _PLAIN[kind]


def axis_format(kind: Format) -> str:
    """Return how Excel shows the figures of an axis: short, without the year."""
    if kind is Format.PERCENT:
        return _percent("0")
    if kind is Format.NUMBER:
        large, small = _unit(6), _unit(3)
        return "".join(
            [
                f"[>=1000000]0.0,,{_literal(large)};" if large else "",
                f"[>=10000]0,{_literal(small)};" if small else "",
                "#,##0",
            ]
        )
    return _AXES.get(kind) or number_format(kind, year=False)


def _signed(digits: str) -> str:
    return f'"▲ "+{digits};"▼ "-{digits};{digits}'


def _percent(digits: str) -> str:
    """Return a share's code: of a percent sign that is no text Excel takes the hundredfold."""
    before, after = ("".join(map(_literal, re.split("(%)", one))) for one in _around())
    return f"{before}{digits}{after}"


def _around() -> tuple[str, str]:
    before, after = re.split(r"[#,0]+", percent_pattern())
    return before, after


def _unit(zeros: int) -> str:
    """Return what is written behind thousands or millions, "" where the language has no short form for them."""
    found = _UNIT.fullmatch(compact_pattern(zeros).replace("'", ""))
    return found[1] if found else ""


def _day_format(pattern: str) -> str:
    """Return a day's order and signs as the language writes them, behind the code of the months' names."""
    code = windows_code()
    parts = (found[0] for found in _PATTERN.finditer(pattern))
    day = "".join(_LETTERS.get(part) or _literal(part.strip("'")) for part in parts)
    return f"[$-{code:X}]{day}" if code else day


def _literal(written: str) -> str:
    return written if written in {"", " ", "/", "-", "%"} else f'"{written}"'

"""How wide a column must be for what stands in it, in characters, 8 to 60."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from textwrap import wrap
from unicodedata import east_asian_width

from reporter.core.report import Column, Format, Section, Value
from reporter.renderers.excel.stored import remarks, remarks_column

NARROWEST, WIDEST = 8, 60
_FIELD = 6  # of a heatmap, which has many columns
_EMPTY = 9  # a column of no width of its own
_SENTENCE = 130
_PAGE = 230  # which is printed at about two thirds of its size
_SAMPLE = 500  # rows that are measured for text; numbers are measured in all, since a number too wide shows as ####
_LINK = 24
_FIXED = {Format.DATE: 12, Format.WEEK: 12, Format.MONTH: 10, Format.DATETIME: 18}
_EXACT = 2**53  # beyond it numbers are text
_FILTER = 4  # the filter's button in the head


def widths(section: Section) -> tuple[int, ...]:
    """Return a width for each column of the section and one for the remarks beside them."""
    own = [_width(column, index, section) for index, column in enumerate(section.columns)]
    said = max((_length(remarks(section.columns, row)) for row in section.rows[:_SAMPLE]), default=0)
    return (*own, _within(max(said, len(remarks_column().label) + _FILTER)))


def printed(own: Sequence[int]) -> int:
    """Return how many columns a page shows: all, and as many empty ones as the sentences below a small table need."""
    return len(own) + max(0, ceil((_SENTENCE - sum(own)) / _EMPTY))


def pages(own: Sequence[int]) -> int:
    """Return how many pages side by side leave these columns readable."""
    return max(1, ceil(sum(own) / _PAGE))


def _width(column: Column, index: int, section: Section) -> int:
    field = section.kind == "heatmap" and index > 0
    head = _two_lines(" ".join(column.label.split()) or column.name) + (2 if field else _FILTER)
    rows = (*section.rows, section.totals) if section.totals else section.rows
    values = [row.cells[index].value for row in rows]
    numbers = [value for value in values if isinstance(value, int | float) and abs(value) <= _EXACT]
    texts = [value for value in values[:_SAMPLE] if isinstance(value, str)]
    body = max((_length(value) for value in texts), default=0)
    if numbers:
        body = max(body, *(_digits(value, column.format) for value in (min(numbers), max(numbers))))
    if any(isinstance(value, date) for value in values[:_SAMPLE]):
        body = max(body, _FIXED.get(column.format, 18))
    width = max(head, min(body, _LINK) if column.format is Format.LINK else body + 2)
    return max(width, _FIELD) if field else _within(width)


def _two_lines(label: str) -> int:
    """Return how wide a label must be to stand in two lines."""
    widths = range(max(map(len, label.split())), len(label) + 1)
    return next(width for width in widths if len(wrap(label, width, break_on_hyphens=False)) <= 2)


def _length(value: str) -> int:
    longest = max(value[:2000].split("\n"), key=len)
    return len(longest) + sum(east_asian_width(sign) in "WF" for sign in longest[:WIDEST])


def _digits(value: Value, kind: Format) -> int:
    if not isinstance(value, int | float):
        return 0
    if kind is Format.DURATION:
        return len(f"{value / 60_000:.0f}:00.0")
    if kind is Format.CHANGE:
        return len(f"▲ {value:+.1%}")
    if kind is Format.POINTS:
        return len(f"▲ {value:+.1f} pp")
    return len(f"{value:,.0f}" if kind is Format.NUMBER else f"{value:,.2f}") + (kind is Format.PERCENT)


def _within(width: int) -> int:
    return min(max(width, NARROWEST), WIDEST)

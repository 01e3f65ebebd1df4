"""The media rows for data tools: the report's columns, each metric followed by columns that explain its values.

`views` is followed by `views_missing` (why there is no number), `views_provisional` and `views_read_at`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from reporter.core.report import Format, Role, Row, Section, Value

_FACTS = frozenset({Format.TEXT, Format.ID, Format.LINK, Format.DATE, Format.WEEK, Format.MONTH, Format.DATETIME})


class About(StrEnum):
    """What a field says about the metric whose column it follows."""

    MISSING = "missing"
    PROVISIONAL = "provisional"
    READ_AT = "read_at"


@dataclass(frozen=True, slots=True)
class MediaField:
    """One column of the file. `about`: None for a column of the report; `of` returns its value of a row."""

    name: str
    format: Format
    about: About | None
    of: Callable[[Row], Value]


def fields(media: Section) -> tuple[MediaField, ...]:
    """Return the columns of the media rows in their order, with unique names."""
    taken = {column.name for column in media.columns}
    found: list[MediaField] = []
    for place, column in enumerate(media.columns):
        found.append(MediaField(column.name, column.format, None, _value(place)))
        if column.role is Role.VALUE and column.format not in _FACTS:
            for about, kind, of in (
                (About.MISSING, Format.TEXT, _missing(place)),
                (About.PROVISIONAL, Format.NUMBER, _provisional(place)),
                (About.READ_AT, Format.DATETIME, _read_at(place)),
            ):
                name = f"{column.name}_{about.value}"
                while name in taken:
                    name += "_"
                taken.add(name)
                found.append(MediaField(name, kind, about, of))
    return tuple(found)


def _value(place: int) -> Callable[[Row], Value]:
    return lambda row: row.cells[place].value


def _missing(place: int) -> Callable[[Row], Value]:
    return lambda row: (row.cells[place].missing or None) if row.cells[place].value is None else None


def _provisional(place: int) -> Callable[[Row], Value]:
    return lambda row: row.cells[place].provisional


def _read_at(place: int) -> Callable[[Row], Value]:
    """Return when the number was read: with the others of its row, unless the last reading no longer gave it."""
    return lambda row: None if row.cells[place].value is None else row.cells[place].marks.stale or row.read_at

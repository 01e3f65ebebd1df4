"""The media rows for data tools: the report's columns, each metric followed by columns that explain its values.

`views` is followed by `views_missing` (why there is no number), `views_provisional` and `views_read_at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporter.core.report import Format, Role, Row, Section, Value

_FACTS = frozenset({Format.TEXT, Format.ID, Format.LINK, Format.DATE, Format.WEEK, Format.MONTH, Format.DATETIME})


class About(StrEnum):
    """What a field says about the metric whose column it follows."""

    MISSING = "missing"
    PROVISIONAL = "provisional"
    READ_AT = "read_at"


_FORMATS = {About.MISSING: Format.TEXT, About.PROVISIONAL: Format.NUMBER, About.READ_AT: Format.DATETIME}


@dataclass(frozen=True, slots=True)
class MediaField:
    """One column of the file, from the report's column at `place`. `about` is None for that column itself."""

    name: str
    format: Format
    about: About | None
    place: int

    def of(self, row: Row) -> Value:
        """Return the field's value of a row."""
        cell = row.cells[self.place]
        match self.about:
            case About.MISSING:
                return (cell.missing or None) if cell.value is None else None
            case About.PROVISIONAL:
                return cell.provisional
            case About.READ_AT:  # with the others of its row, unless the last reading no longer gave it
                return None if cell.value is None else cell.marks.stale or row.read_at
        return cell.value


def fields(media: Section) -> tuple[MediaField, ...]:
    """Return the columns of the media rows in their order, with unique names."""
    taken = {column.name for column in media.columns}
    columns: list[MediaField] = []
    for place, column in enumerate(media.columns):
        columns.append(MediaField(column.name, column.format, None, place))
        if column.role is Role.VALUE and column.format not in _FACTS:
            for about in About:
                name = f"{column.name}_{about.value}"
                while name in taken:
                    name += "_"
                taken.add(name)
                columns.append(MediaField(name, _FORMATS[about], about, place))
    return tuple(columns)

"""The columns of the media rows for data tools."""

from __future__ import annotations

from datetime import UTC, datetime

from reporter.core.report import Cell, Column, Format, Marks, Role, Row, Section
from reporter.renderers.media_fields import About, fields

READ = datetime(2026, 11, 23, 8, tzinfo=UTC)
EARLIER = datetime(2026, 11, 20, 8, tzinfo=UTC)


def media(*columns: Column) -> Section:
    return Section("media", "media", "Media", columns=columns)


def test_only_metrics_are_followed_by_columns_about_them() -> None:
    section = media(
        Column("caption", "Caption", Format.TEXT),
        Column("views", "Views", Format.NUMBER),
        Column("change_views", "Change", Format.CHANGE, "", Role.CHANGE, "views"),
    )
    assert [(field.name, field.format, field.about) for field in fields(section)] == [
        ("caption", Format.TEXT, None),
        ("views", Format.NUMBER, None),
        ("views_missing", Format.TEXT, About.MISSING),
        ("views_provisional", Format.NUMBER, About.PROVISIONAL),
        ("views_read_at", Format.DATETIME, About.READ_AT),
        ("change_views", Format.CHANGE, None),
    ]


def test_no_two_columns_have_one_name() -> None:
    section = media(Column("views", "Views", Format.NUMBER), Column("views_missing", "Label", Format.TEXT))
    assert [field.name for field in fields(section)] == [
        "views", "views_missing_", "views_provisional", "views_read_at", "views_missing",
    ]  # fmt: skip


def test_the_fields_of_a_row_say_what_is_known_of_the_number() -> None:
    value, missing, provisional, read_at = fields(media(Column("views", "Views", Format.NUMBER)))

    def row(cell: Cell) -> tuple[object, ...]:
        written = Row((cell,), read_at=READ)
        return tuple(field.of(written) for field in (value, missing, provisional, read_at))

    assert row(Cell(5, provisional=True)) == (5, None, True, READ)
    assert row(Cell(5, marks=Marks(stale=EARLIER))) == (5, None, False, EARLIER)
    assert row(Cell(None, "failed")) == (None, "failed", False, None)

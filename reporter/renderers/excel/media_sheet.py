"""Which columns the Media sheet has besides those of the report: pictures first, the words of the API last.

The order of the report's own columns is in analysis/media_columns.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from openpyxl.drawing.image import Image

from reporter.core.i18n import Translator, mark_translatable
from reporter.core.report import Cell, Column, Format, Section
from reporter.renderers.comparisons import with_columns
from reporter.renderers.formats import cut, flat

_API_LABELS = {
    "product_type": mark_translatable("Product type (API)"),
    "media_type": mark_translatable("Media type (API)"),
}
PICTURE_COLUMN = "picture"
MOST_SHEET_PICTURES = 200  # rows
HEIGHT = 48  # points of a row with a picture
_SIDE = 60  # pixels as shown
_CAPTION = 120  # signs


def with_pictures(section: Section, *, translator: Translator) -> Section:
    """Return a list of media with an empty column before the others, that pictures lie upon."""
    column = Column(PICTURE_COLUMN, translator.say("Image"), Format.TEXT)
    section = with_columns(section, (column, *section.columns), lambda cells: (Cell(""), *cells))
    if len(section.rows) <= MOST_SHEET_PICTURES:
        return section
    note = translator.say(
        "The first {count} posts are shown with their images.", count=translator.number(MOST_SHEET_PICTURES)
    )
    return replace(section, notes=(*section.notes, note))


def with_api_words(media: Section, *, translator: Translator) -> Section:
    """Return the media rows with additional columns at the end for the API's names, for pivots and programs."""
    places = {column.name: place for place, column in enumerate(media.columns) if column.name in _API_LABELS}
    columns = (Column(f"{name}_api", translator.say(_API_LABELS[name]), Format.TEXT) for name in places)
    return with_columns(
        media, (*media.columns, *columns), lambda cells: (*cells, *(cells[place] for place in places.values()))
    )


def pictures(section: Section, *, translator: Translator) -> Iterator[tuple[int, Any]]:
    """Yield the pictures of the first rows with their row's place; none of a section that has no column for them."""
    if not section.columns or section.columns[0].name != PICTURE_COLUMN:
        return
    caption = next(place for place, column in enumerate(section.columns) if column.name == "caption")
    for place, row in enumerate(section.rows[:MOST_SHEET_PICTURES]):
        if picture := _picture(row.thumbnail):
            picture.width = picture.height = _SIDE
            picture.alt = cut(flat(str(row.cells[caption].value or "")), _CAPTION) or translator.say("no caption")
            yield place, picture


def _picture(data: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return a picture, None for no bytes and for some that cannot be read."""
    try:
        return Image(BytesIO(data)) if data else None
    except (OSError, ValueError):
        return None

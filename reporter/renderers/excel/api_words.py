"""Names of the API in the Media sheet: every sheet shows them in readers' words, this one has the API's beside them."""

from __future__ import annotations

from dataclasses import replace

from reporter.core.i18n import mark_translatable, say
from reporter.core.report import Column, Format, Report, Row

_LABELS = {"product_type": mark_translatable("Product type (API)"), "media_type": mark_translatable("Media type (API)")}


def with_api_words(report: Report) -> Report:
    """Return the report with last columns in its media rows for the API's own names, for pivots and programs."""
    media = report.media
    places = {column.name: place for place, column in enumerate(media.columns) if column.name in _LABELS}
    if not places:
        return report

    def of(row: Row) -> Row:
        return replace(row, cells=(*row.cells, *(row.cells[place] for place in places.values())))

    columns = (Column(f"{name}_api", say(_LABELS[name]), Format.TEXT) for name in places)
    return replace(
        report,
        media=replace(
            media,
            columns=(*media.columns, *columns),
            rows=tuple(map(of, media.rows)),
            totals=of(media.totals) if media.totals else None,
        ),
    )

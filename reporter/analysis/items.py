"""Media items as rows: their facts, labels and measures, with the picture where one came along."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reporter.analysis.cells import fact_cells
from reporter.analysis.cells import item_cells
from reporter.analysis.context import Context
from reporter.analysis.figures import Figure
from reporter.analysis.labels import label_column
from reporter.analysis.wording import readable
from reporter.report import Cell
from reporter.report import Column
from reporter.report import Format
from reporter.report import Row

FACTS = (
    Column("account", "Account", Format.TEXT),
    Column("media_id", "Media ID", Format.ID),
    Column("product_type", "Product type", Format.TEXT),
    Column("media_type", "Media type", Format.TEXT),
    Column("published", "Published", Format.DATETIME),
    Column("caption", "Caption", Format.TEXT),
    Column("permalink", "Link", Format.LINK),
)


def item_columns(figures: Sequence[Figure], labels: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a list of media items: facts, labels, measures."""
    named = (Column(name, readable(name), Format.TEXT) for name in labels)
    return (*FACTS, *named, *(figure.column for figure in figures))


def item_rows(
    media: pl.DataFrame, context: Context, *, figures: Sequence[Figure], labels: Sequence[str] = ()
) -> tuple[Row, ...]:
    """Return one row a media item, in the frame's order, with a cell for each of `item_columns`."""
    times = fact_cells(media["local"])
    facts = [fact_cells(media[one.name]) for one in FACTS[:4]]
    named = [fact_cells(media[label_column(name)]) for name in labels]
    measures = [item_cells(media, figure) for figure in figures]
    columns = [*facts, times, fact_cells(media["caption"]), _links(media["permalink"]), *named, *measures]
    pictures = context.dataset.thumbnails
    places = media.select("account", "media_id").iter_rows()
    return tuple(
        Row(cells, pictures.get((account, media_id), b""), provisional)
        for cells, provisional, (account, media_id) in zip(
            zip(*columns, strict=True), media["provisional"], places, strict=True
        )
    )


def _links(addresses: pl.Series) -> list[Cell]:
    """An address comes from outside: anything but https is no link."""
    return [Cell(one) if one.startswith("https://") else Cell(missing="not_available") for one in addresses]

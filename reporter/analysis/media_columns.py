"""Media items as rows: their facts, labels and measures, with the picture where one came along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.measures import reason_column
from reporter.analysis.dataset.spec_labels import UNLABELLED, label_column, label_value
from reporter.analysis.figures.cells import fact_cells, item_cells, number_of
from reporter.analysis.figures.compared_columns import change_cells, figure_columns
from reporter.analysis.figures.comparison import Change, Side, with_change
from reporter.analysis.figures.model import Figure
from reporter.analysis.wording import readable_name
from reporter.catalog.models import ProductType
from reporter.core.i18n import mark_translatable
from reporter.core.observations import Reason
from reporter.core.report import Cell, Column, Format, Row

FACT_COLUMNS = (
    Column("account", mark_translatable("Account"), Format.TEXT),
    Column("media_id", mark_translatable("Media ID"), Format.ID),
    Column("product_type", mark_translatable("Product type"), Format.TEXT),
    Column("media_type", mark_translatable("Media type"), Format.TEXT),
    Column("published", mark_translatable("Published"), Format.DATETIME),
    Column("caption", mark_translatable("Caption"), Format.TEXT),
    Column("permalink", mark_translatable("Link"), Format.LINK),
)

_NOT_YET, _STORIES_ONLY = Cell(missing="not_yet"), Cell(missing="stories_only")


def item_columns(figures: Sequence[Figure], context: Context, *, labels: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a list of media items: facts, age, labels, measures and what they are compared with."""
    named = (Column(name, readable_name(name), Format.TEXT) for name in labels)
    facts = (replace(fact, label=context.translator.say(fact.label)) for fact in FACT_COLUMNS)
    if compares_items(context):
        return (*facts, *_age(context), *named, *figure_columns(figures, context, of_items=True))
    return (*facts, *_age(context), *named, *(figure.column for figure in figures))


def compares_items(context: Context) -> bool:
    """Say whether single media items have an earlier number: what one gained before. A published one has none."""
    return context.earlier is not None and context.edition.spec.basis == "gained"


def with_numbers(media: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the media items that a list shows: in reports on growth only those of which some growth is known.

    The others are counted in a note instead of being listed as rows of dashes.
    """
    if context.edition.spec.basis != "gained":
        return media
    nothing = [reason.value for reason in (Reason.NOT_COLLECTED, Reason.NOT_SUPPORTED)]
    return media.filter(
        ~pl.all_horizontal(
            pl.col(reason_column(name)).is_in(nothing).fill_null(value=False) for name in context.dataset.metrics
        )
    )


def _age(context: Context) -> tuple[Column, ...]:
    """How old a media item was when it was read: told where it matters, for stories and at one age for all."""
    spec = context.edition.spec
    includes_stories = not spec.media.product_types or ProductType.STORY in spec.media.product_types
    stories = includes_stories and any(
        ProductType.STORY in context.catalog.metrics[name].product_types for name in context.dataset.metrics
    )
    if spec.basis != "published" or not (stories or spec.at_age):
        return ()
    help_ = context.translator.say("Age of the post when its values were collected")
    return (Column("age_hours", context.translator.say("Age when read, hours"), Format.DECIMAL, help_),)


def item_rows(
    media: pl.DataFrame, context: Context, *, figures: Sequence[Figure], labels: Sequence[str] = ()
) -> tuple[Row, ...]:
    """Return one row a media item, in the frame's order, with a cell for each of `item_columns`."""
    facts = [_fact_cells(fact, media) for fact in FACT_COLUMNS]
    unlabelled = {UNLABELLED: label_value(UNLABELLED, translator=context.translator)}
    named = [fact_cells(media[label_column(name)].replace(unlabelled).to_list()) for name in labels]
    measures = _measures(media, context, figures)
    ages = [_ages(media, context)] if _age(context) else []
    columns = [*facts, *ages, *named, *measures]
    pictures = context.dataset.thumbnails
    read = media.select(
        "account", "media_id", "provisional", pl.col("seen").dt.convert_time_zone(context.edition.timezone)
    )
    return tuple(
        Row(cells, pictures.get((account, media_id), b""), provisional, at)
        for cells, (account, media_id, provisional, at) in zip(zip(*columns, strict=True), read.rows(), strict=True)
    )


def _fact_cells(fact: Column, media: pl.DataFrame) -> list[Cell]:
    match fact.name:
        case "permalink":
            return _links(media["permalink"])
        case "published":
            return fact_cells(media["local"].to_list())
        case name:
            return fact_cells(media[name].to_list())


def hours(media: pl.DataFrame) -> pl.Series:
    """Return the age of each media item when it was read, in hours; null if none of its numbers was read."""
    return media.select(
        pl.when(pl.col("oldest").is_not_null()).then((pl.col("seen") - pl.col("published")).dt.total_seconds() / 3600)
    ).to_series()


def _ages(media: pl.DataFrame, context: Context) -> list[Cell]:
    """Return the ages to show: of all media items with `at_age`, else of stories only."""
    of_all = context.edition.spec.at_age is not None
    return [
        Cell(age, "not_collected" if age is None else "") if of_all or kind == ProductType.STORY else _STORIES_ONLY
        for age, kind in zip(hours(media).to_list(), media["product_type"].to_list(), strict=True)
    ]


def _measures(media: pl.DataFrame, context: Context, figures: Sequence[Figure]) -> list[list[Cell]]:
    current = [item_cells(context.dataset, media, figure, translator=context.translator) for figure in figures]
    if context.earlier is None or not compares_items(context):
        return current
    place = ["account", "media_id"]
    known = context.earlier.media.with_columns(pl.lit(value=True).alias("there"))
    before = media.select(place).join(known, on=place, how="left", maintain_order="left")
    before = before.with_columns(pl.col("there").fill_null(value=False))
    columns = []
    for figure, now in zip(figures, current, strict=True):
        cells = item_cells(context.earlier, before, figure, translator=context.translator)
        then = [cell if there else _NOT_YET for cell, there in zip(cells, before["there"], strict=True)]
        both = zip(now, then, strict=True)
        columns += change_cells([_change(cell, other, figure, context) for cell, other in both], figure)
    return columns


def _change(now: Cell, then: Cell, figure: Figure, context: Context) -> Change:  # noqa: PLR0917 - a pair, of what, where
    """Return a media item's own number beside its earlier one: it is all there is on either side, or nothing is."""
    both = [Side(number_of(side), side.missing, 1, 1, side.marks.lowered) for side in (now, then)]
    return with_change(now, (now, then), (both[0], both[1]), figure=figure, context=context)


def _links(addresses: pl.Series) -> list[Cell]:
    """An address comes from outside: anything but https is no link."""
    return [
        Cell(address) if address.startswith("https://") else Cell(missing="not_available")
        for address in addresses.to_list()
    ]

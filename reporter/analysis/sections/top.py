"""The best or worst media items by one metric, with their pictures."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.figures import Figure
from reporter.analysis.figures import chosen
from reporter.analysis.items import item_columns
from reporter.analysis.items import item_rows
from reporter.analysis.wording import counted
from reporter.analysis.wording import lowered
from reporter.analysis.wording import number
from reporter.analysis.wording import slug
from reporter.report import Section
from reporter.spec.model import Top


def build(section: Top, context: Context) -> Section:
    """Return at most `limit` media items, the ranking metric first; without it a media item is not ranked."""
    shown = context.figures(section.metrics)
    figures = chosen(context.dataset.figures, (section.by, *(figure.name for figure in shown)))
    media = context.dataset.media
    known = media.filter(pl.col(section.by).is_not_null())
    best = known.sort(
        section.by, "published", "media_id", "account", descending=[section.order == "highest", False, False, False]
    ).head(section.limit)
    word = {"highest": "Top", "lowest": "Lowest"}[section.order]
    return Section(
        kind="top",
        name=slug(word, "by", section.by),
        title=section.title or f"{word} {section.limit} by {lowered(figures[0].label)}",
        columns=item_columns(figures, context),
        rows=item_rows(best, context, figures=figures),
        rank=section.by,
        notes=(*_notes(media.height - known.height, media.height, figures[0]), *_earlier(section, figures[0], context)),
    )


def _earlier(section: Top, figure: Figure, context: Context) -> Iterator[str]:
    """The compared period's first place, to measure this one's by."""
    if context.earlier is None or context.edition.earlier is None:
        return
    known = context.earlier.media[section.by].drop_nulls()
    if len(known):
        best = known.max() if section.order == "highest" else known.min()
        assert isinstance(best, int | float)
        word = {"highest": "best", "lowest": "lowest"}[section.order]
        yield f"The {word} of {context.edition.earlier.name} had {number(best, figure.format)}."


def _notes(unranked: int, every: int, figure: Figure) -> tuple[str, ...]:
    if not unranked:
        return ()
    return (f"{unranked:,} of {counted(every, 'media item')} have no {lowered(figure.label)} and are not ranked.",)

"""The best or worst media items by one metric, with their pictures."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.measures import is_provisional
from reporter.analysis.figures.model import Figure, select_figures
from reporter.analysis.figures.pooling import once
from reporter.analysis.media_columns import item_columns, item_rows
from reporter.analysis.wording import figure_text, localized_period, slug
from reporter.core.i18n import Translator
from reporter.core.report import Section
from reporter.spec.sections import Top


def build(section: Top, context: Context) -> Section:
    """Return at most `limit` media items, the ranking metric first; without it a media item is not ranked."""
    shown = context.figures(section.metrics)
    figures = select_figures(context.dataset.figures, (section.by, *(figure.name for figure in shown)))
    media = once(context.dataset.media)
    ranked_media = media.filter(pl.col(section.by).is_not_null())
    settled = ranked_media.filter(~_early(figures[0])) if section.order == "lowest" else ranked_media
    best = settled.sort(
        section.by, "published", "media_id", "account", descending=[section.order == "highest", False, False, False]
    ).head(section.limit)
    values = {"limit": section.limit, "metric": context.translator.within(figures[0].label)}
    title = {
        "highest": context.translator.say("Top {limit} by {metric}", **values),
        "lowest": context.translator.say("Lowest {limit} by {metric}", **values),
    }
    return Section(
        kind="top",
        name=slug({"highest": "top", "lowest": "lowest"}[section.order], "by", section.by),
        title=section.title or title[section.order],
        columns=item_columns(figures, context),
        rows=item_rows(best, context, figures=figures),
        rank=section.by,
        notes=(
            *_notes(media.height - ranked_media.height, media.height, figures[0], translator=context.translator),
            *_too_early(ranked_media.height - settled.height, translator=context.translator),
            *_earlier(section, figures[0], context),
        ),
    )


def _earlier(section: Top, figure: Figure, context: Context) -> Iterator[str]:
    """The compared period's first place, to measure this one's by; only where the two periods are alike."""
    population = context.population
    if population is None or context.edition.earlier is None or population.then["unlike_age"].any():
        return
    settled = population.then.filter(~_early(figure)) if section.order == "lowest" else population.then
    known = settled[section.by].drop_nulls()
    if len(known):
        best = known.max() if section.order == "highest" else known.min()
        assert isinstance(best, int | float)
        values = {
            "period": localized_period(context.edition.earlier, translator=context.translator),
            "value": figure_text(best, figure.format, translator=context.translator),
        }
        highest, lowest = (
            context.translator.say("The highest value of {period} was {value}.", **values),
            context.translator.say("The lowest value of {period} was {value}.", **values),
        )
        yield highest if section.order == "highest" else lowest


def _early(figure: Figure) -> pl.Expr:
    """Which numbers were read too early to be called low."""
    return pl.any_horizontal(False, *map(is_provisional, figure.needs))  # noqa: FBT003 - a formula of numbers alone


def _too_early(count: int, *, translator: Translator) -> Iterator[str]:
    if count:
        yield translator.say_count(
            count,
            "{count} post is not ranked because it was less than 48 hours old when it was measured.",
            "{count} posts are not ranked because they were less than 48 hours old when they were measured.",
        )


def _notes(unranked: int, every: int, figure: Figure, *, translator: Translator) -> tuple[str, ...]:
    if not unranked:
        return ()
    text = translator.say_count(
        unranked,
        "{count} of {total} posts has no value for {metric} and is not ranked.",
        "{count} of {total} posts have no value for {metric} and are not ranked.",
        total=translator.number(every),
        metric=translator.within(figure.label),
    )
    return (text,)

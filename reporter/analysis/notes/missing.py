"""Missing measures: one by one for the report's list, and summed up for the data notes."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.measures import reason_column
from reporter.analysis.media_columns import with_numbers
from reporter.analysis.notes.details import detail_words
from reporter.analysis.wording import PRODUCT_TYPE_LABELS
from reporter.core.observations import Reason
from reporter.core.reasons import REASONS
from reporter.core.report import Absence, Note, NoteKind

_PLACE = ("account", "media_id")


def build_absences(context: Context) -> tuple[Absence, ...]:
    """Return every missing measure of the metrics asked for, by account, media id and metric."""
    data = context.dataset
    media = with_numbers(data.media, context)
    long = pl.concat(
        [
            media.lazy()
            .select(*_PLACE, pl.lit(name).alias("metric"), pl.col(reason_column(name)).cast(pl.String).alias("reason"))
            .drop_nulls("reason")
            for name in data.metrics
        ]
    )
    details, labels = (
        data.details,
        {name: context.translator.say(context.catalog.metrics[name].label) for name in data.metrics},
    )
    texts = {detail: detail_words(detail, translator=context.translator) for detail in {"", *details.values()}}
    return tuple(
        Absence(account, media_id, metric, reason, texts[details.get((account, media_id, metric), "")], labels[metric])
        for account, media_id, metric, reason in long.sort(*_PLACE, "metric").collect().rows()
    )


def missing_notes(context: Context) -> Iterator[Note]:
    """Yield for each metric how many posts have a value and why the others have none.

    Product types that do not have the metric are named once, in a note of their own: no value is missing there.
    """
    data = context.dataset
    for name in data.metrics:
        label, without = context.translator.say(context.catalog.metrics[name].label), _types_without(name, data.media)
        rest = data.media.filter(~pl.col("product_type").is_in(without))
        counts = dict(rest[reason_column(name)].drop_nulls().value_counts(sort=True).iter_rows())
        if counts:
            parts = [
                f"{context.translator.say(REASONS[reason])} ({context.translator.number(count)})"
                for reason, count in counts.items()
            ]
            text = context.translator.say(
                "Posts with a value: {known} of {count}. Missing: {reasons}.",
                known=context.translator.number(rest[name].count()),
                count=context.translator.number(rest.height),
                reasons="; ".join(parts),
            )
            yield Note(NoteKind.MISSING, text, label)
        if without:
            types = context.translator.enumeration(
                [context.translator.say(PRODUCT_TYPE_LABELS[kind]) for kind in without]
            )
            yield Note(
                NoteKind.MISSING,
                context.translator.say("Not available for {product_types}.", product_types=types),
                label,
            )
        yield from _said(name, label, context)


def _types_without(name: str, media: pl.DataFrame) -> list[str]:
    """Return the product types of which Instagram offers the metric for no media item."""
    never = (pl.col(reason_column(name)) == Reason.NOT_SUPPORTED.value).fill_null(value=False).all()
    types = media.group_by("product_type").agg(never.alias("never")).filter("never")["product_type"]
    return [product_type for product_type in PRODUCT_TYPE_LABELS if product_type in set(types)]


def _said(name: str, label: str, context: Context) -> Iterator[Note]:
    """What the API said, once for each sentence."""
    details = dict.fromkeys(text for (_, _, metric), text in context.dataset.details.items() if metric == name)
    for text in list(details)[:3]:
        yield Note(NoteKind.MISSING, detail_words(text, translator=context.translator), label)

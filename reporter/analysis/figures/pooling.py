"""Adding up: how a metric of several media items becomes one figure, by the catalog's rules, in one pass of a group.

The same rules serve totals, groups, KPIs and charts. Knows nothing of sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import polars as pl

from reporter.analysis.dataset.expressions import expression
from reporter.analysis.dataset.measures import is_provisional, lowered_column, read_column, reason_column, stale_column
from reporter.analysis.figures.model import Figure
from reporter.catalog.models import Metric, Pooling
from reporter.core.observations import Reason

ALL_GROUP = "all"  # the one group of `pool(..., by=())`
# Known not to add anything: the metric does not exist there, the media is not on Facebook, or it is under five.
_CANNOT_MOVE = [reason.value for reason in (Reason.NOT_SUPPORTED, Reason.NOT_ON_FACEBOOK, Reason.NOT_ENOUGH_VIEWERS)]
_COUNTS = ("n", "observed", "observable", "lowered")


def pool(
    media: pl.DataFrame, figures: Sequence[Figure], *, by: Sequence[str] = (), groups: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return one row a group, in the order of first appearance or of `groups` where given.

    `media`: one row a media item, columns as in `Dataset.media`. `by`: key columns, none for everything together.
    `groups`: a frame of the keys that must be there, with media or without. Columns: the keys, `media` (how many) and
    for each figure `name` (null when missing), `name:n` (media it is based on), `name:observed` of `name:observable`
    (media of which all its numbers are known, of those that could move it), `name:provisional`, `name:lowered` (how
    many of its media Meta lowered a number of), `name:stale_at` (when the oldest stale number was read), `name:why`;
    `unlike_age`.
    A media item that several accounts list counts once, unless the groups are accounts.
    """
    media = media if "account" in by else once(media, by)
    if not by:
        media = media.with_columns(pl.lit(0).alias(ALL_GROUP))
        by, groups = (ALL_GROUP,), pl.DataFrame({ALL_GROUP: [0]}, schema={ALL_GROUP: pl.Int32})
    aggregates = [aggregate for figure in figures for aggregate in _aggregates(figure)]
    whole = pl.len().cast(pl.Int64).alias("media"), pl.col("unlike_age").any()
    pooled = media.lazy().group_by(*by, maintain_order=True).agg(*whole, *aggregates)
    if groups is not None:
        pooled = groups.lazy().join(pooled, on=list(by), how="left", maintain_order="left")
    counts = [pl.col("media"), *(pl.col(f"{figure.name}:{count}") for figure in figures for count in _COUNTS)]
    flags = [pl.col("unlike_age"), *(pl.col(f"{figure.name}:provisional") for figure in figures)]
    result = pooled.with_columns(
        *(count.fill_null(0) for count in counts), *(flag.fill_null(value=False) for flag in flags)
    )
    return _explained(result.collect(), media, figures, by=by)


def once(media: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Return the media items that count, in their order: of one that several accounts list the row that tells most.

    Of those that tell as much, the one that was read nearest to the moment it is for. `by`: columns in whose groups
    each counts once.
    """
    if not media["shared"].any():
        return media
    reasons = [pl.col(name).is_not_null().cast(pl.Int64) for name in media.columns if name.endswith(":reason")]
    place, missing = pl.int_range(pl.len()).alias("place"), pl.sum_horizontal(0, *reasons).alias("missing")
    best = media.with_columns(place, missing).sort("missing", "distance", "place")
    return best.unique([*by, "media_id"], keep="first").sort("place").drop("place", "missing")


def pooled_value(metric: Metric, within: pl.Expr) -> pl.Expr:
    """Return the metric's figure over the media items of a group for which `within` holds; null when there are none."""
    known = within & _usable(metric)
    return pl.when(known.any()).then(_pooled(metric, known))


def item_value(figure: Figure) -> pl.Expr:
    """Return a calculated metric of each single media item; null where a metric is missing or it divides by zero."""
    assert figure.formula is not None
    return expression(figure.formula.root, {name: pl.col(name) for name in figure.needs}).cast(pl.Float64)


def _aggregates(figure: Figure) -> list[pl.Expr]:
    if figure.metric is not None:
        known = _usable(figure.metric)
        value = _pooled(figure.metric, known)
    else:
        assert figure.formula is not None
        known = _all(pl.col(name).is_not_null() for name in figure.needs)
        parts = {name: pooled_value(metric, known) for name, metric in figure.parts.items()}
        value = expression(figure.formula.root, parts)
    counts = {
        "n": known,
        "observed": _all(pl.col(name).is_not_null() for name in figure.needs),
        "observable": ~_any(pl.col(reason_column(name)).is_in(_CANNOT_MOVE) for name in figure.needs),
        "lowered": known & _any(pl.col(lowered_column(name)) for name in figure.needs),
    }
    return [
        pl.when(known.any()).then(value).alias(figure.name),
        *(counted.sum().cast(pl.Int64).alias(f"{figure.name}:{name}") for name, counted in counts.items()),
        (known & _any(map(is_provisional, figure.needs))).any().alias(f"{figure.name}:provisional"),
        _oldest_stale(figure, known).alias(f"{figure.name}:stale_at"),
    ]


def _oldest_stale(figure: Figure, known: pl.Expr) -> pl.Expr:
    stale = [pl.col(read_column(name)).filter(known & pl.col(stale_column(name))).min() for name in figure.needs]
    return pl.min_horizontal(*stale) if stale else pl.lit(None, dtype=pl.Datetime("us", "UTC"))


def _usable(metric: Metric) -> pl.Expr:
    """Which media items the metric's rule can use: those with all its numbers, and a divisor above zero."""
    known = _all(pl.col(name).is_not_null() for name in dict.fromkeys((metric.name, *metric.pooling.needs)))
    return known & (pl.col(metric.pooling.each) > 0) if metric.pooling.each else known


def _pooled(metric: Metric, known: pl.Expr) -> pl.Expr:
    rule = metric.pooling
    if rule.kind.adds_up:
        return pl.col(metric.name).filter(known).sum()
    plays = pl.col(rule.total) / pl.col(rule.each)
    weighed = pl.col(rule.total) if rule.kind is Pooling.MEAN_PER_PLAY else pl.col(metric.name) * plays
    divisor = plays.filter(known).sum()
    return pl.when(divisor > 0).then(weighed.filter(known).sum() / divisor)


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    known = (condition.fill_null(value=False) for condition in conditions)
    return reduce(lambda left, right: left | right, known, pl.col("media_id").is_null())


def _all(conditions: Iterable[pl.Expr]) -> pl.Expr:
    # a formula of numbers alone stands on every media item
    return reduce(lambda left, right: left & right, conditions, pl.col("media_id").is_not_null())


def _explained(
    pooled: pl.DataFrame, media: pl.DataFrame, figures: Sequence[Figure], *, by: Sequence[str]
) -> pl.DataFrame:
    for figure in figures:
        why = f"{figure.name}:why"
        if not pooled[figure.name].null_count():
            pooled = pooled.with_columns(pl.lit("").alias(why))
            continue
        pooled = pooled.join(
            _commonest(media, figure.needs, by=by), on=list(by), how="left", maintain_order="left"
        ).with_columns(
            pl.when(pl.col(figure.name).is_not_null())
            .then(pl.lit(""))
            .when(pl.col("media") == 0)
            .then(pl.lit("no_media"))
            .when(pl.col(f"{figure.name}:n") > 0)
            .then(pl.lit("undefined"))
            .otherwise(pl.col("commonest").cast(pl.String).fill_null("undefined"))
            .alias(why)
        )
        pooled = pooled.drop("commonest")
    return pooled


def _commonest(media: pl.DataFrame, needs: Sequence[str], *, by: Sequence[str]) -> pl.DataFrame:
    reasons = pl.concat([media.lazy().select(*by, commonest=pl.col(reason_column(name))) for name in needs])
    return (
        reasons.drop_nulls("commonest")
        .group_by(*by, "commonest")
        .len()
        .sort("len", "commonest", descending=[True, False])  # a tie goes to the reason that the product lists first
        .unique(subset=list(by), keep="first", maintain_order=True)
        .drop("len")
        .collect()
    )

"""Facts of media items as a frame: what, whose, when (in the edition's zone) and which hashtags. Holds no measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from reporter.analysis.dataset.hashtags import Spellings, parse_hashtags
from reporter.analysis.wording import WEEKDAYS
from reporter.catalog.models import ProductType
from reporter.core.observations import MediaItem
from reporter.spec.editions import Edition

SETTLES_AFTER = timedelta(hours=48)  # Meta: insights may be delayed by up to 48 hours
STORY_SETTLES_AFTER = timedelta(hours=20)  # a story ends after 24 hours: what is read so late is its last word
_UTC = pl.Datetime("us", "UTC")
_TEXTS = ("account", "client", "media_id", "product_type", "media_type", "permalink", "username")


def facts_frame(media: Sequence[MediaItem], *, edition: Edition) -> tuple[pl.DataFrame, Spellings]:
    """Return one row a media item, in the order given, with the fact columns of `Dataset.media` but labels and seen."""
    captions = pl.Series("caption", [item.caption for item in media], dtype=pl.String)
    tags, spellings = parse_hashtags(captions)
    frame = pl.DataFrame(
        {
            "account": [item.account for item in media],
            "client": [edition.clients.get(item.account, "") for item in media],
            "media_id": [item.media_id for item in media],
            "product_type": [item.product_type for item in media],
            "media_type": [item.media_type for item in media],
            "published": pl.Series([item.published for item in media], dtype=_UTC),
            "caption": captions,
            "permalink": [item.permalink for item in media],
            "username": [item.username for item in media],
            "hashtags": tags,
        },
        schema_overrides=dict.fromkeys(_TEXTS, pl.String),
    )
    return frame.with_columns(
        pl.col("published").dt.convert_time_zone(edition.timezone).alias("local"),
        (pl.col("published") + _settles()).dt.convert_time_zone(edition.timezone).alias("settled"),
        pl.col("media_id").is_duplicated().alias("shared"),
    ).with_columns(_calendar(edition.spec.week_start)), spellings


def _settles() -> pl.Expr:
    story = pl.col("product_type") == ProductType.STORY
    return pl.when(story).then(pl.lit(STORY_SETTLES_AFTER)).otherwise(pl.lit(SETTLES_AFTER))


def _calendar(week_start: str) -> list[pl.Expr]:
    local = pl.col("local").dt
    return [
        local.weekday().cast(pl.Int64).alias("weekday"),
        local.hour().cast(pl.Int64).alias("hour"),
        local.date().alias("day"),
        _week(local.date(), week_start).alias("week"),
        local.date().dt.month_start().alias("month"),
    ]


def _week(day: pl.Expr, week_start: str) -> pl.Expr:
    first = WEEKDAYS.index(week_start.capitalize())
    return day - pl.duration(days=(day.dt.weekday().cast(pl.Int64) - 1 - first) % 7)

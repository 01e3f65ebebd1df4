"""Which media items of two periods are compared: those of accounts and stories known over both, read when they should.

Chooses rows and takes numbers out; decides nothing about a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from reporter.analysis.dataset.build import Dataset
from reporter.analysis.dataset.measures import read_column, without
from reporter.catalog.models import ProductType
from reporter.core.observations import STORY_LIFE
from reporter.spec.editions import Edition
from reporter.spec.moments import slack

_LEAST_DELAY = timedelta(hours=24)  # after an age, within which its first reading still tells of that age


@dataclass(frozen=True, slots=True)
class Ground:
    """Which accounts two periods can be compared of, and how they are known. All by alias.

    `unknown`: accounts whose list was not read over all of either period; `storyless`: those whose stories were not
    watched in both; `unlike_age`: those whose earlier period is shown as it is known now, because there is no reading
    of then. `known_until`: how far an account's period is known, of those of which it is not known whole, None for not
    at all; `never_listed`: those of which no list of the period was ever read; `unread`: in reports on growth, those
    whose list was not read near both ends of the period. `as_of`: when an account's list was read last, None for never.
    `comparable_from`, `growth_from`: when a later report can compare, or show growth, first; None where it can already
    or never will.
    """

    unknown: frozenset[str] = frozenset()
    storyless: frozenset[str] = frozenset()
    unlike_age: frozenset[str] = frozenset()
    known_until: Mapping[str, datetime | None] = field(default_factory=dict)
    never_listed: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    as_of: Mapping[str, datetime | None] = field(default_factory=dict)
    comparable_from: datetime | None = None
    growth_from: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """What is compared: rows of `Dataset.media` of this period and of the earlier one.

    `left_out`: accounts of which nothing counts on either side; `storyless`: whether stories do not count, of any.
    """

    now: pl.DataFrame
    then: pl.DataFrame
    left_out: frozenset[str]
    storyless: bool


def build_population(
    own: Dataset, earlier: Dataset, *, edition: Edition, ground: Ground, silent: frozenset[str]
) -> Population:
    """Return the media items of both periods that bear a comparison. `silent`: accounts without an answer this time."""
    left_out = ground.unknown | silent
    unlike = (pl.col("product_type") == ProductType.STORY) & pl.col("account").is_in(ground.storyless)
    bears = ~pl.col("account").is_in(left_out) & ~unlike
    stories = any(
        not data.media.filter(~pl.col("account").is_in(left_out) & unlike).is_empty() for data in (own, earlier)
    )
    now, then = (_timely(data.media.filter(bears), data.metrics, edition) for data in (own, earlier))
    if edition.spec.basis == "published" and edition.spec.at_age is None:
        now = _as_of(now, own.metrics, edition=edition, ground=ground)
    return Population(now, then, left_out, stories)


def _timely(media: pl.DataFrame, metrics: Sequence[str], edition: Edition) -> pl.DataFrame:
    """Return media measured at one age without the numbers that were first read long after it."""
    if edition.spec.at_age is None or edition.spec.basis == "gained":
        return media
    age = edition.spec.at_age.length
    due = (pl.col("published") + age + max(age / 2, _LEAST_DELAY)).dt.convert_time_zone(edition.timezone)
    return media.with_columns(column for name in metrics for column in without(name, pl.col(read_column(name)) > due))


def _as_of(media: pl.DataFrame, metrics: Sequence[str], *, edition: Edition, ground: Ground) -> pl.DataFrame:
    """Return media without the numbers that were read long before their account's list was: too old to be compared.

    A story that is over keeps its last number.
    """
    read = {account: at for account, at in ground.as_of.items() if at is not None}
    listed = pl.col("account").replace_strict(
        list(read), list(read.values()), default=None, return_dtype=pl.Datetime("us", "UTC")
    )
    oldest = listed - slack(edition.period.start, edition.period.end)
    lives = (pl.col("product_type") != ProductType.STORY) | (pl.col("published") + STORY_LIFE > listed)
    media = media.with_columns(oldest.dt.convert_time_zone(edition.timezone).alias("oldest_fit"), lives.alias("lives"))
    late = {name: (pl.col(read_column(name)) < pl.col("oldest_fit")) & pl.col("lives") for name in metrics}
    taken = media.with_columns(
        column for name, where in late.items() for column in without(name, where.fill_null(value=False))
    )
    return taken.drop("oldest_fit", "lives")

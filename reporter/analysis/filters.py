"""Which media items count: a rule's conditions on facts as one polars expression. Numbers are looked at by `where`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import reduce

import polars as pl

from reporter.analysis.hashtags import key
from reporter.spec.model import Hashtags
from reporter.spec.model import MediaFilter
from reporter.spec.model import MediaRule


def matches(rule: MediaRule) -> pl.Expr:
    """Return a Boolean expression, never null: the media item fulfils every condition given; none given, all do.

    Stands on the columns product_type, media_type, hashtags (keys), caption and media_id.
    """
    conditions = [pl.lit(value=True)]
    if rule.product_types:
        conditions.append(pl.col("product_type").is_in(list(rule.product_types)))
    if rule.media_types:
        conditions.append(pl.col("media_type").is_in(list(rule.media_types)))
    if rule.ids:
        conditions.append(pl.col("media_id").is_in(list(rule.ids)))
    if isinstance(rule, MediaFilter) and rule.exclude_ids:
        conditions.append(~pl.col("media_id").is_in(list(rule.exclude_ids)))
    if rule.hashtags is not None:
        conditions.extend(_tagged(rule.hashtags))
    if rule.caption is not None and rule.caption.contains is not None:
        conditions.append(_caption(_contains(rule.caption.contains)))
    if rule.caption is not None and rule.caption.matches is not None:
        conditions.append(_caption(_finds(rule.caption.matches)))
    return reduce(lambda left, right: left & right, conditions)


def folded(text: str) -> str:
    """Return text made equal for comparing without regard to case or to how accents are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _tagged(rule: Hashtags) -> list[pl.Expr]:
    has = {tag: pl.col("hashtags").list.contains(key(tag)) for tag in (*rule.any, *rule.all, *rule.none)}
    found = [has[tag] for tag in rule.all] + [~has[tag] for tag in rule.none]
    return [*found, reduce(lambda a, b: a | b, [has[tag] for tag in rule.any])] if rule.any else found


def _caption(test: Callable[[str], bool]) -> pl.Expr:
    def answers(captions: pl.Series) -> pl.Series:
        return pl.Series(captions.name, [test(one) for one in captions], dtype=pl.Boolean)

    return pl.col("caption").map_batches(answers, return_dtype=pl.Boolean)


def _contains(written: str) -> Callable[[str], bool]:
    wanted = folded(written)
    return lambda caption: wanted in folded(caption)


def _finds(pattern: str) -> Callable[[str], bool]:
    import re2  # linear time, whatever the pattern: it comes from a spec, the captions from anyone

    search = re2.compile(pattern).search
    return lambda caption: search(caption) is not None

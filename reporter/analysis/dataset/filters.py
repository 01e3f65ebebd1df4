"""Which media items count: a rule's conditions on facts as one polars expression. Numbers are looked at by `where`."""

from __future__ import annotations

import re
import unicodedata
from functools import reduce

import polars as pl

from reporter.analysis.dataset.patterns import searched
from reporter.spec.hashtags import hashtag_key
from reporter.spec.model import Hashtags, MediaFilter, MediaRule

_SPACE = re.compile(r"\s+")  # of every kind and in any number: also what does not break, and new lines
_ALIKE = (
    dict.fromkeys(map(ord, "‘’‚‛‹›′`´ʹʻʼʽˈ＇"), "'")
    | dict.fromkeys(map(ord, "“”„‟«»″＂〝〞"), '"')
    | dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\ufe0e\ufe0f"))  # what nobody sees, or how a sign is drawn
)


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
        conditions.append(_contains(rule.caption.contains))
    if rule.caption is not None and rule.caption.matches is not None:
        conditions.append(searched(pl.col("caption"), rule.caption.matches))
    return reduce(lambda left, right: left & right, conditions)


def folded(text: str) -> str:
    """Return text made equal for comparing: whatever its case, its accents, its quotes, and its white space."""
    plain = _SPACE.sub(" ", unicodedata.normalize("NFC", text).translate(_ALIKE))
    return unicodedata.normalize("NFC", plain.casefold())


def _tagged(rule: Hashtags) -> list[pl.Expr]:
    has = {tag: pl.col("hashtags").list.contains(hashtag_key(tag)) for tag in (*rule.any, *rule.all, *rule.none)}
    conditions = [has[tag] for tag in rule.all] + [~has[tag] for tag in rule.none]
    return [*conditions, reduce(lambda a, b: a | b, [has[tag] for tag in rule.any])] if rule.any else conditions


def _contains(written: str) -> pl.Expr:
    wanted = folded(written)

    def answers(captions: pl.Series) -> pl.Series:
        return pl.Series(captions.name, [wanted in folded(caption) for caption in captions], dtype=pl.Boolean)

    return pl.col("caption").map_batches(answers, return_dtype=pl.Boolean)

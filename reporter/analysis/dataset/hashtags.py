"""Hashtags of captions: found as Instagram does, and compared without regard to case or to how emoji are encoded."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from reporter.spec.hashtags import EMOJI, HASHES, JOINERS, hashtag_key

__all__ = ["Spellings", "hashtag_key", "parse_hashtags"]

Spellings = Mapping[str, str]  # a hashtag's key -> how it was first written

# Marks belong to the letters of Hindi, Thai and others.
_TAG = rf"[{HASHES}][\p{{L}}\p{{N}}_{EMOJI}][\p{{L}}\p{{M}}\p{{N}}_{EMOJI}{JOINERS}]*"
# An address is passed over whole: what follows a # in it is a place on a page. With or without https://.
_ADDRESS = r"(?i:https?://\S*|www\.\S+|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.[a-z]{2,}/\S*)"
# Inside a word a sign begins no hashtag either; in scripts without spaces between words nobody can tell, so it does.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[[\p{{L}}\p{{Mn}}\p{{Mc}}\p{{N}}_]--[{_UNSPACED}\x{{FE00}}-\x{{FE0F}}]]"
_FOUND = rf"{_ADDRESS}|{_LETTER}(?:{_TAG})+|{_TAG}"


def parse_hashtags(captions: pl.Series) -> tuple[pl.Series, Spellings]:
    """Return each caption's hashtags as keys, in order, each once (a list column), and how each was first written."""
    tags = captions.str.extract_all(_FOUND).list.eval(pl.element().filter(pl.element().str.contains(f"^[{HASHES}]")))
    spellings: dict[str, str] = {}
    keys: dict[str, str] = {}
    for written in tags.explode().drop_nulls().unique(maintain_order=True):
        keys[written] = hashtag_key(written)
        spellings.setdefault(keys[written], written[1:])
    known = pl.element().replace_strict(list(keys), list(keys.values()), return_dtype=pl.String)
    return tags.list.eval(known).list.unique(maintain_order=True) if keys else tags, spellings

"""Hashtags of captions: found by Unicode's letters, digits, marks and underscore, compared without regard to case."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import polars as pl

Spellings = Mapping[str, str]  # a hashtag's key -> how it was first written

# The full-width sign is what Japanese keyboards type; marks belong to the letters of Hindi, Thai and others.
_TAG = r"[#＃][\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*"


def parse_hashtags(captions: pl.Series) -> tuple[pl.Series, Spellings]:
    """Return each caption's hashtags as keys, in order, each once (a list column), and how each was first written."""
    found = captions.str.extract_all(_TAG)
    spellings: dict[str, str] = {}
    keys: dict[str, str] = {}
    for written in found.explode().drop_nulls().unique(maintain_order=True):
        keys[written] = key(written)
        spellings.setdefault(keys[written], written[1:])
    known = pl.element().replace_strict(list(keys), list(keys.values()), return_dtype=pl.String)
    return found.list.eval(known).list.unique(maintain_order=True) if keys else found, spellings


def key(written: str) -> str:
    """Return what two spellings of a hashtag have in common; a sign in front does no harm."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", written.lstrip("#＃")).casefold())

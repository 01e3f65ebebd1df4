"""Labels: dimensions made from rules. The first rule that fits names the media item; the rest are "unlabelled"."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from reporter.analysis.dataset.filters import matches
from reporter.core.i18n import Translator
from reporter.spec.model import MediaRule

UNLABELLED = "unlabelled"


def label_column(name: str) -> str:
    """Return the frame's column for a label of the spec."""
    return f"label:{name}"


def label_value(value: str, *, translator: Translator) -> str:
    """Return a label's value as readers see it: the spec's own word, or that none fits."""
    return translator.say("unlabelled") if value == UNLABELLED else value


def label(rules: Mapping[str, MediaRule]) -> pl.Expr:
    """Return a text expression, never null: the first value whose rule the media item fulfils."""
    chosen = pl.lit(UNLABELLED)
    for value, rule in reversed(list(rules.items())):
        chosen = pl.when(matches(rule)).then(pl.lit(value)).otherwise(chosen)
    return chosen

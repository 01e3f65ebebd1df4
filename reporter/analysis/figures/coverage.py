"""How much of what was asked is known: the observed share of values, with accounts that gave no answer counted in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.measures import lowered_column, reason_column
from reporter.core.observations import Reason
from reporter.spec.metrics import required_metrics

Counts = Mapping[str, tuple[int, int]]  # account -> how many values are known, of how many


def count_values(context: Context) -> Counts:
    """Return how many of the values asked of each account are known; those that its media cannot have are left out.

    Of an account that gave no answer nothing is known: it counts with the media that it is known to have, else with as
    many as in the compared period, at least with one.
    """
    data, earlier = context.dataset, context.earlier
    metrics = required_metrics(context.edition.spec, context.catalog.metrics)
    known = _counted(pl.concat([data.media, data.undecided]), metrics)
    before = _counted(earlier.media, metrics) if earlier else {}
    counts = {}
    for account in context.edition.accounts:
        observed, observable = known.get(account, (0, 0))
        if account in context.silent:
            observed, observable = 0, observable or before.get(account, (0, 0))[1] or len(metrics)
        counts[account] = (observed, observable)
    return counts


def coverage(counts: Counts, accounts: Sequence[str]) -> float:
    """Return the known share of the values asked of these accounts; where nothing was asked, nothing is missing."""
    observed, observable = (sum(column) for column in zip(*(counts[account] for account in accounts), strict=True))
    return observed / observable if observable else 1.0


def count_lowered(context: Context, account: str = "") -> int:
    """Return of how many media items Meta lowered a number that the report shows."""
    media, metrics = context.dataset.media, context.dataset.metrics
    of_account = media.filter(pl.col("account") == account) if account else media
    refused = [pl.col(reason_column(name)) == Reason.LOWERED.value for name in metrics]
    lowered = [
        *(pl.col(lowered_column(name)) for name in metrics),
        *(condition.fill_null(value=False) for condition in refused),
    ]
    return of_account.filter(pl.any_horizontal(lowered))["media_id"].n_unique()


def _counted(media: pl.DataFrame, metrics: Sequence[str]) -> dict[str, tuple[int, int]]:
    reasons = [pl.col(reason_column(name)) for name in metrics]
    observed = pl.sum_horizontal(reason.is_null() for reason in reasons)
    observable = pl.sum_horizontal((reason != Reason.NOT_SUPPORTED.value).fill_null(value=True) for reason in reasons)
    sums = media.group_by("account").agg(observed.sum().alias("observed"), observable.sum().alias("asked"))
    return {account: (int(n), int(of)) for account, n, of in sums.iter_rows()}

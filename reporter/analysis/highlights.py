"""What happened: at most three sentences that the numbers bear. How the whole moved first, then the most surprising.

None rather than a trivial one.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from itertools import chain
from typing import Any

import polars as pl

from reporter.analysis.cells import ENOUGH
from reporter.analysis.comparison import LEAST_BASE
from reporter.analysis.comparison import change
from reporter.analysis.context import Context
from reporter.analysis.dataset import Dataset
from reporter.analysis.dataset import LeftOut
from reporter.analysis.figures import Figure
from reporter.analysis.labels import label_value
from reporter.analysis.pooling import pool
from reporter.analysis.wording import PRODUCT_TYPES
from reporter.analysis.wording import items
from reporter.analysis.wording import number
from reporter.analysis.wording import readable
from reporter.analysis.wording import when
from reporter.catalog.models import Pooling
from reporter.catalog.models import ProductType
from reporter.language import say
from reporter.language import say_number
from reporter.language import say_percent
from reporter.language import within
from reporter.report import Format

_MOST = 3
_ENOUGH_FOR_A_MEDIAN = 5
_ENOUGH_FOR_SHARES = 10
_STANDS_OUT = 2.0  # times the median, or the median times it
_OVER_ITS_SHARE = 1.3  # a group's share of a sum by its share of the media
_LONGEST_CAPTION = 60
_MOVED = 0.1  # a change worth a sentence

Sentence = tuple[float, str]  # how surprising (1: as expected), and the words


def build_highlights(context: Context) -> tuple[str, ...]:
    """Return the sentences, each about the first metric that can carry it; how the whole moved comes first."""
    if context.edition.spec.basis == "published" and context.dataset.is_empty:
        return (say("Nothing is known to have been published in this period."),)
    if context.dataset.media.is_empty():
        return tuple(_all_left_out(context.dataset.left_out))
    first = next(iter(context.figures()), None)
    if first is None:
        return ()
    found = [*_outstanding(first, context), *_biggest_move(first, context)]
    summed = next((one for one in context.figures() if _adds_up(one)), None)
    if summed is not None:
        found += [*_strongest_type(summed, context), *_few_carry_most(summed, context)]
    rate = next((one for one in context.figures() if one.formula is not None and one.format is Format.PERCENT), None)
    if rate is not None:
        found += _best_rate(rate, context)
    ranked = (text for _, text in sorted(found, key=lambda one: -one[0]))
    return tuple(chain(_against_before(first, context), ranked))[:_MOST]


def _all_left_out(left: LeftOut) -> Iterator[str]:
    """Say that a filter is why there is nothing to see, for a report on it looks like one of a quiet week."""
    if count := left.filtered + left.where:
        yield say("The report's filter leaves out all that is known of this period: {items}.", items=items(count))


def _adds_up(figure: Figure) -> bool:
    return figure.metric is not None and figure.metric.pooling.kind is Pooling.SUM


def _against_before(figure: Figure, context: Context) -> Iterator[str]:
    """How the first figure moved, of media that were watched in both periods."""
    spec, before = context.edition.spec, context.earlier
    if before is None:
        return
    alike = [_alike(one, context) for one in (context.dataset, before)]
    now, then = (pool(one, [figure])[figure.name].item() for one in alike)
    moved, _ = change(now, then, figure=figure, context=context)
    if moved is None or abs(moved) < _MOVED:
        return
    first, last = (number(one, figure.format) for one in (then, now))
    values = {"figure": figure.pooled_label, "share": say_percent(abs(moved)), "first": first, "last": last}
    said = {
        (True, True): say("{figure} rose by {share} against the period before, from {first} to {last}.", **values),
        (True, False): say("{figure} rose by {share} against a year before, from {first} to {last}.", **values),
        (False, True): say("{figure} fell by {share} against the period before, from {first} to {last}.", **values),
        (False, False): say("{figure} fell by {share} against a year before, from {first} to {last}.", **values),
    }[moved > 0, spec.compare.period == "previous_period"]
    unequal = _adds_up(figure) and moved < 0 and spec.basis == "published" and spec.at_age is None
    more = [say("Its media have had less time to gather numbers.")] if unequal else []
    more += [say("Stories are left out here.")] if alike[0].height < context.dataset.media.height else []
    yield " ".join((said, *more))


def _alike(data: Dataset, context: Context) -> pl.DataFrame:
    """Return the media without stories of accounts whose earlier stories nobody watched: they have no counterpart."""
    unlike = (pl.col("product_type") == ProductType.STORY) & pl.col("account").is_in(context.unlike())
    return data.media.filter(~unlike)


def _outstanding(figure: Figure, context: Context) -> Iterator[Sentence]:
    """The media items that are furthest above and below the median of their own account.

    Stories are left out where there is anything else: they live for a day and are seen by fewer. So are the youngest
    among those below.
    """
    lasting = context.dataset.media.filter(pl.col("product_type") != ProductType.STORY)
    media = context.dataset.media if lasting.is_empty() else lasting
    own = pl.col(figure.name).count().over("account"), pl.col(figure.name).median().over("account")
    known = media.with_columns(own[0].alias("known"), own[1].alias("median"))
    least = LEAST_BASE if figure.format is Format.NUMBER else 0
    known = known.filter((pl.col("known") >= _ENOUGH_FOR_A_MEDIAN) & (pl.col("median") > least))
    known = known.with_columns((pl.col(figure.name) / pl.col("median")).alias("times")).drop_nulls("times")
    ranked = known.sort("times", descending=True, maintain_order=True)
    for row in ranked.head(1).iter_rows(named=True):
        if row["times"] >= _STANDS_OUT:
            yield row["times"], _best(figure, row, context)
    for row in ranked.filter(~pl.col("provisional")).tail(1).iter_rows(named=True):
        if row["times"] <= 1 / _STANDS_OUT:
            yield 1 / max(row["times"], 1 / _STANDS_OUT**3), _worst(figure, row, context)


def _best(figure: Figure, row: Mapping[str, Any], context: Context) -> str:
    values = _words(figure, row) | {"times": say_number(row["times"], 1)}
    of_one = say("{item} of {day} stands out: {times} times the median {metric} ({value} against {median}).", **values)
    of_many = say(
        "{item} of {day} stands out: {times} times the median {metric} of {account} ({value} against {median}).",
        **values,
    )
    return of_many if len(context.edition.accounts) > 1 else of_one


def _worst(figure: Figure, row: Mapping[str, Any], context: Context) -> str:
    values = _words(figure, row) | {"share": say_percent(row["times"])}
    of_one = say("{item} of {day} fell behind: {share} of the median {metric} ({value} against {median}).", **values)
    of_many = say(
        "{item} of {day} fell behind: {share} of the median {metric} of {account} ({value} against {median}).", **values
    )
    return of_many if len(context.edition.accounts) > 1 else of_one


def _words(figure: Figure, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "item": _named(row["caption"], row["product_type"]),
        "day": when(row["day"]),
        "metric": within(figure.label),
        "account": row["account"],
        "value": number(row[figure.name], figure.format),
        "median": number(row["median"], figure.format),
    }


def _biggest_move(figure: Figure, context: Context) -> Iterator[Sentence]:
    """The account, or of a single one the product type, whose figure moved furthest against the compared period."""
    if context.earlier is None:
        return
    by = "account" if len(context.edition.accounts) > 1 else "product_type"
    now, then = (pool(_alike(one, context), [figure], by=[by]) for one in (context.dataset, context.earlier))
    enough = [pl.col(one) >= ENOUGH for one in (f"{figure.name}:n", f"{figure.name}:n_right")]
    pairs = now.join(then, on=by, maintain_order="left").filter(*enough)
    if pairs.height < 2:
        return
    value, before = pl.col(figure.name), pl.col(f"{figure.name}_right")
    furthest = pairs.sort((value - before).abs(), descending=True, nulls_last=True, maintain_order=True)
    group, last, first = furthest.select(by, value, before).row(0)
    moved, _ = change(last, first, figure=figure, context=context)
    if moved is None or abs(moved) < _MOVED or last <= 0:
        return
    values = {
        "group": say(PRODUCT_TYPES[group]) if group in PRODUCT_TYPES else group,
        "metric": within(figure.pooled_label),
        "share": say_percent(abs(moved)),
        "first": number(first, figure.format),
        "last": number(last, figure.format),
    }
    up = say("Biggest move: {group}, {metric} up by {share} from {first} to {last}.", **values)
    down = say("Biggest move: {group}, {metric} down by {share} from {first} to {last}.", **values)
    yield max(last / first, first / last), up if moved > 0 else down


def _strongest_type(figure: Figure, context: Context) -> Iterator[Sentence]:
    """A product type that brings far more of a sum than its share of the media."""
    pooled = pool(context.dataset.media, [figure], by=["product_type"]).filter(pl.col(f"{figure.name}:n") > 0)
    total, n = pooled[figure.name].sum() or 0, pooled[f"{figure.name}:n"].sum() or 0
    if pooled.height < 2 or total <= 0 or n < _ENOUGH_FOR_SHARES:
        return
    for kind, value, count in pooled.select("product_type", figure.name, f"{figure.name}:n").iter_rows():
        over = (value / total) / (count / n)
        if over >= _OVER_ITS_SHARE and count >= ENOUGH:
            text = say(
                "{kind} brought {share} of {metric} with {part} of the media ({count} of {every}).",
                kind=_types(kind),
                share=say_percent(value / total),
                metric=within(figure.label),
                part=say_percent(count / n),
                count=say_number(int(count)),
                every=say_number(int(n)),
            )
            yield over, text


def _few_carry_most(figure: Figure, context: Context) -> Iterator[Sentence]:
    """Three media items that make most of a sum."""
    values = context.dataset.media[figure.name].drop_nulls().sort(descending=True)
    total = float(values.sum() or 0)
    if len(values) < _ENOUGH_FOR_SHARES or total <= 0:
        return
    share = float(values.head(ENOUGH).sum() or 0) / total
    if share >= 0.5:
        made, metric = say_percent(share), within(figure.label)
        text = say("Three of {items} made {share} of {metric}.", items=items(len(values)), share=made, metric=metric)
        yield share * len(values) / ENOUGH / 2, text


def _best_rate(figure: Figure, context: Context) -> Iterator[Sentence]:
    """A product type or label whose rate is well above the whole's."""
    media = context.dataset.media
    whole = pool(media, [figure])[figure.name].item()
    labels = [(f"label:{name}", readable(name)) for name in context.edition.spec.labels]
    for column, label in (("product_type", say("Product type")), *labels):
        groups = pool(media, [figure], by=[column]).filter(pl.col(f"{figure.name}:n") >= ENOUGH)
        best = groups.drop_nulls(figure.name).sort(figure.name, descending=True, maintain_order=True)
        if whole and best.height >= 2 and best[figure.name][0] / whole >= _OVER_ITS_SHARE:
            value, group = best.select(figure.name, column).row(0)
            values = {
                "metric": within(figure.label),
                "value": number(value, figure.format),
                "whole": number(whole, figure.format),
            }
            types = say(
                "{types} have the highest {metric}: {value} against {whole} overall.", types=_types(group), **values
            )
            named = say(
                "{dimension} {group} has the highest {metric}: {value} against {whole} overall.",
                dimension=label,
                group=label_value(group),
                **values,
            )
            yield value / whole, types if column == "product_type" else named
            return


def _types(product_type: str) -> str:
    """A product type at the beginning of a sentence, in the plural."""
    words = say(PRODUCT_TYPES[product_type]) if product_type in PRODUCT_TYPES else product_type
    return f"{words[:1].upper()}{words[1:]}"


def _named(caption: str, product_type: str) -> str:
    """A media item by the beginning of its caption, or by what it is."""
    line = " ".join(caption.split())
    if not line:
        said = {"REELS": say("The reel"), "STORY": say("The story")}
        return said.get(product_type) or say("The media item")
    shown = line if len(line) <= _LONGEST_CAPTION else f"{line[: _LONGEST_CAPTION - 1].rstrip()}…"
    return say("“{words}”", words=shown)

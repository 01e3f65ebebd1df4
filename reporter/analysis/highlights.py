"""What happened: at most three sentences that the numbers bear, the most surprising first.

None rather than a trivial one.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from reporter.analysis.cells import ENOUGH
from reporter.analysis.comparison import LEAST_BASE
from reporter.analysis.comparison import change
from reporter.analysis.comparison import earlier_whole
from reporter.analysis.context import Context
from reporter.analysis.figures import Figure
from reporter.analysis.labels import label_value
from reporter.analysis.pooling import pool
from reporter.analysis.wording import PRODUCT_TYPES
from reporter.analysis.wording import items
from reporter.analysis.wording import number
from reporter.analysis.wording import readable
from reporter.analysis.wording import when
from reporter.catalog.models import Pooling
from reporter.language import say
from reporter.language import say_number
from reporter.language import say_percent
from reporter.language import within
from reporter.report import Format

_MOST = 3
_ENOUGH_FOR_A_MEDIAN = 5
_ENOUGH_FOR_SHARES = 10
_STANDS_OUT = 2.0  # times the median
_OVER_ITS_SHARE = 1.3  # a group's share of a sum by its share of the media
_LONGEST_CAPTION = 60
_MOVED = 0.1  # a change worth a sentence
_HEADLINE = 2.0  # what happened to the whole comes before what happened in it

Sentence = tuple[float, str]  # how surprising (1: as expected), and the words


def build_highlights(context: Context) -> tuple[str, ...]:
    """Return the sentences, each about the first metric that can carry it."""
    first = next(iter(context.figures()), None)
    if first is None:
        return ()
    found = [*_against_before(first, context), *_best_item(first, context)]
    summed = next((one for one in context.figures() if _adds_up(one)), None)
    if summed is not None:
        found += [*_strongest_type(summed, context), *_few_carry_most(summed, context)]
    rate = next((one for one in context.figures() if one.formula is not None and one.format is Format.PERCENT), None)
    if rate is not None:
        found += _best_rate(rate, context)
    return tuple(text for _, text in sorted(found, key=lambda one: -one[0])[:_MOST])


def _adds_up(figure: Figure) -> bool:
    return figure.metric is not None and figure.metric.pooling.kind is Pooling.SUM


def _against_before(figure: Figure, context: Context) -> Iterator[Sentence]:
    """How the first figure moved. A fall that may only be the younger media's lack of time is not told."""
    spec, before = context.edition.spec, earlier_whole([figure], context)
    if before is None:
        return
    now, then = (one[figure.name].item() for one in (pool(context.dataset.media, [figure]), before))
    moved, _ = change(now, then, figure=figure, context=context)
    at_equal_ages = spec.basis == "gained" or spec.at_age is not None
    if moved is None or abs(moved) < _MOVED or (moved < 0 and not at_equal_ages):
        return
    first, last = (number(one, figure.format) for one in (then, now))
    times = max(now / then, then / now) if now > 0 else _STANDS_OUT
    values = {"figure": figure.pooled_label, "share": say_percent(abs(moved)), "first": first, "last": last}
    said = {
        (True, True): say("{figure} rose by {share} against the period before, from {first} to {last}.", **values),
        (True, False): say("{figure} rose by {share} against a year before, from {first} to {last}.", **values),
        (False, True): say("{figure} fell by {share} against the period before, from {first} to {last}.", **values),
        (False, False): say("{figure} fell by {share} against a year before, from {first} to {last}.", **values),
    }
    yield _HEADLINE * times, said[moved > 0, spec.compare == "previous_period"]


def _best_item(figure: Figure, context: Context) -> Iterator[Sentence]:
    """The media item that is furthest above the median of its own account."""
    own = pl.col(figure.name).count().over("account"), pl.col(figure.name).median().over("account")
    known = context.dataset.media.with_columns(own[0].alias("known"), own[1].alias("median"))
    least = LEAST_BASE if figure.format is Format.NUMBER else 0
    known = known.filter((pl.col("known") >= _ENOUGH_FOR_A_MEDIAN) & (pl.col("median") > least))
    known = known.with_columns((pl.col(figure.name) / pl.col("median")).alias("times"))
    best = known.filter(pl.col("times") >= _STANDS_OUT).sort("times", descending=True, maintain_order=True).head(1)
    for row in best.iter_rows(named=True):
        value, median = (number(one, figure.format) for one in (row[figure.name], row["median"]))
        values = {
            "item": _named(row["caption"], row["product_type"]),
            "day": when(row["day"]),
            "times": say_number(row["times"], 1),
            "metric": within(figure.label),
            "account": row["account"],
            "value": value,
            "median": median,
        }
        of_one = say(
            "{item} of {day} stands out: {times} times the median {metric} ({value} against {median}).", **values
        )
        of_many = say(
            "{item} of {day} stands out: {times} times the median {metric} of {account} ({value} against {median}).",
            **values,
        )
        yield row["times"], of_many if len(context.edition.accounts) > 1 else of_one


def _strongest_type(figure: Figure, context: Context) -> Iterator[Sentence]:
    """A product type that brings far more of a sum than its share of the media."""
    pooled = pool(context.dataset.media, [figure], by=["product_type"]).filter(pl.col(f"{figure.name}:n") > 0)
    total, n = pooled[figure.name].sum() or 0, pooled[f"{figure.name}:n"].sum() or 0
    if pooled.height < 2 or total <= 0 or n < _ENOUGH_FOR_SHARES:
        return
    for kind, value, count in pooled.select("product_type", figure.name, f"{figure.name}:n").iter_rows():
        over = (value / total) / (count / n)
        if over >= _OVER_ITS_SHARE and count >= ENOUGH:
            words = say(PRODUCT_TYPES[kind]) if kind in PRODUCT_TYPES else kind
            text = say(
                "{kind} brought {share} of {metric} with {part} of the media ({count} of {every}).",
                kind=f"{words[:1].upper()}{words[1:]}",
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
            value = best[figure.name][0]
            text = say(
                "{dimension} {group} has the highest {metric}: {value} against {whole} overall.",
                dimension=label,
                group=label_value(best[column][0]),
                metric=within(figure.label),
                value=number(value, figure.format),
                whole=number(whole, figure.format),
            )
            yield value / whole, text
            return


def _named(caption: str, product_type: str) -> str:
    """A media item by the beginning of its caption, or by what it is."""
    line = " ".join(caption.split())
    if not line:
        said = {"REELS": say("The reel"), "STORY": say("The story")}
        return said.get(product_type) or say("The media item")
    shown = line if len(line) <= _LONGEST_CAPTION else f"{line[: _LONGEST_CAPTION - 1].rstrip()}…"
    return say("“{words}”", words=shown)

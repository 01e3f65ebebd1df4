"""What happened: at most three sentences. How the first figure changed comes first, then the most surprising."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.dataset.build import LeftOut
from reporter.analysis.dataset.measures import is_provisional
from reporter.analysis.dataset.spec_labels import label_value
from reporter.analysis.figures.cells import ENOUGH, number_of
from reporter.analysis.figures.comparison import LEAST_BASE, Change, changes, sides
from reporter.analysis.figures.groups import Dimension, dimension, required
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import once, pool
from reporter.analysis.notes.coverage import shortened_list
from reporter.analysis.wording import PRODUCT_TYPE_LABELS, figure_text, readable_name, when
from reporter.catalog.models import Pooling, ProductType
from reporter.core.i18n import Translator
from reporter.core.report import Format

_MOST = 3
_ENOUGH_FOR_A_MEDIAN = 5
_ENOUGH_FOR_SHARES = 10
_STANDS_OUT = 2.0  # times the median, or the median times it
_OVER_ITS_SHARE = 1.3  # a group's share of a sum by its share of the media
_LONGEST_CAPTION = 60
_MOVED = 0.1  # a change worth a sentence
_UNKNOWN = frozenset({"not_known", "incomplete", "unlike_age", "break", "lowered"})  # changes of which nothing is known

Sentence = tuple[float, str]  # how surprising (1: as expected), and the words


def build_highlights(context: Context) -> tuple[str, ...]:
    """Return the sentences, each about the first metric that it applies to. The overall change comes first."""
    if context.edition.spec.basis == "published" and context.dataset.is_empty:
        return (context.translator.say("No posts are known for this period."),)
    if context.dataset.media.is_empty():
        return tuple(_all_left_out(context.dataset.left_out, translator=context.translator))
    first = next(iter(context.figures()), None)
    if first is None:
        return ()
    sentences = [*_outstanding(first, context), *_biggest_move(first, context)]
    summed = next((figure for figure in context.figures() if _adds_up(figure)), None)
    if summed is not None:
        sentences += [*_strongest_type(summed, context), *_few_carry_most(summed, context)]
    rate = next(
        (figure for figure in context.figures() if figure.formula is not None and figure.format is Format.PERCENT), None
    )
    if rate is not None:
        sentences += _best_rate(rate, context)
    ranked = (text for _, text in sorted(sentences, key=lambda sentence: -sentence[0]))
    return tuple(chain(_against_before(first, context), ranked))[:_MOST]


def _all_left_out(left: LeftOut, *, translator: Translator) -> Iterator[str]:
    """Yield that the filter excludes all posts, so that the report is not taken for one of a week without posts."""
    if count := left.filtered + left.where:
        yield translator.say_count(
            count,
            "The report's filter excludes the {count} post known for this period.",
            "The report's filter excludes all {count} posts known for this period.",
        )


def _adds_up(figure: Figure) -> bool:
    return figure.metric is not None and figure.metric.pooling.kind is Pooling.SUM


def _against_before(figure: Figure, context: Context) -> Iterator[str]:
    """Yield how the first figure changed, with the numbers that its card shows."""
    if context.population is None:
        return
    (change,) = changes(sides(context, [figure]), figure, context)
    moved, last, first = (number_of(cell) for cell in (change.change, change.compared, change.previous))
    if moved is None or last is None or first is None or change.change.missing or abs(moved) < _MOVED:
        return
    values = {
        "figure": figure.pooled_label,
        "share": context.translator.percent(abs(moved)),
        "first": figure_text(first, figure.format, translator=context.translator),
        "last": figure_text(last, figure.format, translator=context.translator)
        + (f" ({change.population})" if change.population else ""),
    }
    yield {
        (True, True): context.translator.say(
            "{figure} rose {share} compared with the previous period, from {first} to {last}.", **values
        ),
        (True, False): context.translator.say(
            "{figure} rose {share} compared with a year earlier, from {first} to {last}.", **values
        ),
        (False, True): context.translator.say(
            "{figure} fell {share} compared with the previous period, from {first} to {last}.", **values
        ),
        (False, False): context.translator.say(
            "{figure} fell {share} compared with a year earlier, from {first} to {last}.", **values
        ),
    }[moved > 0, context.edition.spec.compare.period == "previous_period"]


def _outstanding(figure: Figure, context: Context) -> Iterator[Sentence]:
    """The media items that are furthest above and below the median of their own account.

    Stories are left out where there is anything else: they live for a day and are seen by fewer. So are the youngest
    among those below.
    """
    lasting = context.dataset.media.filter(pl.col("product_type") != ProductType.STORY)
    media = context.dataset.media if lasting.is_empty() else lasting
    of_account = pl.col(figure.name).count().over("account"), pl.col(figure.name).median().over("account")
    known = media.with_columns(of_account[0].alias("known"), of_account[1].alias("median"))
    least = LEAST_BASE if figure.format is Format.NUMBER else 0
    known = known.filter((pl.col("known") >= _ENOUGH_FOR_A_MEDIAN) & (pl.col("median") > least))
    known = known.with_columns((pl.col(figure.name) / pl.col("median")).alias("times")).drop_nulls("times")
    ranked = known.sort("times", descending=True, maintain_order=True)
    for row in ranked.head(1).iter_rows(named=True):
        if row["times"] >= _STANDS_OUT:
            yield row["times"], _best(figure, row, context)
    settled = ~pl.any_horizontal(False, *map(is_provisional, figure.needs))  # noqa: FBT003
    for row in ranked.filter(settled).tail(1).iter_rows(named=True):
        if row["times"] <= 1 / _STANDS_OUT:
            yield 1 / max(row["times"], 1 / _STANDS_OUT**3), _worst(figure, row, context)


def _best(figure: Figure, row: Mapping[str, Any], context: Context) -> str:
    values = _words(figure, row, translator=context.translator) | {"times": context.translator.number(row["times"], 1)}
    of_one = context.translator.say(
        "{item} from {day} had {times} times the median {metric} ({value} compared with {median}).", **values
    )
    of_many = context.translator.say(
        "{item} from {day} had {times} times the median {metric} for {account} ({value} compared with {median}).",
        **values,
    )
    return of_many if len(context.edition.accounts) > 1 else of_one


def _worst(figure: Figure, row: Mapping[str, Any], context: Context) -> str:
    values = _words(figure, row, translator=context.translator) | {"share": context.translator.percent(row["times"])}
    of_one = context.translator.say(
        "{item} from {day} had only {share} of the median {metric} ({value} compared with {median}).", **values
    )
    of_many = context.translator.say(
        "{item} from {day} had only {share} of the median {metric} for {account} ({value} compared with {median}).",
        **values,
    )
    return of_many if len(context.edition.accounts) > 1 else of_one


def _words(figure: Figure, row: Mapping[str, Any], *, translator: Translator) -> dict[str, str]:
    return {
        "item": _named(row["caption"], row["product_type"], translator=translator),
        "day": when(row["day"], translator=translator),
        "metric": translator.within(figure.label),
        "account": row["account"],
        "value": figure_text(row[figure.name], figure.format, translator=translator),
        "median": figure_text(row["median"], figure.format, translator=translator),
    }


def _biggest_move(figure: Figure, context: Context) -> Iterator[Sentence]:
    """The account, or of a single one the product type, whose figure moved furthest against the compared period.

    Groups that came or went count, too; those of which no change is told are left out and named.
    """
    if context.population is None or not _adds_up(figure):
        return
    dims = [
        dimension("account" if len(context.edition.accounts) > 1 else "product_type", translator=context.translator)
    ]
    moves, unknown = [], []
    for group, change in _moves(figure, dims, context):
        if change.change.missing in _UNKNOWN:
            unknown.append(group)
        else:
            last, first = number_of(change.compared) or 0, number_of(change.previous) or 0
            moves.append((last - first, last, first, group, change))
    moves.sort(key=lambda move: -abs(move[0]))
    if len(moves) < 2 or not moves[0][0]:
        return
    _, last, first, group, change = moves[0]
    text = _move(figure, group, change, last=last, first=first, translator=context.translator)
    if text:
        out = (
            context.translator.say(
                "Not compared: {groups}.", groups=shortened_list(unknown, translator=context.translator)
            )
            if unknown
            else ""
        )
        yield max(last, first) / max(min(last, first), 1), " ".join(filter(None, (text, out)))


def _moves(figure: Figure, dims: Sequence[Dimension], context: Context) -> Iterator[tuple[str, Change]]:
    """Give each group of either period with its comparison."""
    assert context.earlier is not None
    (dim,) = dims
    both = pl.concat([context.dataset.media[dim.key], context.earlier.media[dim.key]]).unique(maintain_order=True)
    keys = list(dict.fromkeys((*required(dim, context), *both)))
    groups = pl.DataFrame({dim.key: keys}, schema={dim.key: pl.String})
    pooled = pool(context.dataset.media, [figure], by=[dim.key], groups=groups)
    by_group = changes(sides(context, [figure], own=pooled, dims=dims), figure, context)
    for key, change in zip(keys, by_group, strict=True):
        yield (context.translator.say(PRODUCT_TYPE_LABELS[key]) if key in PRODUCT_TYPE_LABELS else key), change


def _move(figure: Figure, group: str, change: Change, *, last: float, first: float, translator: Translator) -> str:
    """Return how one group changed, "" if the change is too small to report."""
    values = {
        "group": group,
        "metric": figure.pooled_label,
        "first": figure_text(first, figure.format, translator=translator),
        "last": figure_text(last, figure.format, translator=translator),
    }
    if change.compared.missing == "no_media":
        return translator.say("Biggest change: {metric} for {group}, from {first} to no posts.", **values)
    if change.previous.missing == "no_media":
        return translator.say("Biggest change: {metric} for {group}, from no posts to {last}.", **values)
    moved = number_of(change.change)
    if moved is None or abs(moved) < _MOVED:
        return ""
    values["share"] = translator.percent(abs(moved))
    up = translator.say("Biggest change: {metric} for {group} rose {share}, from {first} to {last}.", **values)
    down = translator.say("Biggest change: {metric} for {group} fell {share}, from {first} to {last}.", **values)
    return up if moved > 0 else down


def _strongest_type(figure: Figure, context: Context) -> Iterator[Sentence]:
    """Yield the product types whose share of a sum is far above their share of the posts."""
    pooled = pool(context.dataset.media, [figure], by=["product_type"]).filter(pl.col(f"{figure.name}:n") > 0)
    total, n = pooled[figure.name].sum() or 0, pooled[f"{figure.name}:n"].sum() or 0
    if pooled.height < 2 or total <= 0 or n < _ENOUGH_FOR_SHARES:
        return
    for kind, value, count in pooled.select("product_type", figure.name, f"{figure.name}:n").iter_rows():
        over = (value / total) / (count / n)
        if over >= _OVER_ITS_SHARE and count >= ENOUGH:
            text = context.translator.say(
                "{kind} accounted for {share} of {metric} and {part} of posts ({count} of {every}).",
                kind=_types(kind, translator=context.translator),
                share=context.translator.percent(value / total),
                metric=context.translator.within(figure.label),
                part=context.translator.percent(count / n),
                count=context.translator.number(int(count)),
                every=context.translator.number(int(n)),
            )
            yield over, text


def _few_carry_most(figure: Figure, context: Context) -> Iterator[Sentence]:
    """Yield that the top three posts account for at least half of a sum."""
    values = once(context.dataset.media)[figure.name].drop_nulls().sort(descending=True)
    total = float(values.sum() or 0)
    if len(values) < _ENOUGH_FOR_SHARES or total <= 0:
        return
    share = float(values.head(ENOUGH).sum() or 0) / total
    if share >= 0.5:
        part, metric = context.translator.percent(share), context.translator.within(figure.label)
        text = context.translator.say(
            "The top {top} of {count} posts accounted for {share} of {metric}.",
            top=ENOUGH,
            count=context.translator.number(len(values)),
            share=part,
            metric=metric,
        )
        yield share * len(values) / ENOUGH / 2, text


def _best_rate(figure: Figure, context: Context) -> Iterator[Sentence]:
    """A product type or label whose rate is well above the whole's."""
    media = context.dataset.media
    whole = pool(media, [figure])[figure.name].item()
    labels = [(f"label:{name}", readable_name(name)) for name in context.edition.spec.labels]
    for column, label in (("product_type", context.translator.say("Product type")), *labels):
        groups = pool(media, [figure], by=[column]).filter(pl.col(f"{figure.name}:n") >= ENOUGH)
        best = groups.drop_nulls(figure.name).sort(figure.name, descending=True, maintain_order=True)
        if whole and best.height >= 2 and best[figure.name][0] / whole >= _OVER_ITS_SHARE:
            value, group = best.select(figure.name, column).row(0)
            values = {
                "metric": context.translator.within(figure.label),
                "value": figure_text(value, figure.format, translator=context.translator),
                "whole": figure_text(whole, figure.format, translator=context.translator),
            }
            types = context.translator.say(
                "{types} had the highest {metric}: {value}, compared with {whole} overall.",
                types=_types(group, translator=context.translator),
                **values,
            )
            named = context.translator.say(
                "{dimension} {group} had the highest {metric}: {value}, compared with {whole} overall.",
                dimension=label,
                group=label_value(group, translator=context.translator),
                **values,
            )
            yield value / whole, types if column == "product_type" else named
            return


def _types(product_type: str, *, translator: Translator) -> str:
    """A product type at the beginning of a sentence, in the plural."""
    words = translator.say(PRODUCT_TYPE_LABELS[product_type]) if product_type in PRODUCT_TYPE_LABELS else product_type
    return f"{words[:1].upper()}{words[1:]}"


def _named(caption: str, product_type: str, *, translator: Translator) -> str:
    """A media item by the beginning of its caption, or by what it is."""
    line = " ".join(caption.split())
    if not line:
        names = {"REELS": translator.say("The reel"), "STORY": translator.say("The story")}
        return names.get(product_type) or translator.say("The post")
    shown = line if len(line) <= _LONGEST_CAPTION else f"{line[: _LONGEST_CAPTION - 1].rstrip()}…"
    return translator.say("“{words}”", words=shown)

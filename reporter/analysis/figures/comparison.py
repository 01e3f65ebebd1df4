"""May a change be told? The one place that decides it, for every figure of every section, sentence, alert and file.

A figure's own number is that of all that is known; what is compared is the part of it that has a counterpart in the
earlier period (`population.py`). Both numbers and the change, or why there is none, travel together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import NamedTuple

import polars as pl

from reporter.analysis.context import Context
from reporter.analysis.figures.cells import number_of, pooled_cells
from reporter.analysis.figures.groups import Dimension, with_group_keys
from reporter.analysis.figures.model import Figure
from reporter.analysis.figures.pooling import pool
from reporter.analysis.wording import figure_text
from reporter.core.i18n import Translator
from reporter.core.report import Cell, Format, Marks

LEAST_BASE = 30
ENOUGH_KNOWN = 0.95  # of the media that could move a figure, on each side of a change
SHARES = {Format.PERCENT: 100.0, Format.PERCENT_POINTS: 1.0}  # how many points one is
# Reasons for which points are not told either; a relative change alone is refused for a small or no base.
_NOT_TOLD = frozenset({"not_known", "incomplete", "unlike_age", "break", "lowered", "unequal"})


class Side(NamedTuple):
    """One side of a change. `observed` of `observable` posts have all its values; `missing`: why there is no value."""

    value: float | None
    missing: str
    observed: int
    observable: int
    lowered: int = 0
    unlike_age: bool = False


class Change(NamedTuple):
    """A figure beside its earlier one: `own` as it is shown, then the pair that is compared and what came of it.

    `points` is None where the figure is no share. `population`: what the pair is about, "" for the whole figure.
    """

    own: Cell
    previous: Cell
    change: Cell
    points: Cell | None
    compared: Cell
    population: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The same groups pooled of all that is known of either period, and of what is compared; row by row alike.

    `scopes`: the accounts that each row is about.
    """

    own: pl.DataFrame
    now: pl.DataFrame
    then: pl.DataFrame
    every: pl.DataFrame
    scopes: Sequence[frozenset[str]]


def compares(context: Context, dims: Sequence[Dimension] = ()) -> bool:
    """Say whether groups are compared; a day, week or month of one period is not in the other."""
    return context.population is not None and not any(dim.dated for dim in dims)


def sides(
    context: Context, figures: Sequence[Figure], *, own: pl.DataFrame | None = None, dims: Sequence[Dimension] = ()
) -> Sides:
    """Return the groups of `own` (pooled by `dims`) of both periods; without `own`, of everything together."""
    population, earlier = context.population, context.earlier
    assert population is not None
    assert earlier is not None
    keys = [dim.key for dim in dims]
    groups = own.select(keys) if own is not None and keys else None

    def pooled(media: pl.DataFrame) -> pl.DataFrame:
        return pool(with_group_keys(media, dims), figures, by=keys, groups=groups)

    mine = pooled(context.dataset.media) if own is None else own
    return Sides(
        own=mine,
        now=pooled(population.now),
        then=pooled(population.then),
        every=pooled(earlier.media),
        scopes=_scopes(context, mine, dims),
    )


def changes(both_sides: Sides, figure: Figure, context: Context, *, weak: bool = False) -> list[Change]:
    """Return the figure of every group with its comparison."""
    own, now, then, every = (
        pooled_cells(frame, figure, weak=weak, translator=context.translator)
        for frame in (both_sides.own, both_sides.now, both_sides.then, both_sides.every)
    )
    counts = [frame["media"].to_list() for frame in (both_sides.own, both_sides.now, both_sides.then, both_sides.every)]
    before, after = sides_of(both_sides.now, figure), sides_of(both_sides.then, figure)
    compared = []
    for row, scope in enumerate(both_sides.scopes):
        all_now, all_then = (counts[0][row] or 0) + counts[3][row], counts[1][row] + counts[2][row]
        if not _is_left(scope, context, known=all_now, compared=all_then):
            compared.append(without_change(own[row], every[row], figure, "not_known"))
            continue
        change = with_change(own[row], (now[row], then[row]), (before[row], after[row]), figure=figure, context=context)
        counted = [cells[row].n or 0 for cells in (own, every, now, then)]
        partly = all_then < all_now and sum(counted[2:]) < sum(counted[:2])
        words = _population(scope, context, partly=partly)
        compared.append(with_pair(change, words, figure, translator=context.translator))
    return compared


def with_change(
    own: Cell, pair: tuple[Cell, Cell], both: tuple[Side, Side], *, figure: Figure, context: Context
) -> Change:
    """Return a figure with its comparison. `pair`: the cells that are compared; `both`: what they are based on."""
    now, then = pair
    value, why = decide(*both, figure=figure, context=context)
    provisional, weak = now.provisional or then.provisional, now.weak or then.weak
    older = both[1].unlike_age and why in {"", "unlike_age"}
    marks = _older(context) if older else Marks()
    if value is not None and older:
        why = "unlike_age"
    change = Cell(value, why, provisional=provisional, weak=weak, marks=marks)
    points = _points(both, change, figure, unlike=older) if figure.format in SHARES else None
    return Change(own, then, change, points, Cell(now.value, now.missing, now.n, now.of))


def decide(  # noqa: PLR0911 - a line for each reason, in their order
    now: Side, then: Side, *, figure: Figure, context: Context
) -> tuple[float | None, str]:
    """Return the relative change between two sides, or None and why none is told."""
    if any(side.observed < ENOUGH_KNOWN * side.observable for side in (now, then)):
        return None, "incomplete"
    if now.value is None or then.value is None:
        return None, now.missing or then.missing
    if then.unlike_age and context.edition.spec.compare.as_known == "then":
        return None, "unlike_age"
    if is_broken(figure, context):
        return None, "break"
    if figure.format is Format.NUMBER and then.value < LEAST_BASE:
        return None, "small_base"
    if now.lowered or then.lowered:
        return None, "lowered"
    if then.value <= 0:
        return None, "undefined"
    return now.value / then.value - 1, ""


def is_broken(figure: Figure, context: Context) -> bool:
    """Say whether a metric that the figure is based on changed its meaning within the two periods or between them."""
    earlier, period = context.edition.earlier, context.edition.period
    breaks = [change.on for name in figure.needs for change in context.catalog.metrics[name].breaks]
    moments = [datetime.combine(day, time(), UTC) for day in breaks]
    return earlier is not None and any(earlier.start < moment < period.end for moment in moments)


def sides_of(pooled: pl.DataFrame, figure: Figure) -> list[Side]:
    """Return one side of a change a group."""
    name = figure.name
    columns = (name, f"{name}:why", f"{name}:observed", f"{name}:observable", f"{name}:lowered", "unlike_age")
    return [Side(*row) for row in pooled.select(columns).iter_rows()]


def _scopes(context: Context, own: pl.DataFrame, dims: Sequence[Dimension]) -> list[frozenset[str]]:
    """Return the accounts that each row is about: its own, its client's, or all."""
    accounts = frozenset(context.edition.accounts)
    for dim in dims:
        if dim.name == "account":
            return [frozenset([key]) for key in own[dim.key]]
        if dim.name == "client":
            clients = context.edition.clients
            return [
                frozenset(account for account in accounts if clients.get(account, "") == key) for key in own[dim.key]
            ]
    return [accounts] * own.height


def _is_left(scope: frozenset[str], context: Context, *, known: int, compared: int) -> bool:
    """Say whether anything of a group is compared; `known`: how many of its media items are known, of both periods."""
    assert context.population is not None
    return bool(scope - context.population.left_out) and (compared > 0 or known == 0)


def without_change(own: Cell, then: Cell, figure: Figure, why: str) -> Change:  # noqa: PLR0917 - a pair, of what, and why
    """Return a figure with its earlier one and no change."""
    nothing = Cell(None, why)
    return Change(own, then, nothing, nothing if figure.format in SHARES else None, nothing)


def _points(both: tuple[Side, Side], change: Cell, figure: Figure, *, unlike: bool) -> Cell:
    """Return the difference in points: told like the change, but also where the base is small."""
    now, then = (side.value for side in both)
    if now is None or then is None or (change.value is None and change.missing in _NOT_TOLD):
        return Cell(None, change.missing, marks=change.marks)
    points = (now - then) * SHARES[figure.format]
    return Cell(points, "unlike_age" if unlike else "", weak=change.weak, marks=change.marks)


def _older(context: Context) -> Marks:
    """Say how much older the earlier posts are where they are shown as they are known now."""
    period, earlier = context.edition.period, context.edition.earlier
    assert earlier is not None
    apart = period.start - earlier.start
    words = context.translator.say_count(
        round(apart.total_seconds() / 86_400),
        "the earlier posts are {count} day older",
        "the earlier posts are {count} days older",
    )
    return Marks(age_h=round(apart.total_seconds() / 3600), remarks=(words,))


def _population(scope: frozenset[str], context: Context, *, partly: bool) -> str:
    """Return what a change is about where that is not the whole figure: "based on 4 of 5 accounts, without stories"."""
    population = context.population
    assert population is not None
    left = scope - population.left_out
    words = []
    if len(left) < len(scope):
        n, of = context.translator.number(len(left)), context.translator.number(len(scope))
        words.append(context.translator.say("based on {n} of {of} accounts", n=n, of=of))
    if partly and population.storyless:
        words.append(context.translator.say("without stories"))
    return ", ".join(words)


def with_pair(change: Change, words: str, figure: Figure, *, translator: Translator) -> Change:
    """Write the pair out where the numbers beside the change are not those that it is of."""
    change = change._replace(population=words)
    now, then = number_of(change.compared), number_of(change.previous)
    if not words and change.compared.value == change.own.value:
        return change
    if now is None or then is None:
        return change
    values = {
        "population": words or translator.say("based on the values collected in time"),
        "now": figure_text(now, figure.format, translator=translator),
        "then": figure_text(then, figure.format, translator=translator),
    }
    marks = change.change.marks
    remarks = (translator.say("{population}: {now}, previously {then}", **values), *marks.remarks)
    marks = marks._replace(remarks=remarks)
    points = change.points._replace(marks=marks) if change.points else None
    return change._replace(change=change.change._replace(marks=marks), points=points)

"""Figures of several media items by the contract's rules of adding up, and conditions judged over them."""

from __future__ import annotations

import ast
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.support.oracle.readings import PLAYS, RATES, Reading
from tests.support.oracle.world import OFFERED, Item, Number

NEVER = datetime.min.replace(tzinfo=UTC)

REASONS = (
    "not_supported", "not_available", "not_enough_viewers", "before_business_account", "not_on_facebook", "gone",
    "expired_story", "not_collected", "refused", "lowered", "failed",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A media item through one account, as it is known."""

    alias: str
    item: Item
    readings: Mapping[str, Reading]
    local: datetime

    def number(self, metric: str) -> Number:
        value = self.readings[metric].value
        assert value is not None
        return value


@dataclass(frozen=True)
class Figure:
    """A metric, or a formula over metrics."""

    name: str
    formula: str = ""
    format: str = "number"

    @property
    def needs(self) -> tuple[str, ...]:
        if self.formula:
            nodes = (node for node in ast.walk(ast.parse(self.formula, mode="eval")) if isinstance(node, ast.Name))
            return tuple(dict.fromkeys(node.id for node in nodes if node.id in OFFERED))
        return tuple(dict.fromkeys((self.name, *PLAYS))) if self.name in RATES else (self.name,)


@dataclass(frozen=True)
class Pooled:
    """A figure of several media items: `n` of `of` have it."""

    value: Number | None
    missing: str
    n: int
    of: int
    provisional: bool = False
    lowered: bool = False


def pool(rows: Sequence[Row], figure: Figure) -> Pooled:
    """One figure of several media items."""
    known = [row for row in rows if has(row, figure)]
    value = _combined(known, figure) if known else None
    missing = "" if value is not None else _why(rows, known, figure)
    marks = [row.readings[name] for row in known for name in figure.needs]
    provisional, lowered = any(mark.provisional for mark in marks), any(mark.lowered for mark in marks)
    return Pooled(value, missing, len(known), len(rows), provisional, lowered)


def has(row: Row, figure: Figure) -> bool:
    """Whether a media item can stand in a figure."""
    if any(row.readings[name].value is None for name in figure.needs):
        return False
    return figure.name not in RATES or row.number(PLAYS[1]) > 0


def once(rows: Iterable[Row], at: datetime | None) -> list[Row]:
    """Each media item once, however many accounts list it: as the one that knows most read it nearest to `at`.

    Without `at`, as it was read first: numbers at an age.
    """
    best: dict[str, tuple[tuple[int, float], Row]] = {}
    for row in rows:
        known = sum(reading.value is not None for reading in row.readings.values())
        last = max((reading.at for reading in row.readings.values() if reading.at), default=NEVER)
        rank = known, -abs((last - (at or row.item.published)).total_seconds())
        if row.item.media_id not in best or best[row.item.media_id][0] < rank:
            best[row.item.media_id] = rank, row
    return [row for _, row in best.values()]


def _combined(known: Sequence[Row], figure: Figure) -> Number | None:
    if figure.formula:
        found = evaluate(figure.formula, {name: sum(row.number(name) for row in known) for name in figure.needs})
        return None if found is None else float(found)
    if figure.name not in RATES:
        return sum(row.number(figure.name) for row in known)
    plays = [row.number(PLAYS[0]) / row.number(PLAYS[1]) for row in known]
    if sum(plays) <= 0:
        return None
    if figure.name == PLAYS[1]:
        return sum(row.number(PLAYS[0]) for row in known) / sum(plays)
    return sum(row.number(figure.name) * weight for row, weight in zip(known, plays, strict=True)) / sum(plays)


def _why(rows: Sequence[Row], known: Sequence[Row], figure: Figure) -> str:
    if not rows:
        return "no_media"
    if known:
        return "undefined"
    told = Counter(row.readings[name].reason for row in rows for name in figure.needs if row.readings[name].reason)
    return min(told, key=lambda one: (-told[one], REASONS.index(one))) if told else "undefined"


_BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def evaluate(written: str, values: Mapping[str, Number | None]) -> Any:  # noqa: ANN401 - a number, a truth or None
    """Work out a formula or a condition; what is not known makes the whole unknown, but for `and` and `or`."""

    def walk(node: ast.expr) -> Any:  # noqa: ANN401 - one line for each form
        match node:
            case ast.Constant(value=number):
                return number
            case ast.Name(id=name):
                return values[name]
            case ast.BinOp(left=left, op=op, right=right):
                return _both(_BINARY[type(op)], walk(left), walk(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _both(_BINARY[type(op)], walk(left), walk(right))
            case ast.BoolOp(op=joint, values=parts):
                return _joined([walk(part) for part in parts], decisive=isinstance(joint, ast.Or))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = walk(operand)
                return None if number is None else -number
        raise TypeError(ast.dump(node))

    return walk(ast.parse(written, mode="eval").body)


def _both(work: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:  # noqa: ANN401 - numbers or None
    if left is None or right is None:
        return None
    try:
        return work(left, right)
    except ZeroDivisionError:
        return None


def _joined(parts: Sequence[bool | None], *, decisive: bool) -> bool | None:
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive

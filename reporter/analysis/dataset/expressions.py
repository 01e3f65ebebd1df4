"""A formula's tree as a polars expression over columns that the caller names. Parses nothing, pools nothing.

Missing (null) stays missing through arithmetic; a division by zero and anything that is no finite number is missing.
`and`, `or` and `not` are Kleene's: a condition that cannot be known is null, never false.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import reduce
from itertools import pairwise

import polars as pl

_COMPARE: dict[type[ast.cmpop], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
}

# Everything is computed in Float64: whole numbers are exact up to 2**53, and a product never wraps around.
_ARITHMETIC: dict[type[ast.operator], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.Pow: lambda left, right: left**right,
}


def expression(  # noqa: PLR0911 - one line for each form of the tree
    root: ast.expr, values: Mapping[str, pl.Expr]
) -> pl.Expr:
    """Return `root` over `values` (name -> expression): Float64, or Boolean for a condition.

    Raises KeyError for a name without a value and TypeError for syntax that `spec/formula.py` does not let through.
    """
    match root:
        case ast.Constant(value=int() | float() as number):
            return pl.lit(float(number), dtype=pl.Float64)
        case ast.Name(id=name):
            return values[name].cast(pl.Float64)
        case ast.UnaryOp(op=operator, operand=operand):
            return _unary(operator, expression(operand, values))
        case ast.BinOp(left=left, op=operator, right=right):
            return _finite(_ARITHMETIC[type(operator)](expression(left, values), expression(right, values)))
        case ast.BoolOp(op=operator, values=parts):
            terms = [expression(part, values) for part in parts]
            return reduce(lambda a, b: a & b if isinstance(operator, ast.And) else a | b, terms)
        case ast.Compare(left=left, ops=operators, comparators=others):
            return _chain([expression(operand, values) for operand in (left, *others)], operators)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _call(name, arguments, values)
    raise TypeError(f"not part of a formula: {type(root).__name__}")


def _unary(operator: ast.unaryop, operand: pl.Expr) -> pl.Expr:
    if isinstance(operator, ast.Not):
        return ~operand
    return -operand if isinstance(operator, ast.USub) else operand


def _finite(number: pl.Expr) -> pl.Expr:
    return pl.when(number.is_finite()).then(number)


def _chain(terms: list[pl.Expr], operators: list[ast.cmpop]) -> pl.Expr:
    pairs = pairwise(terms)
    links = [_COMPARE[type(operator)](left, right) for operator, (left, right) in zip(operators, pairs, strict=True)]
    return reduce(lambda a, b: a & b, links)


def _call(name: str, arguments: list[ast.expr], values: Mapping[str, pl.Expr]) -> pl.Expr:
    if name == "round":
        return _round(expression(arguments[0], values), arguments[1:])
    terms = [expression(argument, values) for argument in arguments]
    if name == "abs":
        return terms[0].abs()
    # polars' horizontal minimum skips nulls; here one unknown makes the whole unknown
    chosen = {"min": pl.min_horizontal, "max": pl.max_horizontal}[name](terms)
    known = reduce(lambda a, b: a & b, [term.is_not_null() for term in terms])
    return pl.when(known).then(chosen)


def _round(number: pl.Expr, digits: list[ast.expr]) -> pl.Expr:
    return number.round(int(ast.literal_eval(digits[0])) if digits else 0)

"""Formulas: arithmetic and conditions over metric names, read with Python's parser and a short list of what is allowed.

Every error has its position in the text. Nothing is computed here, and no name is looked up: the validator decides
which names exist, and `analysis` computes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reporter.spec.formula.lexer import FormulaError, Token, tokens

__all__ = ["FUNCTIONS", "Formula", "FormulaError", "NameUse", "expand", "parse_formula", "percentages"]

# name -> fewest and most arguments
FUNCTIONS = {"min": (2, 10), "max": (2, 10), "abs": (1, 1), "round": (1, 2)}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_DEEPEST = 30
_DEEPEST_EXPANDED = 90
_MOST_PARTS = 1000  # of an expanded formula: calculated metrics that double each other grow exponentially
_HIGHEST_POWER = 8
_MOST_DECIMALS = 10
_ONE_POWER = f"write one power, with an exponent of at most {_HIGHEST_POWER}"
_FROM_API = "define one of them with API metrics only"
_HELP = {
    "number": "write a metric or arithmetic; join comparisons with and, or, not",
    "condition": 'compare it with a value, such as "views >= 1000"',
}


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name in a formula and its position in the text, in characters."""

    name: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that can be computed. `names`: every use in the order written; an expanded one names each once."""

    text: str
    root: ast.expr
    names: tuple[NameUse, ...]


def parse_formula(text: str, *, condition: bool) -> Formula:
    """Parse a number formula or a condition.

    Raises FormulaError, with its position in the text, for a text that is not a valid formula and for a condition where
    a number is expected or the reverse.
    """
    split = tokens(text)
    shift = split[0].start
    try:
        root = ast.parse(text[shift:].replace("%", " ").rstrip(" "), mode="eval").body
    except SyntaxError as error:
        raise _unexpected(split, shift + (error.offset or 1) - 1) from None
    except (MemoryError, RecursionError):
        raise FormulaError(
            "the formula is nested too deeply", shift, len(text) - shift, "split it into entries under calculated"
        ) from None
    _read_percentages(root, text[shift:])
    reader = _Reader(shift)
    kind = reader.kind(root, 1)
    if condition and kind != "condition":
        raise FormulaError("expected a condition, found a number", *reader.position(root), _HELP["condition"])
    if not condition and kind != "number":
        help_text = 'write arithmetic, such as "total_interactions / reach"'
        raise FormulaError("expected a number, found a condition", *reader.position(root), help_text)
    names = sorted(reader.names, key=lambda use: use.start)
    return Formula(text, root, tuple(names))


def percentages(formula: Formula) -> Iterator[tuple[ast.Constant, int]]:
    """Yield each number that is written as a percentage, with its position in the text."""
    shift = len(formula.text) - len(formula.text.lstrip(" "))
    for node in ast.walk(formula.root):
        if isinstance(node, ast.Constant) and formula.text[shift:][: node.end_col_offset].endswith("%"):
            yield node, shift + node.col_offset


def expand(formula: Formula, calculated: Mapping[str, Formula]) -> Formula:
    """Replace the name of each calculated metric with its own formula, until only other names are left.

    Positions are those of the outer text. Raises FormulaError for circular references and for formulas that grow too
    large.
    """
    expander = _Expander(calculated)
    root, names = formula.root, []
    for use in formula.names:
        try:
            names += [NameUse(name, use.start, use.length) for name in expander.leaves(use.name, ())]
        except _ExpansionError as error:
            raise FormulaError(error.message, use.start, use.length, error.help) from None
    size, depth = expander.measure(root)
    if size > _MOST_PARTS or depth > _DEEPEST_EXPANDED:
        message = "this formula is too large, including the calculated metrics that it uses"
        raise FormulaError(message, 0, len(formula.text), "simplify it")
    inlined = _Inline(calculated).visit(root)
    if _has_stacked_powers(inlined):
        raise FormulaError("a power of a power is not allowed", 0, len(formula.text), _ONE_POWER)
    first_uses: dict[str, NameUse] = {}
    for use in names:
        first_uses.setdefault(use.name, use)
    return Formula(formula.text, inlined, tuple(first_uses.values()))


def _read_percentages(root: ast.expr, text: str) -> None:
    """Turn 10% into 0.1, with the position of both characters; Python's parser saw a space instead of the "%"."""
    for node in ast.walk(root):
        end = getattr(node, "end_col_offset", None)
        if isinstance(node, ast.Constant) and end is not None and text[end : end + 1] == "%":
            node.value = float(f"{text[node.col_offset : end]}e-2")
            node.end_col_offset = end + 1


def _unexpected(split: tuple[Token, ...], position: int) -> FormulaError:
    """Return the error for a position at which Python's parser failed."""
    token = next((token for token in split if token.end > position), split[-1])
    message = f'unexpected "{token.text}"'
    return FormulaError(message, token.start, len(token.text), "write a metric or a number before it")


class _Reader:
    """Walks a tree once: rejects what is not allowed, collects names, distinguishes numbers and conditions."""

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.names: list[NameUse] = []

    def position(self, node: ast.expr) -> tuple[int, int]:
        """Return start and length of a node; the text is plain ASCII here, so bytes are characters."""
        return self.shift + node.col_offset, (node.end_col_offset or node.col_offset + 1) - node.col_offset

    def kind(self, node: ast.expr, depth: int) -> str:  # noqa: PLR0911 - one line for each form that is allowed
        """Return "number" or "condition"; raises FormulaError for what is neither."""
        if depth > _DEEPEST:
            raise FormulaError(
                "the formula is nested too deeply", *self.position(node), "split it into entries under calculated"
            )
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return "number"
            case ast.Name():
                return self._name(node)
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _ARITHMETIC):
                self._power(node)
                return self._all((left, right), "number", depth)
            case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=operand):
                return self._all((operand,), "number", depth)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._all((operand,), "condition", depth)
            case ast.BoolOp(values=values):
                return self._all(tuple(values), "condition", depth)
            case ast.Compare(left=left, ops=ops, comparators=others) if all(isinstance(op, _COMPARISONS) for op in ops):
                self._all((left, *others), "number", depth)
                return "condition"
            case ast.Call(func=ast.Name()):
                return self._call(node, depth)
        raise self._not_allowed(node)

    def _not_allowed(self, node: ast.expr) -> FormulaError:
        if isinstance(node, ast.Tuple):
            help_text = "write decimals with a point, such as 0.25, and thousands without a comma"
            return FormulaError("a list of values is not valid in formulas", *self.position(node), help_text)
        return FormulaError("this expression is not valid in formulas", *self.position(node))

    def _all(self, parts: tuple[ast.expr, ...], expected: str, depth: int) -> str:
        for part in parts:
            kind = self.kind(part, depth + 1)
            if kind != expected:
                raise FormulaError(f"expected a {expected}, found a {kind}", *self.position(part), _HELP[expected])
        return expected

    def _name(self, node: ast.Name) -> str:
        if node.id in FUNCTIONS:
            help_text = f'write "{node.id}(...)" with its values in the brackets'
            raise FormulaError(f'"{node.id}" requires brackets', *self.position(node), help_text)
        start, length = self.position(node)
        self.names.append(NameUse(node.id, start, length))
        return "number"

    def _power(self, node: ast.BinOp) -> None:
        if not isinstance(node.op, ast.Pow):
            return
        exponent = _constant(node.right)
        if exponent is None or abs(exponent) > _HIGHEST_POWER:
            message = f"an exponent must be a number from -{_HIGHEST_POWER} to {_HIGHEST_POWER}"
            raise FormulaError(message, *self.position(node.right), "write a number, such as reach ** 2")
        if _has_power(node.left):
            raise FormulaError("a power of a power is not allowed", *self.position(node), _ONE_POWER)

    def _call(self, node: ast.Call, depth: int) -> str:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name not in FUNCTIONS:
            help_text = f"valid functions: {', '.join(FUNCTIONS)}; to multiply, write *"
            raise FormulaError(f'unknown function "{name}"', *self.position(node.func), help_text)
        fewest, most = FUNCTIONS[name]
        if node.keywords or not fewest <= len(node.args) <= most:
            count = f"{fewest} to {most} values" if most > 1 else "1 value"
            raise FormulaError(f'"{name}" requires {count}', *self.position(node), "separate them with commas")
        if name == "round" and len(node.args) == 2:
            digits = _constant(node.args[1])
            if digits is None or not digits.is_integer() or not 0 <= digits <= _MOST_DECIMALS:
                position = self.position(node.args[1])
                raise FormulaError(
                    '"round" requires a whole number of decimals', *position, f"write 0 to {_MOST_DECIMALS}"
                )
        return self._all(tuple(node.args), "number", depth)


class _ExpansionError(Exception):
    """Becomes a FormulaError with a position."""

    def __init__(self, message: str, help: str) -> None:  # noqa: A002 - the word that diagnostics use
        super().__init__(message)
        self.message = message
        self.help = help


class _Expander:
    """Calculated metrics in terms of other names, each computed once: their names and their size."""

    def __init__(self, calculated: Mapping[str, Formula]) -> None:
        self._formulas = calculated
        self._leaves: dict[str, tuple[str, ...]] = {}
        self._sizes: dict[str, tuple[int, int]] = {}

    def leaves(self, name: str, above: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names that are left when `name` is expanded."""
        if name in above:
            circle = " -> ".join((*above[above.index(name) :], name))
            raise _ExpansionError(f"circular reference between calculated metrics: {circle}", _FROM_API)
        if name not in self._formulas:
            return (name,)
        if len(above) > _DEEPEST:
            raise _ExpansionError("calculated metrics are nested too deeply", _FROM_API)
        if name not in self._leaves:
            leaves = [leaf for use in self._formulas[name].names for leaf in self.leaves(use.name, (*above, name))]
            self._leaves[name] = tuple(dict.fromkeys(leaves))
        return self._leaves[name]

    def measure(self, node: ast.expr) -> tuple[int, int]:
        """Return how many parts the expanded tree has and how deep it is, without building it."""
        if isinstance(node, ast.Name) and node.id in self._formulas:
            if node.id not in self._sizes:
                self._sizes[node.id] = self.measure(self._formulas[node.id].root)
            return self._sizes[node.id]
        parts = [self.measure(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return 1 + sum(size for size, _ in parts), 1 + max((depth for _, depth in parts), default=0)


class _Inline(ast.NodeTransformer):
    """Builds new trees; the given ones stay as they are."""

    def __init__(self, calculated: Mapping[str, Formula]) -> None:
        self._formulas = calculated

    def generic_visit(self, node: ast.AST) -> ast.AST:
        fields = {name: self._inlined(value) for name, value in ast.iter_fields(node)}
        return ast.copy_location(type(node)(**fields), node)

    def _inlined(self, value: object) -> object:
        if isinstance(value, list):
            return [self._inlined(part) for part in value]
        return self.visit(value) if isinstance(value, ast.expr) else value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.visit(self._formulas[node.id].root) if node.id in self._formulas else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return ast.copy_location(ast.Call(node.func, [self.visit(argument) for argument in node.args], []), node)


def _constant(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -float(number)
    return None


def _has_power(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Pow) for part in ast.walk(node))


def _has_stacked_powers(node: ast.AST) -> bool:
    powers = (part for part in ast.walk(node) if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow))
    return any(_has_power(power.left) for power in powers)

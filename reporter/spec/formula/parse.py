"""Formulas: arithmetic and conditions over metric names, read with Python's parser and a short list of what is allowed.

Every refusal says where in the text it is. Nothing is computed here and no name is known here: which names exist is the
validator's, and computing is the analysis room's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from reporter.spec.formula.lexer import FormulaError
from reporter.spec.formula.lexer import Token
from reporter.spec.formula.lexer import tokens

__all__ = ["FUNCTIONS", "Formula", "FormulaError", "NameUse", "expand", "parse_formula", "percentages"]

# name -> fewest and most arguments
FUNCTIONS = {"min": (2, 10), "max": (2, 10), "abs": (1, 1), "round": (1, 2)}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_DEEPEST = 30
_DEEPEST_EXPANDED = 90
_MOST_PARTS = 1000  # of an expanded formula: calculated metrics that double each other would grow without end
_HIGHEST_POWER = 8
_MOST_DECIMALS = 10


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name in a formula and its place in the text, in characters."""

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
    """Read a number formula or a condition.

    Raises FormulaError, with its place in the text, for whatever is no formula, for a condition where a number is
    wanted and for a number where a condition is.
    """
    words = tokens(text)
    shift = words[0].start
    try:
        root = ast.parse(text[shift:].replace("%", " ").rstrip(" "), mode="eval").body
    except SyntaxError as error:
        raise _unexpected(words, shift + (error.offset or 1) - 1) from None
    except (MemoryError, RecursionError):
        raise FormulaError("the formula is nested too deeply", shift, len(text) - shift, "split it") from None
    _read_percentages(root, text[shift:])
    reader = _Reader(shift)
    kind = reader.kind(root, 1)
    if condition and kind != "condition":
        help_text = 'compare it with something, such as "views >= 1000"'
        raise FormulaError("a condition is wanted here, and this is a number", *reader.place(root), help_text)
    if not condition and kind != "number":
        help_text = 'write arithmetic, such as "total_interactions / reach"'
        raise FormulaError("a number is wanted here, and this is a condition", *reader.place(root), help_text)
    names = sorted(reader.names, key=lambda use: use.start)
    return Formula(text, root, tuple(names))


def percentages(formula: Formula) -> Iterator[tuple[ast.Constant, int]]:
    """Yield each number that is written as a percentage, with its place in the text."""
    shift = len(formula.text) - len(formula.text.lstrip(" "))
    for node in ast.walk(formula.root):
        if isinstance(node, ast.Constant) and formula.text[shift:][: node.end_col_offset].endswith("%"):
            yield node, shift + node.col_offset


def expand(formula: Formula, calculated: Mapping[str, Formula]) -> Formula:
    """Put each calculated metric's own formula in the place of its name, until only other names are left.

    Places are those of the outer text. Raises FormulaError for calculated metrics that need themselves and for what
    grows beyond all measure.
    """
    expander = _Expander(calculated)
    root, names = formula.root, []
    for use in formula.names:
        try:
            names += [NameUse(name, use.start, use.length) for name in expander.leaves(use.name, ())]
        except _Refusal as refusal:
            raise FormulaError(refusal.message, use.start, use.length, refusal.help) from None
    size, depth = expander.measure(root)
    if size > _MOST_PARTS or depth > _DEEPEST_EXPANDED:
        raise FormulaError(
            "with its calculated metrics this formula grows too large", 0, len(formula.text), "simplify it"
        )
    inlined = _Inline(calculated).visit(root)
    if _has_stacked_powers(inlined):
        raise FormulaError("a power of a power", 0, len(formula.text), "write one power, at most 8")
    once: dict[str, NameUse] = {}
    for use in names:
        once.setdefault(use.name, use)
    return Formula(formula.text, inlined, tuple(once.values()))


def _read_percentages(root: ast.expr, text: str) -> None:
    """Turn 10% into 0.1 and give it the place of both its parts; Python's parser saw a space instead of the sign."""
    for node in ast.walk(root):
        end = getattr(node, "end_col_offset", None)
        if isinstance(node, ast.Constant) and end is not None and text[end : end + 1] == "%":
            node.value = float(f"{text[node.col_offset : end]}e-2")
            node.end_col_offset = end + 1


def _unexpected(words: tuple[Token, ...], place: int) -> FormulaError:
    """Turn a place that Python's parser does not like into plain words."""
    hit = next((one for one in words if one.end > place), words[-1])
    return FormulaError(
        f'"{hit.text}" is not expected here', hit.start, len(hit.text), "write a metric or a number before it"
    )


class _Reader:
    """Walks a tree once: refuses what is not allowed, collects names, tells numbers from conditions."""

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.names: list[NameUse] = []

    def place(self, node: ast.expr) -> tuple[int, int]:
        """Return start and length of a node; the text is plain ASCII by now, so bytes are characters."""
        return self.shift + node.col_offset, (node.end_col_offset or node.col_offset + 1) - node.col_offset

    def kind(self, node: ast.expr, depth: int) -> str:  # noqa: PLR0911 - one line for each form that is allowed
        """Return "number" or "condition"; raises FormulaError for what is neither."""
        if depth > _DEEPEST:
            raise FormulaError("the formula is nested too deeply", *self.place(node), "split it under calculated")
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
        help_text = (
            "write a point in numbers, such as 0.25, and no comma in thousands" if isinstance(node, ast.Tuple) else ""
        )
        raise FormulaError("this is not known in formulas", *self.place(node), help_text)

    def _all(self, parts: tuple[ast.expr, ...], wanted: str, depth: int) -> str:
        for part in parts:
            if self.kind(part, depth + 1) != wanted:
                raise FormulaError(f"a {wanted} is wanted here", *self.place(part), _HELP[wanted])
        return wanted

    def _name(self, node: ast.Name) -> str:
        if node.id in FUNCTIONS:
            help_text = f'write "{node.id}(...)" with what it is made from in the brackets'
            raise FormulaError(f'"{node.id}" needs brackets', *self.place(node), help_text)
        start, length = self.place(node)
        self.names.append(NameUse(node.id, start, length))
        return "number"

    def _power(self, node: ast.BinOp) -> None:
        if not isinstance(node.op, ast.Pow):
            return
        exponent = _constant(node.right)
        if exponent is None or abs(exponent) > _HIGHEST_POWER:
            help_text = f"write a number from -{_HIGHEST_POWER} to {_HIGHEST_POWER}"
            raise FormulaError("a power needs a small plain number", *self.place(node.right), help_text)
        if _has_power(node.left):
            raise FormulaError("a power of a power", *self.place(node), f"write one power, at most {_HIGHEST_POWER}")

    def _call(self, node: ast.Call, depth: int) -> str:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name not in FUNCTIONS:
            help_text = f"formulas know {', '.join(FUNCTIONS)}; write * to multiply"
            raise FormulaError(f'unknown function "{name}"', *self.place(node.func), help_text)
        fewest, most = FUNCTIONS[name]
        if node.keywords or not fewest <= len(node.args) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise FormulaError(f'"{name}" takes {wanted} values', *self.place(node), "separate them with commas")
        if name == "round" and len(node.args) == 2:
            digits = _constant(node.args[1])
            if digits is None or not digits.is_integer() or not 0 <= digits <= _MOST_DECIMALS:
                place = self.place(node.args[1])
                raise FormulaError('"round" takes a whole number of decimals', *place, f"write 0 to {_MOST_DECIMALS}")
        return self._all(tuple(node.args), "number", depth)


_HELP = {
    "number": "write a metric or arithmetic here; comparisons are joined with and, or, not",
    "condition": 'compare it with something, such as "views >= 1000"',
}


class _Refusal(Exception):  # noqa: N818 - inside this module only; becomes a FormulaError with a place
    def __init__(self, message: str, help: str) -> None:  # noqa: A002 - the word that diagnostics use
        super().__init__(message)
        self.message = message
        self.help = help


class _Expander:
    """Calculated metrics spelled out, each once: what they are made from, and how large they are."""

    def __init__(self, calculated: Mapping[str, Formula]) -> None:
        self._formulas = calculated
        self._leaves: dict[str, tuple[str, ...]] = {}
        self._sizes: dict[str, tuple[int, int]] = {}

    def leaves(self, name: str, above: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names that are left when `name` is spelled out."""
        if name in above:
            circle = " -> ".join((*above[above.index(name) :], name))
            raise _Refusal(
                f"calculated metrics need each other in a circle: {circle}", "make one of them from API metrics"
            )
        if name not in self._formulas:
            return (name,)
        if len(above) > _DEEPEST:
            raise _Refusal("calculated metrics build on each other too deeply", "make some of them from API metrics")
        if name not in self._leaves:
            found = [leaf for use in self._formulas[name].names for leaf in self.leaves(use.name, (*above, name))]
            self._leaves[name] = tuple(dict.fromkeys(found))
        return self._leaves[name]

    def measure(self, node: ast.expr) -> tuple[int, int]:
        """Return how many parts the spelled-out tree has and how deep it is, without building it."""
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
        fields = {
            name: [self.visit(one) if isinstance(one, ast.expr) else one for one in value]
            if isinstance(value, list)
            else (self.visit(value) if isinstance(value, ast.expr) else value)
            for name, value in ast.iter_fields(node)
        }
        return ast.copy_location(type(node)(**fields), node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.visit(self._formulas[node.id].root) if node.id in self._formulas else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return ast.copy_location(ast.Call(node.func, [self.visit(one) for one in node.args], []), node)


def _constant(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -float(number)
    return None


def _has_power(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Pow) for one in ast.walk(node))


def _has_stacked_powers(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.BinOp) and isinstance(one.op, ast.Pow) and _has_power(one.left) for one in ast.walk(node)
    )

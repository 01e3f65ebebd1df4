"""Reads on behind text that is no YAML: takes the fault's place out, so that all the rest can be looked at in one go.

Lines stay in their places; the way that takes least is tried first. What was taken out is marked, and the whole line
where its columns have moved, so that nothing false is told of it. Where a key may be lost, reading goes on for faults
of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from reporter.spec.yaml.lint import WIDE_SPACES
from reporter.spec.yaml.nodes import Fault
from reporter.spec.yaml.nodes import Node
from reporter.spec.yaml.nodes import Spot
from reporter.spec.yaml.nodes import build
from reporter.spec.yaml.nodes import entries
from reporter.spec.yaml.syntax_errors import indents_above
from reporter.spec.yaml.syntax_errors import syntax_fault

_MOST = 20  # faults of one file; a reader has enough to do then
_LINE = 10_000  # a column that is further right than any
_KEY = re.compile(r" *(?:- +)*([\w-]+|\"[^\"]*\"|'[^']*') *:(?: +|$)")
_ENTRY = re.compile(r" *- +(?=\S)")
_GLUED = re.compile(r"( *(?:- +)?\w+):\S")
_NO_COLON = re.compile(r"( *(?:- +)?\w+) *$|( *(?:- +)?\w+) +[^\s:=]")
_SPACES = re.compile(rf"[ \t{WIDE_SPACES}]+")
_SPACES_AT_START = re.compile(rf"^[ \t{WIDE_SPACES}]+")
_SIGN = re.compile(r"^( *(?:- +)?\w+ *)[：=](?=\s)")
# What others refer to by name: when such a block is gone whole, too much would look unknown.
_NAMING = frozenset(("calculated", "labels", "breakdowns", "accounts", "clients", "defaults"))

_Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """A text with a fault's place taken out. `gone`: the stretch that says nothing now; `whole`: a key may be lost."""

    lines: _Lines
    gone: Spot | None = None
    whole: bool = False


def salvage(lines: Sequence[str], error: yaml.YAMLError) -> tuple[Node | None, list[Fault]]:
    """Read on where the parser stopped; return the tree, None when it cannot be trusted, and all faults."""
    text, faults, gone, trusted = tuple(lines), [syntax_fault(error, lines)], list[Spot](), True
    while len(faults) <= _MOST:
        way, root, more = _past(text, faults[-1])
        if way is None or (root is None and not more):
            return None, faults
        text, trusted = way.lines, trusted and not way.whole
        if way.gone is not None:
            gone.append(way.gone)
        faults += more
        if root is not None:
            trusted = trusted and all(_mark(root, spot) for spot in gone)
            return (root if trusted else None), faults
    return None, faults[:_MOST]


def _past(lines: _Lines, fault: Fault) -> tuple[_Way | None, Node | None, list[Fault]]:
    """Find the first way past a fault; with it the tree and its faults, or no tree and the fault at which it ends."""
    for way in _ways(lines, fault):
        try:
            return way, *build("\n".join(way.lines))
        except yaml.YAMLError as error:
            found = syntax_fault(error, way.lines)
        if found.spot.line > fault.spot.line or _is_the_same_again(found, fault):
            return way, None, [found]
    return None, None, []


def _is_the_same_again(found: Fault, fault: Fault) -> bool:
    """Say whether a fault further right is one of its own, such as the second of [@acme, @lumen]; others may follow."""
    words = found.spot.end_column - found.spot.column > 1  # a sign may just be what is left of the fault before
    return words and found.message == fault.message and found.spot.column >= fault.spot.end_column


def _ways(lines: _Lines, fault: Fault) -> Iterator[_Way]:
    """Yield ways to take a fault's place out, from the one that takes least."""
    spot = fault.spot
    line = lines[spot.line]
    words = line[spot.column : spot.end_column]
    if _SPACES.fullmatch(words):
        yield _Way(tuple(_SPACES_AT_START.sub(lambda found: " " * len(found[0]), one) for one in lines))
        yield _Way(_with(lines, spot.line, f"{line[: spot.column]}{' ' * len(words)}{line[spot.end_column :]}"))
        above = next((one for one in reversed(lines[: spot.line]) if one.strip()), "")
        as_above = above[: len(above) - len(above.lstrip(" "))] + line.lstrip(words)
        yield _Way(_with(lines, spot.line, as_above), Spot(spot.line, 0, spot.line, _LINE))
    if _SIGN.match(line):
        yield _Way(_with(lines, spot.line, _SIGN.sub(r"\1:", line)))
    if line[: spot.column].strip() and words[-1:] != ":":  # a key would be lost
        yield _Way(_crossed(lines, spot), spot)
    yield from _without_value(lines, spot.line)
    if line[:1] == " " and indents_above(spot.line, lines) == (0,):
        yield _Way(_with(lines, spot.line, line.lstrip()), Spot(spot.line, 0, spot.line, _LINE))
    yield from _without_block(lines, spot.line)
    yield _Way(_with(lines, spot.line, ""), whole=True)


def _without_value(lines: _Lines, number: int) -> Iterator[_Way]:
    """Cross out what stands behind a line's key or dash; of a key that is stuck to its value, part the two."""
    line = lines[number]
    everything = Spot(number, 0, number, _LINE)
    begin = _KEY.match(line) or _ENTRY.match(line)
    if begin and line[begin.end() :].strip():
        spot = Spot(number, begin.end(), number, len(line))
        yield _Way(_crossed(lines, spot), spot)
    parted = _GLUED.match(line) or _NO_COLON.match(line)
    if parted:
        key = next(one for one in parted.groups() if one)
        yield _Way(_with(lines, number, f"{key}: x"), everything)


def _without_block(lines: _Lines, number: int) -> Iterator[_Way]:
    """Cross out all that belongs to the key at the start of a line, further up or here."""
    start = next((one for one in range(number, -1, -1) if lines[one][:1] not in {"", " ", "\t", "#"}), None)
    key = _KEY.match(lines[start]) if start is not None else None
    if start is None or key is None or lines[start][:1] == "-":
        return
    after = range(start + 1, len(lines))
    end = next((one for one in after if lines[one][:1] not in {"", " ", "\t", "#", "-", "]", "}"}), len(lines))
    crossed = (*lines[:start], f"{key[0].rstrip()} x", *[""] * (end - start - 1), *lines[end:])
    another = start != number and _KEY.match(lines[number]) is not None
    yield _Way(crossed, Spot(start, 0, start, _LINE), whole=another or key[1] in _NAMING)


def _with(lines: _Lines, number: int, text: str) -> _Lines:
    return (*lines[:number], text, *lines[number + 1 :])


def _crossed(lines: _Lines, spot: Spot) -> _Lines:
    line, crosses = lines[spot.line], "x" * (spot.end_column - spot.column)
    return _with(lines, spot.line, f"{line[: spot.column]}{crosses}{line[spot.end_column :]}")


def _mark(root: Node, gone: Spot) -> bool:
    """Mark what stands where something was taken out as told of; False when that is no value of its own."""
    waiting, marked = [root], False
    while waiting:
        node = waiting.pop()
        if node.kind == "text":
            node.faulty = node.faulty or _meets(node.spot, gone)
            marked = marked or _meets(node.spot, gone)
        for key, value in entries(node):
            if _meets(key.spot, gone):
                value.faulty = marked = True
            waiting.append(value)
        waiting += node.items
    return marked


def _meets(one: Spot, other: Spot) -> bool:
    starts_before = (one.line, one.column) < (other.end_line, other.end_column)
    return starts_before and (other.line, other.column) < (one.end_line, one.end_column)

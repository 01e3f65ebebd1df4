"""Continues after YAML syntax errors: blanks out the text of each error, so that the rest can be checked in one run.

Lines keep their numbers; the smallest change is tried first. Changed text is marked as faulty (the whole line where
its columns have moved), so that no false error is reported for it. Where a key may be lost, only syntax errors are
reported from there on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from reporter.spec.yaml.lint import WIDE_SPACES
from reporter.spec.yaml.nodes import Node, TextFault, TextSpan, build_nodes, entries
from reporter.spec.yaml.syntax_errors import indents_above, syntax_fault

_MOST = 20  # faults of one file; more would not help its author
_LINE = 10_000  # a column beyond every line
_KEY = re.compile(r" *(?:- +)*([\w-]+|\"[^\"]*\"|'[^']*') *:(?: +|$)")
_ENTRY = re.compile(r" *- +(?=\S)")
_GLUED = re.compile(r"( *(?:- +)?\w+):\S")
_NO_COLON = re.compile(r"( *(?:- +)?\w+) *$|( *(?:- +)?\w+) +[^\s:=]")
_SPACES = re.compile(rf"[ \t{WIDE_SPACES}]+")
_SPACES_AT_START = re.compile(rf"^[ \t{WIDE_SPACES}]+")
_WRONG_COLON = re.compile(r"^( *(?:- +)?\w+ *)[：=](?=\s)")
# Keys that define names: without such a block, too many names would look unknown.
_NAMING = frozenset(("calculated", "labels", "breakdowns", "accounts", "clients", "defaults"))

_Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Recovery:
    """The text without an error. `removed`: the range that has no meaning now; `loses_key`: a key may be lost."""

    lines: _Lines
    removed: TextSpan | None = None
    loses_key: bool = False


def recover(lines: Sequence[str], error: yaml.YAMLError) -> tuple[Node | None, list[TextFault]]:
    """Continue where the parser stopped; return the tree (None when it cannot be trusted) and all faults."""
    text, faults, removed, trusted = tuple(lines), [syntax_fault(error, lines)], list[TextSpan](), True
    while len(faults) <= _MOST:
        recovery, root, later_faults = _first_recovery(text, faults[-1])
        if recovery is None or (root is None and not later_faults):
            return None, faults
        text, trusted = recovery.lines, trusted and not recovery.loses_key
        if recovery.removed is not None:
            removed.append(recovery.removed)
        faults += later_faults
        if root is not None:
            trusted = trusted and all(_mark(root, span) for span in removed)
            return (root if trusted else None), faults
    return None, faults[:_MOST]


def _first_recovery(lines: _Lines, fault: TextFault) -> tuple[_Recovery | None, Node | None, list[TextFault]]:
    """Return the first recovery that works, with the tree and its faults, or with no tree and the next syntax fault."""
    for recovery in _recoveries(lines, fault):
        try:
            return recovery, *build_nodes("\n".join(recovery.lines))
        except yaml.YAMLError as error:
            next_fault = syntax_fault(error, recovery.lines)
        if next_fault.span.line > fault.span.line or _is_repeated(next_fault, fault):
            return recovery, None, [next_fault]
    return None, None, []


def _is_repeated(next_fault: TextFault, fault: TextFault) -> bool:
    """Say whether a fault further right is the same mistake once more, such as the second of [@acme, @lumen]."""
    is_word = next_fault.span.end_column - next_fault.span.column > 1  # one character may be a rest of the first fault
    further_right = next_fault.span.column >= fault.span.end_column
    return is_word and further_right and next_fault.cause == fault.cause != ""


def _recoveries(lines: _Lines, fault: TextFault) -> Iterator[_Recovery]:
    """Yield recoveries from a fault, the smallest change first."""
    span = fault.span
    line = lines[span.line]
    words = line[span.column : span.end_column]
    if _SPACES.fullmatch(words):
        yield _Recovery(tuple(_SPACES_AT_START.sub(lambda match: " " * len(match[0]), text) for text in lines))
        yield _Recovery(_with(lines, span.line, f"{line[: span.column]}{' ' * len(words)}{line[span.end_column :]}"))
        above = next((text for text in reversed(lines[: span.line]) if text.strip()), "")
        aligned = above[: len(above) - len(above.lstrip(" "))] + line.lstrip(words)
        yield _Recovery(_with(lines, span.line, aligned), TextSpan(span.line, 0, span.line, _LINE))
    if _WRONG_COLON.match(line):
        yield _Recovery(_with(lines, span.line, _WRONG_COLON.sub(r"\1:", line)))
    if line[: span.column].strip() and words[-1:] != ":":  # a key would be lost
        yield _Recovery(_blanked(lines, span), span)
    yield from _without_value(lines, span.line)
    if line[:1] == " " and indents_above(span.line, lines) == (0,):
        yield _Recovery(_with(lines, span.line, line.lstrip()), TextSpan(span.line, 0, span.line, _LINE))
    yield from _without_block(lines, span.line)
    yield _Recovery(_with(lines, span.line, ""), loses_key=True)


def _without_value(lines: _Lines, number: int) -> Iterator[_Recovery]:
    """Blank out what follows a line's key or dash; separate a key from its value where the space is missing."""
    line = lines[number]
    everything = TextSpan(number, 0, number, _LINE)
    start = _KEY.match(line) or _ENTRY.match(line)
    if start and line[start.end() :].strip():
        span = TextSpan(number, start.end(), number, len(line))
        yield _Recovery(_blanked(lines, span), span)
    glued = _GLUED.match(line) or _NO_COLON.match(line)
    if glued:
        key = next(group for group in glued.groups() if group)
        yield _Recovery(_with(lines, number, f"{key}: x"), everything)


def _without_block(lines: _Lines, number: int) -> Iterator[_Recovery]:
    """Blank out the whole block of the nearest key at the beginning of a line, here or above."""
    start = next((above for above in range(number, -1, -1) if lines[above][:1] not in {"", " ", "\t", "#"}), None)
    key = _KEY.match(lines[start]) if start is not None else None
    if start is None or key is None or lines[start][:1] == "-":
        return
    after = range(start + 1, len(lines))
    end = next((below for below in after if lines[below][:1] not in {"", " ", "\t", "#", "-", "]", "}"}), len(lines))
    blanked = (*lines[:start], f"{key[0].rstrip()} x", *[""] * (end - start - 1), *lines[end:])
    another = start != number and _KEY.match(lines[number]) is not None
    yield _Recovery(blanked, TextSpan(start, 0, start, _LINE), loses_key=another or key[1] in _NAMING)


def _with(lines: _Lines, number: int, text: str) -> _Lines:
    return (*lines[:number], text, *lines[number + 1 :])


def _blanked(lines: _Lines, span: TextSpan) -> _Lines:
    line, filler = lines[span.line], "x" * (span.end_column - span.column)
    return _with(lines, span.line, f"{line[: span.column]}{filler}{line[span.end_column :]}")


def _mark(root: Node, removed: TextSpan) -> bool:
    """Mark the values in a removed range as faulty; return False when there are none."""
    pending, marked = [root], False
    while pending:
        node = pending.pop()
        if node.kind == "text":
            node.faulty = node.faulty or _overlaps(node.span, removed)
            marked = marked or _overlaps(node.span, removed)
        for key, value in entries(node):
            if _overlaps(key.span, removed):
                value.faulty = marked = True
            pending.append(value)
        pending += node.items
    return marked


def _overlaps(span: TextSpan, other: TextSpan) -> bool:
    starts_before = (span.line, span.column) < (other.end_line, other.end_column)
    return starts_before and (other.line, other.column) < (span.end_line, span.end_column)

"""What people type and YAML misreads, told in plain words: signs that start no text, colons inside it, lost spaces.

Two entrances: `syntax_fault` for text that is no YAML at all, `slips` for text that is YAML but not what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence

import yaml

from reporter.spec.tree import Fault
from reporter.spec.tree import Node
from reporter.spec.tree import Spot
from reporter.validator.diagnostics import Path

_CODE = "yaml-syntax"
# Looked for, in this order, in the line that YAML stumbles over: pattern (the group is pointed at), message, help.
_STUMBLES = (
    (r"^( *\t[ \t]*)", "a tab stands where spaces belong", "indent with spaces"),
    (r"[:\-,\[] *(@[\w.@-]*)", '"@" cannot begin a value', "leave it out, or put the value in quotes"),
    (r"[:\-,\[] *(`[^`]*`?)", "a backtick cannot begin a value", "put the value in quotes"),
    (r"[:\-,\[] *(%\S*)", '"%" cannot begin a value', "put the value in quotes"),
    (r": *([>|]) *[^\s>|+\-#].*$", '"{}" begins a text of several lines', "put the value in quotes"),
    (r"[\[,] *(#\w[^\s,\]]*)", '"{}" begins a comment', "put it in quotes, or drop the #"),
    (r": *(\{\w+\}\S.*)$", "braces at the start of a value are YAML's own", "put the whole value in quotes"),
    (r"^[ -]*\w[\w -]*: +([^\"'#\[{>|&*!][^#]*?: .*)$", "a colon inside the value", "put the whole value in quotes"),
    (r"^ *(-?\w+:)[^\s/]", "a space is missing after the colon", 'write "key: value"'),
)
_PROBLEMS = {
    "did not find expected key": "this line does not fit the lines before it",
    "did not find expected '-' indicator": "this line does not fit the list before it",
    "did not find expected ',' or ']'": 'a list is not closed: "," or "]" is missing',
    "did not find expected ',' or '}'": 'a mapping is not closed: "," or "}" is missing',
    "found unexpected end of stream": "the file ends inside a text in quotes",
    "could not find expected ':'": "this line has no colon after its key",
    "mapping values are not allowed in this context": "a key stands where a value is expected",
    "block sequence entries are not allowed in this context": "a list begins where none can be",
    "found undefined tag handle": "tags are not used in specs",
    "did not find expected node content": "a value is missing",
}
_CURLY = re.compile(r"[“”„‟‘’‚«»].*[“”‟‘’«»]", re.DOTALL)


def syntax_fault(error: yaml.YAMLError, lines: Sequence[str]) -> Fault:
    """Say in plain words what is wrong with text that is no YAML."""
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    places = [(mark.line, mark.column) for mark in marks if mark is not None and mark.line < len(lines)] or [(0, 0)]
    for line in dict.fromkeys((*(line for line, _ in places), max(places[0][0] - 1, 0))):
        for pattern, message, help_ in _STUMBLES:
            found = re.search(pattern, lines[line])
            if found:
                group = next(index for index, text in enumerate(found.groups(), start=1) if text is not None)
                spot = Spot(line, found.start(group), line, found.end(group))
                return Fault(_CODE, message.format(found[group]), spot, help_)
    line, column = places[0]
    problem = str(getattr(error, "problem", "") or "")
    words = next((ours for theirs, ours in _PROBLEMS.items() if theirs in problem), "this cannot be read as YAML")
    return Fault(_CODE, words, Spot(line, column, line, column + 1), "look at quotes, brackets and indentation")


def slips(node: Node, lines: Sequence[str], path: Path = ()) -> Iterator[tuple[Path, Fault]]:
    """Yield what reads as YAML but hardly as meant, with the path it stands at."""
    found = _slip(node, lines, path)
    if found is not None:
        yield path, found
        return
    for index, item in enumerate(node.items):
        yield from slips(item, lines, (*path, index))
    for key, value in node.pairs:
        yield from slips(value, lines, (*path, key.text))


def _slip(node: Node, lines: Sequence[str], path: Path) -> Fault | None:
    if node.is_empty:
        return _swallowed(node, lines)
    if node.style in {">", "|"} and not node.text.strip():
        help_ = f'put the value in quotes if "{node.style}" is part of it'
        return Fault(_CODE, f'"{node.style}" begins a text of several lines, and none follow', node.spot, help_)
    if node.flow and node.pairs and path[-1:] != ("outputs",) and all(value.is_empty for _, value in node.pairs):
        names = ", ".join(key.text for key, _ in node.pairs)
        plain = node.spot.line == node.spot.end_line and all(re.fullmatch(r"\w+", key.text) for key, _ in node.pairs)
        message, fix = "{ } makes a mapping, and these keys have no values", f"[{names}]"
        return Fault(_CODE, message, node.spot, f"write {fix}", replacement=fix if plain else "")
    if node.kind == "text" and not node.style:
        if _CURLY.fullmatch(node.text):
            return Fault(_CODE, "curly quotes are no quotes in YAML", node.spot, 'use straight ones: "..."')
        if re.fullmatch(r"-\w+( -\w+)*", node.text) and not re.fullmatch(r"-[0-9]+", node.text):
            return Fault(_CODE, "a space is missing after the dash", node.spot, 'write "- value"')
    return None


def _swallowed(node: Node, lines: Sequence[str]) -> Fault | None:
    """Find a value that begins with "#", which makes it a comment."""
    line = lines[node.spot.line] if node.spot.line < len(lines) else ""
    comment = re.match(r"\s*(#[^\s#]\S*)", line[node.spot.column :])
    if comment is None:
        return None
    start = node.spot.column + comment.start(1)
    spot = Spot(node.spot.line, start, node.spot.line, start + len(comment[1]))
    message = f'"{comment[1][:40]}" is a comment in YAML, so the value is empty'
    return Fault(_CODE, message, spot, "put it in quotes, or drop the #")

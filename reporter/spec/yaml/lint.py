"""What people type that is YAML, but not what they mean: comments, braces, curly quotes, lost spaces; in plain words.

Works on the tree. Text that is no YAML at all is `stumbles.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence

from reporter.core.diagnostics import Path
from reporter.core.diagnostics import Severity
from reporter.spec.placeholders import PLACEHOLDERS
from reporter.spec.yaml.nodes import Fault
from reporter.spec.yaml.nodes import Node
from reporter.spec.yaml.nodes import Spot
from reporter.spec.yaml.nodes import entries
from reporter.spec.yaml.nodes import walk

CODE = "yaml-syntax"
COMMENT = "yaml-comment"
# Control characters, lone surrogates, direction overrides, line ends that only YAML knows, and no characters at all.
BANNED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Spaces that look like ordinary ones or like nothing, as word processors and chats put them in.
WIDE_SPACES = "\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000"
_WIDE_AT_START = re.compile(f"[{WIDE_SPACES}]")
_CURLY = re.compile("[“”„‟‘’‚«»].*[“”‟‘’«»]", re.DOTALL)
_GLUED_DASH = re.compile(r"-(?!\d+$)\w\S*( -\w\S*)*")
_GLUED_COLON = re.compile(r"(\w+):(\S+)")
# Values that people write prose into; there, what follows " #" is often meant and silently lost.
_PROSE = frozenset(("title", "description", "message", "label", "help", "subject", "contains", "text"))


def slips(root: Node, lines: Sequence[str]) -> Iterator[tuple[Path, Fault | None]]:
    """Yield what reads as YAML but hardly as meant, with its path; None for what is told of already."""
    for path, node in walk(root):
        if node.faulty:
            yield path, None
            continue
        fault = _slip(node, lines, path)
        if fault is not None:
            yield path, fault
        if node.kind == "mapping":
            yield from _key_slips(node, path)


def _slip(node: Node, lines: Sequence[str], path: Path) -> Fault | None:
    if node.kind == "mapping":
        return _no_mapping(node, lines, path) if node.flow and node.pairs else None
    if node.kind == "list":
        return None
    if node.is_empty:
        return _swallowed(node, lines, path)
    if not node.style:
        return _plain_slip(node, lines, path)
    if node.style in {">", "|"} and not node.text.strip():
        written = lines[node.spot.line][node.spot.column :].split(" #")[0].strip()
        help_ = f'put the value in quotes if that is meant: "{written[:40]}"'
        return Fault(CODE, f'"{node.style}" begins a text of several lines, and none follow', node.spot, help_)
    return _hidden(node) if node.style == '"' else None


def _plain_slip(node: Node, lines: Sequence[str], path: Path) -> Fault | None:
    text, spot = node.text, node.spot
    if _CURLY.fullmatch(text):
        inside = text[1:-1]
        fix = "" if re.search(r'["\\\n]', inside) or spot.line != spot.end_line else f'"{inside}"'
        return Fault(CODE, "curly quotes are no quotes in YAML", spot, 'use straight ones: "..."', replacement=fix)
    if text[0] == "-" and not lines[spot.line][: spot.column].strip() and _GLUED_DASH.fullmatch(text):
        return Fault(CODE, "a space is missing after the dash", spot, f'write "- {text[1:].split()[0][:40]}"')
    if _WIDE_AT_START.match(text):
        return _wide_space(text, spot)
    return _cut_short(node, lines) if path[-1:] and path[-1] in _PROSE else None


def _no_mapping(node: Node, lines: Sequence[str], path: Path) -> Fault | None:
    """Find braces around words that belong in brackets or quotes, and keys stuck to their values."""
    alone = [key for key, value in node.pairs.values() if _stands_alone(key, value, lines)]
    for key in alone:
        stuck = None if key.style else _GLUED_COLON.fullmatch(key.text)
        if stuck:
            help_ = f"write {stuck[1]}: {stuck[2]}"[:60]
            return Fault(CODE, "a space is missing after the colon", key.spot, help_)
    if len(alone) < len(node.pairs) or path[-1:] == ("outputs",):
        return None
    names = ", ".join(key.text for key in alone)[:60]
    if len(alone) == 1 and names in PLACEHOLDERS and path[-1:] != ("by",):
        help_ = f'put the value in quotes: "{{{names}}}"'
        return Fault(CODE, "braces at the start of a value are YAML's own", node.spot, help_)
    plain = node.spot.line == node.spot.end_line and all(re.fullmatch(r"\w+", key.text) for key in alone)
    fix, help_ = f"[{', '.join(key.text for key in alone)}]" if plain else "", f"use [ ] for a list: [{names}]"
    message = "{ } makes a mapping, and these keys have no values"
    return Fault(CODE, message, node.spot, help_, replacement=fix)


def _stands_alone(key: Node, value: Node, lines: Sequence[str]) -> bool:
    """Say whether a key in braces has neither value nor colon."""
    spot = value.spot
    after = lines[key.spot.end_line][key.spot.end_column :].lstrip()
    return value.is_empty and not value.text and spot.column == spot.end_column and not after.startswith(":")


def _key_slips(node: Node, path: Path) -> Iterator[tuple[Path, Fault]]:
    for key, _ in entries(node):
        if key.style == '"':
            hidden = _hidden(key)
            if hidden is not None:
                yield (*path, key.text), hidden
        elif _WIDE_AT_START.match(key.text):
            yield (*path, key.text), _wide_space(key.text, key.spot)


def _swallowed(node: Node, lines: Sequence[str], path: Path) -> Fault | None:
    """Find a value that begins with a sign which makes it a comment or the name of an anchor."""
    spot = node.spot
    line = lines[spot.line] if spot.line < len(lines) else ""
    if line[spot.column : spot.column + 1] == "&" and not node.text:
        written = line[spot.column : spot.end_column]
        help_ = f'put the value in quotes: "{written[:40]}"'
        return Fault(CODE, '"&" at the start of a value names an anchor, and no value follows', spot, help_)
    comment = re.match(r"\s*(#[^\s#]\S*)", line[spot.column :])
    if comment is None or path[:-1] == ("outputs",):  # an output without a value is one with defaults
        return None
    start = spot.column + comment.start(1)
    message = f'"{comment[1][:40]}" is a comment in YAML, so the value is empty'
    place = Spot(spot.line, start, spot.line, start + len(comment[1]))
    return Fault(CODE, message, place, "put it in quotes, or leave out the #")


def _cut_short(node: Node, lines: Sequence[str]) -> Fault | None:
    """Find prose whose end is a comment, such as `Weekly #launch`: to YAML it is no part of the text."""
    spot = node.spot
    lost = re.match(r"\s+(#[^\s#].*)", lines[spot.end_line][spot.end_column :])
    if lost is None:
        return None
    start = spot.end_column + lost.start(1)
    message = f'"{lost[1].strip()[:40]}" is a comment in YAML, no part of the text'
    help_ = "put the whole text in quotes, or a space behind the #"
    place = Spot(spot.end_line, start, spot.end_line, start + len(lost[1].rstrip()))
    return Fault(COMMENT, message, place, help_, severity=Severity.WARNING)


def _hidden(node: Node) -> Fault | None:
    """Find characters that were brought in by an escape in double quotes."""
    if not BANNED.search(node.text):
        return None
    help_ = "use single quotes if the backslash is meant, else leave it out"
    return Fault("invisible-character", "an escape here stands for an invisible character", node.spot, help_)


def _wide_space(text: str, spot: Spot) -> Fault:
    message = f"a space here is no ordinary one (U+{ord(text[0]):04X})"
    place = Spot(spot.line, spot.column, spot.line, spot.column + 1)
    return Fault(CODE, message, place, "delete it, and type spaces anew")

"""Finds valid YAML that is probably a mistake: comments, braces, curly quotes, missing spaces.

Works on the tree. Text that is not valid YAML belongs to `syntax_errors.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reporter.core.diagnostics import Path, Severity
from reporter.spec.placeholders import PLACEHOLDERS
from reporter.spec.yaml.nodes import Node, TextFault, TextSpan, entries, walk

CODE = "yaml-syntax"
COMMENT = "yaml-comment"
# Control characters, lone surrogates, direction overrides, line breaks that only YAML recognises, and non-characters.
BANNED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Spaces from word processors and chats that look like ordinary ones, or are invisible.
WIDE_SPACES = "\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000"
_WIDE_AT_START = re.compile(f"[{WIDE_SPACES}]")
_CURLY = re.compile("[“”„‟‘’‚«»].*[“”‟‘’«»]", re.DOTALL)
_GLUED_DASH = re.compile(r"-(?!\d+$)\w\S*( -\w\S*)*")
_GLUED_COLON = re.compile(r"(\w+):(\S+)")
# Keys with prose as their value; there, YAML drops what follows " #", which is often part of the text.
_PROSE = frozenset(("title", "description", "message", "label", "help", "subject", "contains", "text"))


def lint(root: Node, lines: Sequence[str]) -> Iterator[tuple[Path, TextFault | None]]:
    """Yield probable mistakes with their paths; None as the fault where one is already reported."""
    for path, node in walk(root):
        if node.faulty:
            yield path, None
            continue
        fault = _fault(node, lines, path)
        if fault is not None:
            yield path, fault
        if node.kind == "mapping":
            yield from _key_faults(node, path)


def _fault(node: Node, lines: Sequence[str], path: Path) -> TextFault | None:
    if node.kind == "mapping":
        return _wrong_mapping(node, lines, path) if node.flow and node.pairs else None
    if node.kind == "list":
        return None
    if node.is_empty:
        return _swallowed(node, lines, path)
    if not node.style:
        return _plain_fault(node, lines, path)
    if node.style in {">", "|"} and not node.text.strip():
        written = lines[node.span.line][node.span.column :].split(" #")[0].strip()
        help_ = f'if the value is text, put it in quotes: "{written[:40]}"'
        return TextFault(CODE, f'"{node.style}" starts a multi-line text, but no lines follow', node.span, help_)
    return _hidden(node) if node.style == '"' else None


def _plain_fault(node: Node, lines: Sequence[str], path: Path) -> TextFault | None:
    text, span = node.text, node.span
    if _CURLY.fullmatch(text):
        inside = text[1:-1]
        fix = "" if re.search(r'["\\\n]', inside) or span.line != span.end_line else f'"{inside}"'
        return TextFault(
            CODE, "curly quotes are not valid in YAML", span, 'use straight quotes: "..."', replacement=fix
        )
    if text[0] == "-" and not lines[span.line][: span.column].strip() and _GLUED_DASH.fullmatch(text):
        return TextFault(CODE, "missing space after the dash", span, f'write "- {text[1:].split()[0][:40]}"')
    if _WIDE_AT_START.match(text):
        return _wide_space(text, span)
    return _cut_short(node, lines) if path[-1:] and path[-1] in _PROSE else None


def _wrong_mapping(node: Node, lines: Sequence[str], path: Path) -> TextFault | None:
    """Find braces instead of brackets or quotes, and keys without a space before their values."""
    alone = [key for key, value in node.pairs.values() if _has_no_value(key, value, lines)]
    for key in alone:
        glued = None if key.style else _GLUED_COLON.fullmatch(key.text)
        if glued:
            help_ = f"write {glued[1]}: {glued[2]}"[:60]
            return TextFault(CODE, "missing space after the colon", key.span, help_)
    if len(alone) < len(node.pairs) or path[-1:] == ("outputs",):
        return None
    names = ", ".join(key.text for key in alone)[:60]
    if len(alone) == 1 and names in PLACEHOLDERS and path[-1:] != ("by",):
        help_ = f'put the value in quotes: "{{{names}}}"'
        return TextFault(CODE, "a value that starts with a brace must be in quotes", node.span, help_)
    plain = node.span.line == node.span.end_line and all(re.fullmatch(r"\w+", key.text) for key in alone)
    fix, help_ = f"[{', '.join(key.text for key in alone)}]" if plain else "", f"use [ ] for a list: [{names}]"
    message = "{ } creates a mapping, but these keys have no values"
    return TextFault(CODE, message, node.span, help_, replacement=fix)


def _has_no_value(key: Node, value: Node, lines: Sequence[str]) -> bool:
    """Say whether a key in braces has neither value nor colon."""
    span = value.span
    after = lines[key.span.end_line][key.span.end_column :].lstrip()
    return value.is_empty and not value.text and span.column == span.end_column and not after.startswith(":")


def _key_faults(node: Node, path: Path) -> Iterator[tuple[Path, TextFault]]:
    for key, _ in entries(node):
        if key.style == '"':
            hidden = _hidden(key)
            if hidden is not None:
                yield (*path, key.text), hidden
        elif _WIDE_AT_START.match(key.text):
            yield (*path, key.text), _wide_space(key.text, key.span)


def _swallowed(node: Node, lines: Sequence[str], path: Path) -> TextFault | None:
    """Find a value that is a comment or the name of an anchor because of its first character."""
    span = node.span
    line = lines[span.line] if span.line < len(lines) else ""
    if line[span.column : span.column + 1] == "&" and not node.text:
        written = line[span.column : span.end_column]
        help_ = f'put the value in quotes: "{written[:40]}"'
        return TextFault(CODE, 'a value that starts with "&" must be in quotes', span, help_)
    comment = re.match(r"\s*(#[^\s#]\S*)", line[span.column :])
    if comment is None or path[:-1] == ("outputs",):  # an output without a value is one with defaults
        return None
    start = span.column + comment.start(1)
    message = f'"{comment[1][:40]}" is a comment in YAML, so the value is empty'
    position = TextSpan(span.line, start, span.line, start + len(comment[1]))
    return TextFault(CODE, message, position, "put it in quotes, or remove the #")


def _cut_short(node: Node, lines: Sequence[str]) -> TextFault | None:
    """Find prose that ends in a comment, such as `Weekly #launch`, which YAML leaves out of the text."""
    span = node.span
    comment = re.match(r"\s+(#[^\s#].*)", lines[span.end_line][span.end_column :])
    if comment is None:
        return None
    start = span.end_column + comment.start(1)
    message = f'"{comment[1].strip()[:40]}" is a comment in YAML and not part of the text'
    help_ = "put the whole text in quotes, or add a space after the #"
    position = TextSpan(span.end_line, start, span.end_line, start + len(comment[1].rstrip()))
    return TextFault(COMMENT, message, position, help_, severity=Severity.WARNING)


def _hidden(node: Node) -> TextFault | None:
    """Find invisible characters that come from an escape in double quotes."""
    if not BANNED.search(node.text):
        return None
    help_ = "if the backslash is text, use single quotes; otherwise remove it"
    return TextFault("invisible-character", "this escape sequence produces an invisible character", node.span, help_)


def _wide_space(text: str, span: TextSpan) -> TextFault:
    message = f"unusual space character (U+{ord(text[0]):04X})"
    position = TextSpan(span.line, span.column, span.line, span.column + 1)
    return TextFault(CODE, message, position, "delete it and type an ordinary space")

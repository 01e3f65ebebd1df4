"""A written file as plain values with known positions: parses text to a document, and locates findings in it.

Values are dicts, tuples, text and None; no type is guessed from how a text looks (`no` stays "no", `010` stays "010").
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import yaml

from reporter.core.diagnostics import Diagnostic, Finding, Path, Severity
from reporter.spec.yaml.lint import BANNED, lint
from reporter.spec.yaml.nodes import Node, TextFault, TextSpan, build_nodes, child, plain_value
from reporter.spec.yaml.source import LIMIT, Source

_SMALLEST = "a report requires title, accounts, period and metrics"
_START = TextSpan(0, 0, 0, 1)
_MOST_INVISIBLE = 20
_FOUND = {"list": "a list", "text": "text"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file that can be checked. `value`: its root mapping. `reported`: paths that already have a diagnostic.

    `recovered`: its text is not valid YAML, and this is what could be read anyway.
    """

    path: str
    lines: tuple[str, ...]
    root: Node
    value: dict[str, Any]
    reported: frozenset[Path]
    recovered: bool

    def locate(self, finding: Finding) -> Diagnostic:
        """Return a finding with its position; for a path that does not exist (a missing key), that of its parent."""
        key, node = self._find(finding.path)
        span = key.span if finding.at_key and key is not None else node.span
        if finding.length and _is_one_line(node, self.lines):
            start = span.column + len(node.style[:1]) + finding.start
            span = TextSpan(span.line, start, span.line, start + finding.length)
        if node.style and finding.replacement.startswith("["):
            finding = replace(finding, replacement="")  # quotes would make the list a text again
        return _diagnostic(self.path, self.lines, span, finding=finding)

    def _find(self, path: Path) -> tuple[Node | None, Node]:
        key, node = None, self.root
        for step in path:
            key, node = child(node, step) or (key, node)
        return key, node


def parse(source: Source, *, list_key: str = "") -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Return the document and everything that is wrong with its text; None when it cannot be read at all.

    `list_key`: a file that holds just a list is read as a mapping with the list under this key.
    """
    text, fault = _decode(source.data)
    lines = tuple(text.split("\n"))
    unreadable = [fault] if fault else [_invisible(text, match) for match in BANNED.finditer(text)][:_MOST_INVISIBLE]
    if unreadable:
        return None, tuple(_located(source.path, lines, fault) for fault in unreadable)
    node, faults, recovered = _read(text)
    root_kinds = {"mapping", "list"} if list_key else {"mapping"}
    if node is None or node.is_empty or node.kind not in root_kinds:
        problems = faults or [_wrong_root(node)]
        return None, tuple(_located(source.path, lines, fault) for fault in _in_order(problems))
    mistakes = tuple(lint(node, lines))
    faults += [fault for _, fault in mistakes if fault is not None]
    value = plain_value(node)
    reported = frozenset(path for path, fault in mistakes if fault is None or fault.severity is Severity.ERROR)
    root = value if isinstance(value, dict) else {list_key: value}
    document = Document(source.path, lines, node, root, reported, recovered)
    return document, tuple(_located(source.path, lines, fault) for fault in _in_order(faults))


def _read(text: str) -> tuple[Node | None, list[TextFault], bool]:
    try:
        return *build_nodes(text), False
    except yaml.YAMLError as error:
        from reporter.spec.yaml.recover import recover  # its many patterns are only needed here

        return *recover(text.split("\n"), error), True


def _in_order(faults: Iterable[TextFault]) -> list[TextFault]:
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.span.line, fault.span.column))


def _invisible(text: str, match: re.Match[str]) -> TextFault:
    message = f"invisible character (U+{ord(match[0]):04X})"
    return TextFault("invisible-character", message, _at(text, match.start()), "delete it")


def _wrong_root(node: Node | None) -> TextFault:
    """Return what the file should contain instead."""
    if node is None or node.is_empty:
        return TextFault("empty-file", "the file is empty", _START, _SMALLEST)
    message = f"expected keys and values, such as title: Weekly report, found {_FOUND[node.kind]}"
    help_ = ""
    if node.kind == "list":
        help_ = "write the keys at the beginning of the line, without a dash"
    elif glued := re.match(r"(\w+) *([:=])", node.text):
        help_ = f'write "{glued[1]}: ..."' + (", with a space after the colon" if glued[2] == ":" else "")
    return TextFault("yaml-syntax", message, node.span, help_)


def _decode(data: bytes) -> tuple[str, TextFault | None]:
    if len(data) > LIMIT:
        return "", TextFault(
            "too-large", f"the file is larger than {LIMIT // 1024} KiB", _START, "split it into several reports"
        )
    if data[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} or b"\0" in data[:2]:
        return "", TextFault("encoding", "the file is saved as UTF-16", _START, "save it as UTF-8")
    data = data.removeprefix(BOM_UTF8)
    try:
        text = _same_breaks(data.decode())
    except UnicodeDecodeError as error:
        valid = _same_breaks(data[: error.start].decode())
        shown = _same_breaks(data.decode(errors="replace"))
        span = _at(valid, len(valid))
        return shown, TextFault("encoding", "this character is not valid UTF-8", span, "save the file as UTF-8")
    return text, None


def _same_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _at(text: str, index: int) -> TextSpan:
    line, column = text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1
    return TextSpan(line, column, line, column + 1)


def _is_one_line(node: Node, lines: tuple[str, ...]) -> bool:
    """Say whether a text is in the file character by character, so that a part of it has a position."""
    span = node.span
    if node.kind != "text" or span.line != span.end_line or node.style not in {"", "'", '"'}:
        return False
    quote = len(node.style)
    return lines[span.line][span.column + quote : span.end_column - quote] == node.text


def _located(path: str, lines: tuple[str, ...], fault: TextFault) -> Diagnostic:
    finding = Finding(fault.code, (), fault.message, fault.help, fault.severity, replacement=fault.replacement)
    return _diagnostic(path, lines, fault.span, finding=finding)


def _diagnostic(path: str, lines: tuple[str, ...], span: TextSpan, *, finding: Finding) -> Diagnostic:
    line = lines[span.line] if span.line < len(lines) else ""
    end = span.end_column if span.end_line == span.line else len(line.rstrip())
    column = min(span.column, len(line))
    return Diagnostic(
        path=path,
        line=span.line + 1,
        column=column + 1,
        end_column=max(end, column + 1) + 1,
        severity=Severity(finding.severity),
        code=finding.code,
        message=finding.message,
        help=finding.help,
        source_line=line,
        replacement=finding.replacement,
    )

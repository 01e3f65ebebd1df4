"""A written file as plain values whose places are known: text to document, and findings to places in it.

Values are dicts, tuples, text and None; nothing is guessed from how a text looks (`no` stays "no", `010` stays "010").
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from codecs import BOM_UTF16_BE
from codecs import BOM_UTF16_LE
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from typing import Any

import yaml

from reporter.core.diagnostics import Diagnostic
from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.core.diagnostics import Severity
from reporter.spec.yaml.lint import BANNED
from reporter.spec.yaml.lint import slips
from reporter.spec.yaml.nodes import Fault
from reporter.spec.yaml.nodes import Node
from reporter.spec.yaml.nodes import Spot
from reporter.spec.yaml.nodes import build
from reporter.spec.yaml.nodes import child
from reporter.spec.yaml.nodes import plain
from reporter.spec.yaml.source import LIMIT
from reporter.spec.yaml.source import Source

_SMALLEST = "a report needs title, accounts, period and metrics"
_START = Spot(0, 0, 0, 1)
_MOST_INVISIBLE = 20
_FOUND = {"list": "a list", "text": "text"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file that can be worked with. `value`: its root mapping. `reported`: paths that already have a diagnostic.

    `salvaged`: its text is no YAML, and this is what could be read all the same.
    """

    path: str
    lines: tuple[str, ...]
    root: Node
    value: dict[str, Any]
    reported: frozenset[Path]
    salvaged: bool

    def locate(self, finding: Finding) -> Diagnostic:
        """Give a finding its place; steps that lead nowhere (an absent key) are left out, so its parent is shown."""
        key, node = self._find(finding.path)
        spot = key.spot if finding.at_key and key is not None else node.spot
        if finding.length and _is_one_line(node, self.lines):
            start = spot.column + len(node.style[:1]) + finding.start
            spot = Spot(spot.line, start, spot.line, start + finding.length)
        if node.style and finding.replacement.startswith("["):
            finding = replace(finding, replacement="")  # quotes would make the list a text again
        return _diagnostic(self.path, self.lines, spot, finding=finding)

    def _find(self, path: Path) -> tuple[Node | None, Node]:
        key, node = None, self.root
        for step in path:
            key, node = child(node, step) or (key, node)
        return key, node


def parse(source: Source, *, list_key: str = "") -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Return the document and everything that is wrong with its text; None when nothing can be made of it.

    `list_key`: a file that holds just a list is read as a mapping with the list under this key.
    """
    text, fault = _decode(source.data)
    lines = tuple(text.split("\n"))
    if fault is not None:
        return None, (_told(source.path, lines, fault),)
    hidden = [_invisible(text, found) for found in BANNED.finditer(text)][:_MOST_INVISIBLE]
    if hidden:
        return None, tuple(_told(source.path, lines, one) for one in hidden)
    node, faults, salvaged = _read(text)
    if node is None or node.is_empty or not (node.kind == "mapping" or (node.kind == "list" and list_key)):
        problems = faults or [_wrong_root(node)]
        return None, tuple(_told(source.path, lines, one) for one in _in_order(problems))
    slipped = tuple(slips(node, lines))
    faults += [fault for _, fault in slipped if fault is not None]
    value = plain(node)
    reported = frozenset(path for path, fault in slipped if fault is None or fault.severity is Severity.ERROR)
    root = value if isinstance(value, dict) else {list_key: value}
    document = Document(source.path, lines, node, root, reported, salvaged)
    return document, tuple(_told(source.path, lines, fault) for fault in _in_order(faults))


def _read(text: str) -> tuple[Node | None, list[Fault], bool]:
    try:
        return *build(text), False
    except yaml.YAMLError as error:
        from reporter.spec.yaml.recover import salvage  # its many patterns are only needed here

        return *salvage(text.split("\n"), error), True


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.spot.line, fault.spot.column))


def _invisible(text: str, found: re.Match[str]) -> Fault:
    message = f"an invisible character (U+{ord(found[0]):04X}) stands here"
    return Fault("invisible-character", message, _at(text, found.start()), "delete it")


def _wrong_root(node: Node | None) -> Fault:
    """Say what the file should hold instead of what it does."""
    if node is None or node.is_empty:
        return Fault("empty-file", "the file is empty", _START, _SMALLEST)
    message = f"expected keys and values, such as title: Weekly report, found {_FOUND[node.kind]}"
    help_ = ""
    if node.kind == "list":
        help_ = "begin the keys at the start of the line, without a dash"
    elif stuck := re.match(r"(\w+) *([:=])", node.text):
        help_ = f'write "{stuck[1]}: ..."' + (", with a space after the colon" if stuck[2] == ":" else "")
    return Fault("yaml-syntax", message, node.spot, help_)


def _decode(data: bytes) -> tuple[str, Fault | None]:
    if len(data) > LIMIT:
        return "", Fault("too-large", f"the file is larger than {LIMIT // 1024} KiB", _START, "write several reports")
    if data[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} or b"\0" in data[:2]:
        return "", Fault("encoding", "the file is saved as UTF-16", _START, "save it as UTF-8")
    data = data.removeprefix(BOM_UTF8)
    try:
        text = _same_breaks(data.decode())
    except UnicodeDecodeError as error:
        good = _same_breaks(data[: error.start].decode())
        shown = _same_breaks(data.decode(errors="replace"))
        spot = _at(good, len(good))
        return shown, Fault("encoding", "a character here is not UTF-8", spot, "save the file as UTF-8")
    return text, None


def _same_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _at(text: str, index: int) -> Spot:
    line, column = text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1
    return Spot(line, column, line, column + 1)


def _is_one_line(node: Node, lines: tuple[str, ...]) -> bool:
    """Say whether a text stands in the file character by character, so that a part of it can be pointed at."""
    spot = node.spot
    if node.kind != "text" or spot.line != spot.end_line or node.style not in {"", "'", '"'}:
        return False
    quote = len(node.style)
    return lines[spot.line][spot.column + quote : spot.end_column - quote] == node.text


def _told(path: str, lines: tuple[str, ...], fault: Fault) -> Diagnostic:
    finding = Finding(fault.code, (), fault.message, fault.help, fault.severity, replacement=fault.replacement)
    return _diagnostic(path, lines, fault.spot, finding=finding)


def _diagnostic(path: str, lines: tuple[str, ...], spot: Spot, *, finding: Finding) -> Diagnostic:
    line = lines[spot.line] if spot.line < len(lines) else ""
    end = spot.end_column if spot.end_line == spot.line else len(line.rstrip())
    column = min(spot.column, len(line))
    return Diagnostic(
        path=path,
        line=spot.line + 1,
        column=column + 1,
        end_column=max(end, column + 1) + 1,
        severity=Severity(finding.severity),
        code=finding.code,
        message=finding.message,
        help=finding.help,
        source_line=line,
        replacement=finding.replacement,
    )

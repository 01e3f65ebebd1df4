"""YAML text as a tree of nodes with places, built from the parser's events. The only owner of the yaml library.

Refuses what specs do not need (tags, second documents, self-reference, bombs) and keeps every scalar as the text that
was typed. Works off a stack, so no nesting can exhaust Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import yaml

from reporter.core.diagnostics import Path
from reporter.core.diagnostics import Severity

MOST_NODES = 10_000
DEEPEST = 30
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the text, lines and columns from 0; the end is after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True)
class Node:
    """One value of the file: text, a list of nodes, or a mapping as keys and values by the keys' text.

    `style`: "" for plain text, or the sign that it is quoted with. `merged`: what "<<" brings in. `faulty`: a fault is
    told of this node already. `size`, `depth`: with aliases spelt out.
    """

    kind: str  # text | list | mapping
    spot: Spot
    text: str = ""
    style: str = ""
    flow: bool = False
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    merged: list[Node] = field(default_factory=list)
    faulty: bool = False
    size: int = 1
    depth: int = 1

    @property
    def is_empty(self) -> bool:
        """Say whether nothing (or null) is written here."""
        return self.kind == "text" and not self.style and self.text in _EMPTY


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with the text itself."""

    code: str
    message: str
    spot: Spot
    help: str = ""
    severity: Severity = Severity.ERROR
    replacement: str = ""  # as in Finding


class _EndError(Exception):
    """A fault after which reading does not go on."""

    def __init__(self, fault: Fault) -> None:
        """Carry the fault."""
        super().__init__(fault.message)
        self.fault = fault


def build(text: str) -> tuple[Node | None, list[Fault]]:
    """Return the document's root (None when there is none or it is endless) and all faults, in the order met.

    Raises yaml.YAMLError where the text is no YAML.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _EndError as end:
        builder.faults.append(end.fault)
    return builder.root, builder.faults


class _Builder:
    """Takes events and keeps the nodes that are still open."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._documents = 0
        self._open: list[tuple[Node, str | None]] = []
        self._waiting: list[Node | None] = []  # for each open mapping: the key that waits for its value
        self._anchors: dict[str, Node] = {}
        self._opening: set[str] = set()

    def take(self, event: Any) -> None:  # noqa: ANN401 - yaml's events share no useful type
        kind = type(event)
        if kind is yaml.ScalarEvent:
            node = Node("text", _spot(event), text=event.value, style=event.style or "")
            self._tag(event, node)
            self._close(node, event.anchor)
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            name = "list" if kind is yaml.SequenceStartEvent else "mapping"
            node = Node(name, _spot(event), flow=bool(event.flow_style))
            self._tag(event, node)
            self._start(node, event.anchor)
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            node, anchor = self._open.pop()
            self._waiting.pop()
            end = event.end_mark if node.flow else event.start_mark
            node.spot = Spot(node.spot.line, node.spot.column, end.line, end.column)
            self._opening.discard(anchor or "")
            self._close(node, anchor)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._document(event)

    def _document(self, event: Any) -> None:  # noqa: ANN401
        self._documents += 1
        if self._documents > 1:
            help_ = "a file holds one report; put the other one into a file of its own"
            raise _EndError(Fault("second-document", "a second document begins here", _spot(event), help_))

    def _tag(self, event: Any, node: Node) -> None:  # noqa: ANN401
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)[:40]
            help_ = "leave it out, or put the whole value in quotes"
            self.faults.append(Fault("tag", f'"{tag}" is a tag, and tags are not used here', node.spot, help_))
            node.faulty = True

    def _start(self, node: Node, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise _EndError(Fault("too-deep", f"nested deeper than {DEEPEST} levels", node.spot, "use fewer levels"))
        self._open.append((node, anchor))
        self._waiting.append(None)
        if anchor:
            self._opening.add(anchor)

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        name = event.anchor[:40]
        node = self._anchors.get(event.anchor)
        if event.anchor in self._opening:
            message, help_ = f'"*{name}" stands inside its own anchor "&{name}"', "write the value out"
        elif node is None:
            message, help_ = f'"*{name}" has no anchor before it', 'quote it if the "*" is meant'
        else:
            self._close(node, None)
            return
        self.faults.append(Fault("alias", message, _spot(event), help_))
        self._close(Node("text", _spot(event), text=f"*{name}", faulty=True), None)

    def _close(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        parent = self._open[-1][0]
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        self._check_size(parent, node.spot)
        if parent.kind == "list":
            parent.items.append(node)
        elif self._waiting[-1] is None:
            self._waiting[-1] = node
        else:
            self._pair(parent, self._waiting[-1], node)
            self._waiting[-1] = None

    def _check_size(self, parent: Node, spot: Spot) -> None:
        """Stop where aliases make more of the file than anyone means."""
        if parent.size > MOST_NODES:
            message = f"more than {MOST_NODES:,} values stand here, aliases spelt out"
            raise _EndError(Fault("too-large", message, spot, "write several smaller reports"))
        if parent.depth > DEEPEST + 1:
            message = f"nested deeper than {DEEPEST} levels, aliases spelt out"
            raise _EndError(Fault("too-deep", message, spot, "use fewer levels"))

    def _pair(self, parent: Node, key: Node, value: Node) -> None:
        if key.kind != "text":
            help_ = 'if braces are meant as text, such as "{period}.html", put the whole value in quotes'
            self.faults.append(Fault("wrong-key", "a key is text, not a list or mapping", key.spot, help_))
            parent.faulty = True
        elif key.text == "<<" and not key.style:
            self._merge(parent, key, value)
        elif key.text in parent.pairs:
            first = parent.pairs[key.text][0].spot.line + 1
            message = f'"{key.text[:40]}" stands twice: here and in line {first}'
            self.faults.append(Fault("duplicate-key", message, key.spot, "keep one of them"))
        else:
            parent.pairs[key.text] = (key, value)

    def _merge(self, parent: Node, key: Node, value: Node) -> None:
        every = value.items if value.kind == "list" else [value]
        if all(one.kind == "mapping" for one in every):
            parent.merged += every
        else:
            message = '"<<" takes over the keys of a mapping, and none stands here'
            help_ = "write <<: *name, with &name at the mapping that is meant"
            self.faults.append(Fault("alias", message, key.spot, help_))


def _spot(event: Any) -> Spot:  # noqa: ANN401
    start, end = event.start_mark, event.end_mark
    return Spot(start.line, start.column, end.line, end.column)


def entries(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield a mapping's keys and values, merged ones (`<<`) after its own; the first of a name counts."""
    yield from node.pairs.values()
    for one in node.merged:
        yield from entries(one)


def child(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    """Return the key (None in lists) and the value that a step of a path leads to; None when it leads nowhere."""
    if isinstance(step, int):
        return (None, node.items[step]) if step < len(node.items) else None
    if not node.merged:
        return node.pairs.get(step)
    return next((pair for pair in entries(node) if pair[0].text == step), None)


def walk(root: Node) -> Iterator[tuple[Path, Node]]:
    """Yield every value of the tree with its path, aliases spelt out."""
    waiting: list[tuple[Path, Node]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        yield path, node
        if node.items:
            waiting += [((*path, index), item) for index, item in enumerate(node.items)]
        elif node.pairs or node.merged:
            waiting += [((*path, key.text), value) for key, value in entries(node)]


def plain(node: Node) -> object:
    """Return a node as a dict, tuple, text, or None where nothing is written."""
    if node.kind == "list":
        return tuple(plain(item) for item in node.items)
    if node.kind == "mapping":
        made: dict[str, object] = {}
        for key, value in entries(node):
            made.setdefault(key.text, plain(value))
        return made
    return None if node.is_empty else node.text

"""YAML text as a tree of nodes with positions, built from the parser's events. The only owner of the yaml library.

Rejects what specs do not need (tags, second documents, self-reference, alias bombs) and keeps every scalar as the text
that was typed. Keeps a stack of its own, so no nesting can exhaust Python's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from reporter.core.diagnostics import Path, Severity

MOST_NODES = 10_000
DEEPEST = 30
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A range of the text, lines and columns from 0; the end is after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True)
class Node:
    """One value of the file: text, a list of nodes, or a mapping as keys and values by the keys' text.

    `style`: "" for plain text, or the quote or block character that it starts with. `merged`: the mappings that "<<"
    copies. `faulty`: a fault is already reported for this node. `size`, `depth`: with aliases expanded.
    """

    kind: str  # text | list | mapping
    span: TextSpan
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
class TextFault:
    """Something that is wrong with the text itself."""

    code: str
    message: str
    span: TextSpan
    help: str = ""
    severity: Severity = Severity.ERROR
    replacement: str = ""  # as in Finding
    cause: str = ""  # the same for every fault that the same mistake leads to


class _EndError(Exception):
    """A fault after which reading stops."""

    def __init__(self, fault: TextFault) -> None:
        """Carry the fault."""
        super().__init__(fault.message)
        self.fault = fault


def build_nodes(text: str) -> tuple[Node | None, list[TextFault]]:
    """Return the document's root (None when there is none or it is too deep or large) and all faults, in order.

    Raises yaml.YAMLError when the text is not valid YAML.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.receive(event)
    except _EndError as end:
        builder.faults.append(end.fault)
    return builder.root, builder.faults


class _Builder:
    """Receives events and keeps the nodes that are still open."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.faults: list[TextFault] = []
        self._documents = 0
        self._open: list[tuple[Node, str | None]] = []
        self._keys: list[Node | None] = []  # for each open mapping: the key whose value is next
        self._anchors: dict[str, Node] = {}
        self._opening: set[str] = set()

    def receive(self, event: Any) -> None:  # noqa: ANN401 - yaml's events share no useful type
        kind = type(event)
        if kind is yaml.ScalarEvent:
            node = Node("text", _span(event), text=event.value, style=event.style or "")
            self._tag(event, node)
            self._close(node, event.anchor)
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            name = "list" if kind is yaml.SequenceStartEvent else "mapping"
            node = Node(name, _span(event), flow=bool(event.flow_style))
            self._tag(event, node)
            self._start(node, event.anchor)
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            node, anchor = self._open.pop()
            self._keys.pop()
            end = event.end_mark if node.flow else event.start_mark
            node.span = TextSpan(node.span.line, node.span.column, end.line, end.column)
            self._opening.discard(anchor or "")
            self._close(node, anchor)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._document(event)

    def _document(self, event: Any) -> None:  # noqa: ANN401
        self._documents += 1
        if self._documents > 1:
            help_ = "write one report per file; move the other one to a separate file"
            raise _EndError(TextFault("second-document", "a second document starts here", _span(event), help_))

    def _tag(self, event: Any, node: Node) -> None:  # noqa: ANN401
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)[:40]
            help_ = "remove it, or put the whole value in quotes"
            self.faults.append(TextFault("tag", f'YAML tags such as "{tag}" are not allowed', node.span, help_))
            node.faulty = True

    def _start(self, node: Node, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise _EndError(
                TextFault("too-deep", f"values are nested deeper than {DEEPEST} levels", node.span, "use fewer levels")
            )
        self._open.append((node, anchor))
        self._keys.append(None)
        if anchor:
            self._opening.add(anchor)

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        name = event.anchor[:40]
        node = self._anchors.get(event.anchor)
        if event.anchor in self._opening:
            message, help_ = f'"*{name}" refers to itself: it is inside "&{name}"', "write the value instead"
        elif node is None:
            message, help_ = f'unknown alias "*{name}"', "if it is text, put it in quotes"
        else:
            self._close(node, None)
            return
        self.faults.append(TextFault("alias", message, _span(event), help_))
        self._close(Node("text", _span(event), text=f"*{name}", faulty=True), None)

    def _close(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        parent = self._open[-1][0]
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        self._check_size(parent, node.span)
        if parent.kind == "list":
            parent.items.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = node
        else:
            self._pair(parent, self._keys[-1], node)
            self._keys[-1] = None

    def _check_size(self, parent: Node, span: TextSpan) -> None:
        """Stop when aliases expand the file beyond any report."""
        if parent.size > MOST_NODES:
            message = f"the file has more than {MOST_NODES:,} values, including aliases"
            raise _EndError(TextFault("too-large", message, span, "split it into smaller reports"))
        if parent.depth > DEEPEST + 1:
            message = f"values are nested deeper than {DEEPEST} levels, including aliases"
            raise _EndError(TextFault("too-deep", message, span, "use fewer levels"))

    def _pair(self, parent: Node, key: Node, value: Node) -> None:
        if key.kind != "text":
            help_ = 'if the braces are text, as in "{period}.html", put the whole value in quotes'
            self.faults.append(TextFault("wrong-key", "a key must be text, not a list or mapping", key.span, help_))
            parent.faulty = True
        elif key.text == "<<" and not key.style:
            self._merge(parent, key, value)
        elif key.text in parent.pairs:
            first = parent.pairs[key.text][0].span.line + 1
            message = f'duplicate key "{key.text[:40]}", first used on line {first}'
            self.faults.append(TextFault("duplicate-key", message, key.span, "remove one of them"))
        else:
            parent.pairs[key.text] = (key, value)

    def _merge(self, parent: Node, key: Node, value: Node) -> None:
        mappings = value.items if value.kind == "list" else [value]
        if all(mapping.kind == "mapping" for mapping in mappings):
            parent.merged += mappings
        else:
            message = '"<<" requires a mapping, because it copies its keys'
            help_ = "write <<: *name, with &name before the mapping to copy"
            self.faults.append(TextFault("alias", message, key.span, help_))


def _span(event: Any) -> TextSpan:  # noqa: ANN401
    start, end = event.start_mark, event.end_mark
    return TextSpan(start.line, start.column, end.line, end.column)


def entries(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield a mapping's keys and values, copied ones (`<<`) after its own; the first of a name counts."""
    yield from node.pairs.values()
    for mapping in node.merged:
        yield from entries(mapping)


def child(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    """Return the key (None in lists) and the value that a step of a path leads to; None when it leads nowhere."""
    if isinstance(step, int):
        return (None, node.items[step]) if step < len(node.items) else None
    if not node.merged:
        return node.pairs.get(step)
    return next((pair for pair in entries(node) if pair[0].text == step), None)


def walk(root: Node) -> Iterator[tuple[Path, Node]]:
    """Yield every value of the tree with its path, aliases expanded."""
    pending: list[tuple[Path, Node]] = [((), root)]
    while pending:
        path, node = pending.pop()
        yield path, node
        if node.items:
            pending += [((*path, index), item) for index, item in enumerate(node.items)]
        elif node.pairs or node.merged:
            pending += [((*path, key.text), value) for key, value in entries(node)]


def plain_value(node: Node) -> object:
    """Return a node as a dict, tuple, text, or None where nothing is written."""
    if node.kind == "list":
        return tuple(plain_value(item) for item in node.items)
    if node.kind == "mapping":
        values: dict[str, object] = {}
        for key, value in entries(node):
            values.setdefault(key.text, plain_value(value))
        return values
    return None if node.is_empty else node.text

"""Binds a document to a model and finds everything that does not fit, not only the first.

What does not fit is cut out and binding goes on with the rest, so that the rules can look at what is left; paths of
the bound model lead back to the document through `Bound.restore`.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any
from typing import Generic
from typing import TypeVar
from typing import Union
from typing import get_args
from typing import get_origin

from pydantic import BaseModel
from pydantic import ValidationError

from reporter.catalog.lookup import suggest
from reporter.core.diagnostics import Finding
from reporter.core.diagnostics import Path
from reporter.spec.yaml.document import Document
from reporter.spec.yaml.messages import quoted
from reporter.spec.yaml.messages import wrong_value

Model = TypeVar("Model", bound=BaseModel)
# What stands in for a needed key that is missing, so that the rest can still be looked at.
_STAND_INS: dict[str, dict[str, Any]] = {
    "ReportSpec": {"title": "untitled", "accounts": "all", "period": "last_week", "metrics": ("views",)}
}
# What people call keys that have other names here.
_OTHER_WORDS = {
    "start": "from", "since": "from", "sender": "from", "end": "to", "until": "to", "recipients": "to", "type": "kind",
}  # fmt: skip
_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Bound(Generic[Model]):
    """A model of what fits (None when nothing does), what does not, and the way from model paths to the file's."""

    value: Model | None
    findings: tuple[Finding, ...]
    restore: Callable[[Path], Path]


def bind(model: type[Model], document: Document, *, defaults: Mapping[str, Any] | None = None) -> Bound[Model]:
    """Bind the document's value, over `defaults` for keys that it leaves out.

    Findings about defaults are left out: they belong to the file that holds them. So are those about places where the
    document itself reported a fault.
    """
    binding = _Binding(model, {**(defaults or {}), **document.value})
    value = binding.bind()
    own = set(document.value) | {key for key in model.model_fields if key not in (defaults or {})}
    findings = [one for one in _once(binding.findings) if not one.path or one.path[0] in own]
    reported = document.reported
    kept = [one for one in findings if not any(one.path[: len(path)] == path for path in reported)]
    return Bound(value, tuple(kept), binding.restore)


def _once(findings: list[Finding]) -> list[Finding]:
    """Leave out the missing key where a misspelt one stands beside: that is one mistake."""
    misspelt = {(one.path[:-1], f'missing key "{one.replacement}"') for one in findings if one.code == "unknown-key"}
    return [one for one in findings if one.code != "missing-key" or (one.path, one.message) not in misspelt]


class _Binding(Generic[Model]):
    """One model being bound: the tree that is left, and for each list the indexes its entries had in the file."""

    def __init__(self, model: type[Model], value: Mapping[str, Any]) -> None:
        self.model = model
        self.tree = {key: _thaw(one) for key, one in value.items()}
        self.findings: list[Finding] = []
        self._indexes: dict[int, list[int]] = {}
        self._cut: set[Path] = set()

    def bind(self) -> Model | None:
        for _ in range(_ROUNDS):
            try:
                return self.model.model_validate(_freeze(self.tree))
            except ValidationError as refused:
                errors = [dict(one) for one in refused.errors(include_url=False, include_input=False)]
            places = [(one, *self._walk(one["loc"])) for one in _one_branch(errors, self.tree, _unions(self.model))]
            for error, path, rest in places:
                self._tell(error, self.restore(path), rest)
            lost = [rest[-1] for error, path, rest in places if error["type"] == "missing" and not path]
            if any(key not in _STAND_INS.get(self.model.__name__, {}) for key in lost):
                return None
            # the last first, so that the indexes of those before stay true
            for error, path, rest in sorted(places, key=lambda place: _order(place[1]), reverse=True):
                self._prune(error, path, rest)
        return None

    def restore(self, path: Path) -> Path:
        """Lead a path of the bound model back to the document."""
        node: Any = self.tree
        found: list[str | int] = []
        for step in path:
            known = isinstance(node, list) and isinstance(step, int) and step < len(node)
            found.append(self._indexes.get(id(node), range(len(node)))[step] if known else step)  # type: ignore[index]
            node = node[step] if known or (isinstance(node, dict) and step in node) else None
        return tuple(found)

    def _walk(self, loc: tuple[str | int, ...]) -> tuple[Path, tuple[str | int, ...]]:
        """Follow an error's place down the tree; return how far it leads and the steps that lead nowhere."""
        node: Any = self.tree
        path: list[str | int] = []
        rest: list[str | int] = []
        for step in loc:
            tag = isinstance(node, dict) and node.get("kind") == step and "sections" in path and step not in rest
            if not tag and not rest[1:] and _has(node, step):
                node, path, rest = node[step], [*path, step], []
            else:
                rest.append(step)
        return tuple(path), tuple(rest)

    def _tell(self, error: Mapping[str, Any], path: Path, rest: Path) -> None:
        kind = error["type"]
        if kind == "missing":
            key = str(rest[-1])
            if (*path, key) not in self._cut:
                self.findings.append(Finding("missing-key", path, f'missing key "{key}"', f"add {key}: ..."))
        elif kind == "union_tag_not_found":
            help_ = _no_kind_help(_value_at(self.tree, self._walk(error["loc"])[0]), _kinds(self.model))
            self.findings.append(Finding("missing-key", path, 'missing key "kind"', help_))
        elif kind == "union_tag_invalid":
            self.findings.append(_wrong_kind(_value_at(self.tree, self._walk(error["loc"])[0]), path, self.model))
        elif kind == "extra_forbidden":
            self.findings.append(self._unknown_key(path, error["loc"]))
        elif not any(cut[: len(path)] == path and len(cut) > len(path) for cut in self._cut):
            self._tell_value(error, path, rest)

    def _tell_value(self, error: Mapping[str, Any], path: Path, rest: Path) -> None:
        at_key = rest[-1:] == ("[key]",)
        value = path[-1] if at_key else _value_at(self.tree, self._walk(error["loc"])[0])
        keys = () if at_key else tuple(step for step in path if isinstance(step, str))
        message, help_, fix = wrong_value(error, value, keys)
        if path[:-1] == ("sections",) and isinstance(value, str):
            kind = suggest(value, _kinds(self.model))
            help_ = f"write {{kind: {kind}}}" if kind else help_
        shape = error["type"].endswith("_type") or error["type"] == "union"
        code = "wrong-type" if shape else "wrong-value"
        self.findings.append(Finding(code, path, message, help_, at_key=at_key, replacement=fix))

    def _unknown_key(self, path: Path, loc: tuple[str | int, ...]) -> Finding:
        key, known = str(path[-1]), list(_accepted(self.model, loc))
        meant = _OTHER_WORDS.get(key, "")
        near = meant if meant in known else suggest(key, known)
        help_ = f'did you mean "{near}"?' if near else f"known here: {', '.join(known)}"
        return Finding("unknown-key", path, f"unknown key {quoted(key)}", help_, at_key=True, replacement=near)

    def _prune(self, error: Mapping[str, Any], path: Path, rest: Path) -> None:
        """Cut out what does not fit; a mapping that lacks a key goes whole, but for the root's."""
        if error["type"] == "missing" and not path:
            self.tree[str(rest[-1])] = _STAND_INS[self.model.__name__][str(rest[-1])]
            return
        if not path or not _has(_value_at(self.tree, path[:-1]), path[-1]):
            return
        self._cut.add(self.restore(path))
        parent: Any = _value_at(self.tree, path[:-1])
        if isinstance(parent, list):
            self._indexes.setdefault(id(parent), list(range(len(parent)))).pop(int(path[-1]))
        del parent[path[-1]]


def _order(path: Path) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(step, int), step if isinstance(step, int) else 0, str(step)) for step in path)


def _unions(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields that take several shapes, so that a fault in one is told for each."""
    args = {name: get_args(field.annotation) for name, field in model.model_fields.items()}
    shapes = {name: [one for one in several if one is not type(None)] for name, several in args.items()}
    kinds = (Union, UnionType)
    return frozenset(
        name for name, field in model.model_fields.items() if get_origin(field.annotation) in kinds and shapes[name][1:]
    )


def _one_branch(errors: list[dict[str, Any]], tree: dict[str, Any], fields: frozenset[str]) -> list[dict[str, Any]]:
    """Of the branches of a field that takes several shapes, keep the one that the author meant."""
    unions: dict[str, list[dict[str, Any]]] = {}
    for error in errors:
        if error["loc"][0] in fields and len(error["loc"]) > 1:
            unions.setdefault(error["loc"][0], []).append(error)
    for key, group in unions.items():
        shape = tree[key]
        meant = [error for error in group if len(error["loc"]) > 2 and _fits(error["loc"][1], shape)]
        replaced = meant or [{"type": "union", "loc": (key,), "msg": ""}]
        errors = [error for error in errors if error not in group] + replaced
    return [one for one in errors if one["type"] != "too_short" or not _has_error_below(one, errors)]


def _fits(branch: str, value: object) -> bool:
    """Say whether a branch of a union is for values of this shape: models for mappings, tuples for lists."""
    return branch.isidentifier() if isinstance(value, dict) else branch.startswith("tuple[") and isinstance(value, list)


def _has_error_below(error: dict[str, Any], errors: list[dict[str, Any]]) -> bool:
    loc = error["loc"]
    return any(len(one["loc"]) > len(loc) and one["loc"][: len(loc)] == loc for one in errors)


def _accepted(model: type[BaseModel], loc: tuple[str | int, ...]) -> Iterator[str]:
    """Yield the keys that are known where an unknown one stands."""
    here: list[type[BaseModel]] = [model]
    for step in loc[:-1]:
        fields = [field for one in here for name, field in one.model_fields.items() if step in {name, field.alias}]
        below = [one for field in fields for one in _models_in(field.annotation, field.metadata)]
        tagged = [one for one in here if step == one.__name__ or step in _kind(one)]
        here = below or tagged or here
    yield from (field.alias or name for one in here for name, field in one.model_fields.items())


def _kind(model: type[BaseModel]) -> tuple[Any, ...]:
    return get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()


def _models_in(*annotations: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type expression
    for annotation in annotations:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        yield from _models_in(*get_args(annotation))


def _kinds(model: type[BaseModel]) -> list[str]:
    sections = model.model_fields.get("sections")
    return [kind for one in _models_in(sections.annotation) for kind in _kind(one)] if sections else []


def _no_kind_help(section: object, kinds: list[str]) -> str:
    """Say how to name a section's kind; where the kind is written as a key, how to turn that round."""
    as_key = next((key for key in section if key in kinds), "") if isinstance(section, dict) else ""
    return f"write kind: {as_key}, and its keys beside it" if as_key else f"add kind: {', '.join(kinds)}"


def _wrong_kind(section: object, path: Path, model: type[BaseModel]) -> Finding:
    written, kinds = section.get("kind") if isinstance(section, dict) else None, _kinds(model)
    if not isinstance(written, str):
        return Finding("wrong-value", (*path, "kind"), "expected a kind of section", f"write one of {', '.join(kinds)}")
    near = suggest(written, kinds)
    help_ = f'did you mean "{near}"?' if near else f"write one of {', '.join(kinds)}"
    message = f"{quoted(written)} is no kind of section"
    return Finding("wrong-value", (*path, "kind"), message, help_, replacement=near)


def _value_at(tree: object, path: Path) -> object:
    node: Any = tree
    for step in path:
        node = node[step]
    return node


def _has(node: object, step: str | int) -> bool:
    if isinstance(node, list):
        return isinstance(step, int) and step < len(node)
    return isinstance(node, dict) and step in node


def _thaw(value: object) -> Any:  # noqa: ANN401 - any plain value
    if isinstance(value, dict):
        return {key: _thaw(one) for key, one in value.items()}
    return [_thaw(one) for one in value] if isinstance(value, tuple | list) else value


def _freeze(value: object) -> Any:  # noqa: ANN401 - any plain value
    if isinstance(value, dict):
        return {key: _freeze(one) for key, one in value.items()}
    return tuple(_freeze(one) for one in value) if isinstance(value, list) else value

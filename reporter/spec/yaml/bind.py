"""Binds a document to a model and reports everything that does not fit, not only the first.

What does not fit is removed and the rest is bound, so that the rules can check it; `Bound.restore` turns paths of the
bound model into paths of the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from reporter.core.diagnostics import Finding, Path
from reporter.core.text import nearest_name
from reporter.spec.yaml.document import Document
from reporter.spec.yaml.messages import quote_value, wrong_value

Bindable = TypeVar("Bindable", bound=BaseModel)
# The values of missing required keys, so that the rest can still be checked.
_PLACEHOLDERS: dict[str, dict[str, Any]] = {
    "ReportSpec": {"title": "untitled", "accounts": "all", "period": "last_week", "metrics": ("views",)}
}
# Other names that authors use for keys.
_OTHER_NAMES = {
    "start": "from", "since": "from", "sender": "from", "end": "to", "until": "to", "recipients": "to", "type": "kind",
}  # fmt: skip
_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Bound(Generic[Bindable]):
    """A model of what fits (None: nothing) and findings about the rest; `restore`: model path -> document path."""

    value: Bindable | None
    findings: tuple[Finding, ...]
    restore: Callable[[Path], Path]


def bind(model: type[Bindable], document: Document, *, defaults: Mapping[str, Any] | None = None) -> Bound[Bindable]:
    """Bind the document's value; `defaults` fill in keys that it omits.

    Findings about defaults are dropped: they belong to the file of the defaults. So are those at paths for which the
    document has already reported a fault.
    """
    binding = _Binding(model, {**(defaults or {}), **document.value})
    value = binding.bind()
    checked_keys = set(document.value) | {key for key in model.model_fields if key not in (defaults or {})}
    findings = [
        finding for finding in binding.distinct_findings() if not finding.path or finding.path[0] in checked_keys
    ]
    reported = document.reported
    unreported = [finding for finding in findings if not any(finding.path[: len(path)] == path for path in reported)]
    return Bound(value, tuple(unreported), binding.restore)


class _Binding(Generic[Bindable]):
    """One model being bound: what remains of the tree, and for each list the indexes of its entries in the file."""

    def __init__(self, model: type[Bindable], value: Mapping[str, Any]) -> None:
        self.model = model
        self.tree = {key: _thaw(part) for key, part in value.items()}
        self._findings: list[Finding] = []
        self._missing: dict[Path, Finding] = {}
        self._indexes: dict[int, list[int]] = {}
        self._cut: set[Path] = set()

    def bind(self) -> Bindable | None:
        for _ in range(_ROUNDS):
            try:
                return self.model.model_validate(_freeze(self.tree))
            except ValidationError as failure:
                errors = [dict(error) for error in failure.errors(include_url=False, include_input=False)]
            misfits = [
                (error, *self._walk(error["loc"])) for error in _one_branch(errors, self.tree, _unions(self.model))
            ]
            for error, path, rest in misfits:
                self._report(error, self.restore(path), rest)
            missing = [rest[-1] for error, path, rest in misfits if error["type"] == "missing" and not path]
            if any(key not in _PLACEHOLDERS.get(self.model.__name__, {}) for key in missing):
                return None
            # the last first, so that the indexes of the earlier ones stay valid
            for error, path, rest in sorted(misfits, key=lambda misfit: _order(misfit[1]), reverse=True):
                self._prune(error, path, rest)
        return None

    def distinct_findings(self) -> list[Finding]:
        """Return the findings, without a missing key where a misspelt one is next to it: that is one mistake."""
        misspelt = {
            (*finding.path[:-1], finding.replacement) for finding in self._findings if finding.code == "unknown-key"
        }
        doubled = [finding for path, finding in self._missing.items() if path in misspelt]
        return [finding for finding in self._findings if finding not in doubled]

    def restore(self, path: Path) -> Path:
        """Turn a path of the bound model into the path in the document."""
        node: Any = self.tree
        restored: list[str | int] = []
        for step in path:
            known = isinstance(node, list) and isinstance(step, int) and step < len(node)
            restored.append(self._indexes.get(id(node), range(len(node)))[step] if known else step)  # type: ignore[index]
            node = node[step] if known or (isinstance(node, dict) and step in node) else None
        return tuple(restored)

    def _walk(self, loc: tuple[str | int, ...]) -> tuple[Path, tuple[str | int, ...]]:
        """Follow an error's location down the tree; return the path that exists and the remaining steps."""
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

    def _report(self, error: Mapping[str, Any], path: Path, rest: Path) -> None:
        kind = error["type"]
        if kind == "missing":
            key = str(rest[-1])
            if (*path, key) not in self._cut:
                finding = Finding("missing-key", path, f'missing key "{key}"', f"add {key}: ...")
                self._missing[*path, key] = finding
                self._findings.append(finding)
        elif kind == "union_tag_not_found":
            help_ = _no_kind_help(_value_at(self.tree, self._walk(error["loc"])[0]), _kinds(self.model))
            self._findings.append(Finding("missing-key", path, 'missing key "kind"', help_))
        elif kind == "union_tag_invalid":
            self._findings.append(_wrong_kind(_value_at(self.tree, self._walk(error["loc"])[0]), path, self.model))
        elif kind == "extra_forbidden":
            self._findings.append(self._unknown_key(path, error["loc"]))
        elif not any(cut[: len(path)] == path and len(cut) > len(path) for cut in self._cut):
            self._report_value(error, path, rest)

    def _report_value(self, error: Mapping[str, Any], path: Path, rest: Path) -> None:
        at_key = rest[-1:] == ("[key]",)
        value = path[-1] if at_key else _value_at(self.tree, self._walk(error["loc"])[0])
        keys = () if at_key else tuple(step for step in path if isinstance(step, str))
        message, help_, fix = wrong_value(error, value, keys)
        if path[:-1] == ("sections",) and isinstance(value, str):
            kind = nearest_name(value, _kinds(self.model))
            help_ = f"write {{kind: {kind}}}" if kind else help_
        shape = error["type"].endswith("_type") or error["type"] == "union"
        code = "wrong-type" if shape else "wrong-value"
        self._findings.append(Finding(code, path, message, help_, at_key=at_key, replacement=fix))

    def _unknown_key(self, path: Path, loc: tuple[str | int, ...]) -> Finding:
        key, known = str(path[-1]), list(_accepted(self.model, loc))
        other = _OTHER_NAMES.get(key, "")
        near = other if other in known else nearest_name(key, known)
        help_ = f'did you mean "{near}"?' if near else f"valid keys: {', '.join(known)}"
        return Finding("unknown-key", path, f"unknown key {quote_value(key)}", help_, at_key=True, replacement=near)

    def _prune(self, error: Mapping[str, Any], path: Path, rest: Path) -> None:
        """Remove what does not fit; a mapping below the root that lacks a key is removed whole."""
        if error["type"] == "missing" and not path:
            self.tree[str(rest[-1])] = _PLACEHOLDERS[self.model.__name__][str(rest[-1])]
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
    """Return the fields that accept several shapes; pydantic reports a misfit in one of them for each shape."""
    names = set()
    for name, field in model.model_fields.items():
        shapes = [shape for shape in get_args(field.annotation) if shape is not type(None)]
        if get_origin(field.annotation) in {Union, UnionType} and len(shapes) > 1:
            names.add(name)
    return frozenset(names)


def _one_branch(errors: list[dict[str, Any]], tree: dict[str, Any], fields: frozenset[str]) -> list[dict[str, Any]]:
    """Keep, for each field that accepts several shapes, the errors of the shape that the author probably meant."""
    unions: dict[str, list[dict[str, Any]]] = {}
    for error in errors:
        if error["loc"][0] in fields and len(error["loc"]) > 1:
            unions.setdefault(error["loc"][0], []).append(error)
    for key, group in unions.items():
        shape = tree[key]
        meant = [error for error in group if len(error["loc"]) > 2 and _fits(error["loc"][1], shape)]
        replaced = meant or [{"type": "union", "loc": (key,), "msg": ""}]
        errors = [error for error in errors if error not in group] + replaced
    return [error for error in errors if error["type"] != "too_short" or not _has_error_below(error, errors)]


def _fits(branch: str, value: object) -> bool:
    """Say whether a branch of a union accepts values of this shape: models for mappings, tuples for lists."""
    return branch.isidentifier() if isinstance(value, dict) else branch.startswith("tuple[") and isinstance(value, list)


def _has_error_below(error: dict[str, Any], errors: list[dict[str, Any]]) -> bool:
    loc = error["loc"]
    return any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in errors)


def _accepted(model: type[BaseModel], loc: tuple[str | int, ...]) -> Iterator[str]:
    """Yield the keys that are valid where an unknown one is."""
    models: list[type[BaseModel]] = [model]
    for step in loc[:-1]:
        fields = [field for part in models for name, field in part.model_fields.items() if step in {name, field.alias}]
        below = [part for field in fields for part in _models_in(field.annotation, field.metadata)]
        tagged = [part for part in models if step == part.__name__ or step in _kind(part)]
        models = below or tagged or models
    yield from (field.alias or name for part in models for name, field in part.model_fields.items())


def _kind(model: type[BaseModel]) -> tuple[Any, ...]:
    return get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()


def _models_in(*annotations: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type expression
    for annotation in annotations:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        yield from _models_in(*get_args(annotation))


def _kinds(model: type[BaseModel]) -> list[str]:
    sections = model.model_fields.get("sections")
    return [kind for part in _models_in(sections.annotation) for kind in _kind(part)] if sections else []


def _no_kind_help(section: object, kinds: list[str]) -> str:
    """Return how to write a section's kind, also where the kind is written as a key."""
    as_key = next((key for key in section if key in kinds), "") if isinstance(section, dict) else ""
    return f"write kind: {as_key}, with its other keys next to it" if as_key else f"add kind: {', '.join(kinds)}"


def _wrong_kind(section: object, path: Path, model: type[BaseModel]) -> Finding:
    written, kinds = section.get("kind") if isinstance(section, dict) else None, _kinds(model)
    if not isinstance(written, str):
        return Finding("wrong-value", (*path, "kind"), "expected a section kind", f"write one of {', '.join(kinds)}")
    near = nearest_name(written, kinds)
    help_ = f'did you mean "{near}"?' if near else f"write one of {', '.join(kinds)}"
    message = f"{quote_value(written)} is not a valid section kind"
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
        return {key: _thaw(part) for key, part in value.items()}
    return [_thaw(part) for part in value] if isinstance(value, tuple | list) else value


def _freeze(value: object) -> Any:  # noqa: ANN401 - any plain value
    if isinstance(value, dict):
        return {key: _freeze(part) for key, part in value.items()}
    return tuple(_freeze(part) for part in value) if isinstance(value, list) else value

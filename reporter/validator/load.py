"""From files to checked specs, for validate, plan and run alike: read, parse, bind, check, locate, sort.

A spec without errors here can run. Prints nothing and sends no requests; errors in files become diagnostics, and a
missing file raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path as File

from reporter.catalog.load import load_catalog
from reporter.core.diagnostics import Diagnostic, Finding, Path, has_errors
from reporter.core.shipped import templates as shipped_templates
from reporter.spec.model import ReportSpec
from reporter.spec.theme import theme_names
from reporter.spec.workspace import FILE_NAME, Workspace, WorkspaceModel
from reporter.spec.yaml.bind import Bound, bind
from reporter.spec.yaml.document import Document, parse
from reporter.spec.yaml.source import read_source
from reporter.validator.check import check_annotations, check_document, check_spec, check_workspace
from reporter.validator.context import RuleContext
from reporter.validator.literal_secrets import literal_secrets, without_secrets
from reporter.validator.rules.same_file import check_together

ShownPath = Callable[[File], str]
_BoundModel = Bound[ReportSpec] | Bound[WorkspaceModel]


@dataclass(frozen=True, slots=True)
class LoadedWorkspace:
    """reporter.yaml: the workspace (None when it cannot be bound), its document and its diagnostics."""

    folder: File
    workspace: Workspace | None
    document: Document | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def defaults(self) -> Mapping[str, object]:
        """The keys under `defaults` in reporter.yaml, as written."""
        return _mapping(_mapping(self.document.value if self.document else None).get("defaults"))


@dataclass(frozen=True, slots=True)
class LoadedSpec:
    """A spec's file: `spec` is None when it cannot be bound; `diagnostics` decide whether it may run."""

    path: File
    name: str
    workspace: Workspace | None
    spec: ReportSpec | None
    context: RuleContext | None
    document: Document | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A workspace and its specs. `diagnostics`: all, reporter.yaml's first, sorted within each file, no duplicates.

    `files`: the path in diagnostics -> the file.
    """

    workspace: Workspace | None
    specs: tuple[LoadedSpec, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: Mapping[str, File]

    @property
    def failed(self) -> bool:
        """Say whether an error prevents a run."""
        return self.workspace is None or has_errors(self.diagnostics)


def load_all(folder: File, files: Sequence[File], *, now: datetime, shown: ShownPath = str) -> Loaded:
    """Load the workspace in `folder` and the specs. Raises NoInputError for a file that does not exist."""
    workspace = load_workspace(folder, now=now, shown=shown)
    specs = tuple(load_spec(file, workspace=workspace, now=now, shown=shown) for file in files)
    of_specs = [diagnostic for spec in specs for diagnostic in spec.diagnostics]
    return Loaded(
        workspace=workspace.workspace,
        specs=specs,
        diagnostics=_in_order((*workspace.diagnostics, *of_specs, *_together(specs, shown))),
        files={shown(file): file for file in (folder / FILE_NAME, *files)},
    )


def load_workspace(folder: File, *, now: datetime, shown: ShownPath = str) -> LoadedWorkspace:
    """Read and check reporter.yaml, its `defaults` as keys of a spec. Raises NoInputError when it does not exist."""
    path = folder / FILE_NAME
    document, diagnostics = parse(read_source(path, shown=shown(path)))
    if document is None:
        return LoadedWorkspace(folder, None, None, _masked(diagnostics, ()))
    bound = bind(WorkspaceModel, document)
    workspace = Workspace(folder, bound.value) if bound.value else None
    findings = [*_no_key_twice(bound.findings, document.value), *check_document(document.value)]
    if workspace:
        context = _context(workspace, _faulty_paths(bound, document), document.value, name="", now=now)
        findings += _with_document_paths(check_workspace(context), bound)
        findings += _default_findings(document)
    diagnostics += tuple(map(document.locate, _unreported(findings, document)))
    usable = None if document.recovered else workspace  # specs may name something that could not be read
    return LoadedWorkspace(folder, usable, document, _masked(diagnostics, _secrets(document)))


def load_spec(path: File, *, workspace: LoadedWorkspace, now: datetime, shown: ShownPath = str) -> LoadedSpec:
    """Read and check one spec. Raises NoInputError when it does not exist."""
    document, diagnostics = parse(read_source(path, shown=shown(path)))
    valid_workspace = workspace.workspace
    if document is None:
        diagnostics = _masked(diagnostics, _secrets(workspace.document))
        return LoadedSpec(path, path.stem, valid_workspace, None, None, None, diagnostics)
    bound = bind(ReportSpec, document, defaults=dict(workspace.defaults))
    findings = [*_no_key_twice(bound.findings, document.value), *check_document(document.value)]
    context = None
    if valid_workspace and bound.value:
        values = {**workspace.defaults, **document.value}
        context = _context(valid_workspace, _faulty_paths(bound, document), values, name=path.stem, now=now)
        findings += _with_document_paths(check_spec(bound.value, context), bound)
        diagnostics += check_annotations(bound.value, context)
    diagnostics += tuple(_locate(finding, document, workspace) for finding in _unreported(findings, document))
    secrets = (*_secrets(document), *_secrets(workspace.document))
    return LoadedSpec(path, path.stem, valid_workspace, bound.value, context, document, _masked(diagnostics, secrets))


def _context(
    workspace: Workspace, faulty: tuple[Path, ...], values: Mapping[str, object], *, name: str, now: datetime
) -> RuleContext:
    """Return the context for rules. `faulty`: paths with a finding already; `values`: the plain values of the file."""
    roots = {str(path[0]) for path in faulty if path}
    faulty_names = frozenset(str(key) for root in roots for key in _mapping(values.get(root)))
    return RuleContext(
        catalog=load_catalog(),
        workspace=workspace,
        name=name,
        now=now,
        themes=partial(theme_names, workspace.folder),
        templates=partial(_template_names, workspace.folder),
        faulty=faulty,
        faulty_names=faulty_names,
    )


def _template_names(workspace: File, suffix: str) -> tuple[str, ...]:
    """Return the names of templates with this suffix, without the email's and without Excel's lock files (~$)."""
    folders = (workspace / "templates", shipped_templates())
    names = dict.fromkeys(file.name for folder in folders for file in sorted(folder.glob(f"*{suffix}")))
    return tuple(name for name in names if name != "mail.html" and not name.startswith("~$"))


def _default_findings(document: Document) -> Iterator[Finding]:
    """Yield the findings of binding `defaults` as a spec, in which no key is required."""
    defaults = _mapping(document.value).get("defaults")
    if not isinstance(defaults, Mapping):
        return
    reported = frozenset(path[1:] for path in document.reported if path[:1] == ("defaults",))
    for finding in bind(ReportSpec, replace(document, value=dict(defaults), reported=reported)).findings:
        if finding.path and finding.path[0] in defaults:
            yield replace(finding, path=("defaults", *finding.path))


def _locate(finding: Finding, document: Document, workspace: LoadedWorkspace) -> Diagnostic:
    """Locate a finding in the spec, or in reporter.yaml when the key comes from its defaults."""
    first = finding.path[0] if finding.path else None
    if workspace.document and first in workspace.defaults and first not in _mapping(document.value):
        return workspace.document.locate(replace(finding, path=("defaults", *finding.path)))
    return document.locate(finding)


def _together(specs: Iterable[LoadedSpec], shown: ShownPath) -> Iterator[Diagnostic]:
    pairs = {shown(loaded.path): (loaded.spec, loaded.context) for loaded in specs if loaded.spec and loaded.context}
    documents = {shown(loaded.path): loaded.document for loaded in specs if loaded.document}
    for path, finding in check_together(pairs):
        yield documents[path].locate(finding)


def _with_document_paths(findings: Iterable[Finding], bound: _BoundModel) -> list[Finding]:
    """Turn paths of the bound model into paths of the document."""
    return [replace(finding, path=bound.restore(finding.path)) for finding in findings]


def _no_key_twice(findings: Iterable[Finding], value: object) -> Iterator[Finding]:
    """Remove the replacement of a mistyped key if the right key is already next to it."""
    for finding in findings:
        is_key = finding.at_key and finding.replacement
        exists = is_key and finding.replacement in _mapping(_value_at(value, finding.path[:-1]))
        yield replace(finding, replacement="") if exists else finding


def _value_at(value: object, path: Path) -> object:
    """Return the value at a path of a document, or None."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, tuple) and step < len(value) else None
        else:
            value = _mapping(value).get(step)
    return value


def _unreported(findings: Iterable[Finding], document: Document) -> Iterator[Finding]:
    """Yield findings unless the document has already reported their path: the value there is not what was written."""
    for finding in findings:
        if not any(finding.path[:length] in document.reported for length in range(1, len(finding.path) + 1)):
            yield finding


def _faulty_paths(bound: _BoundModel, document: Document) -> tuple[Path, ...]:
    return (*document.reported, *(finding.path for finding in bound.findings))


def _masked(diagnostics: Iterable[Diagnostic], secrets: Sequence[str]) -> tuple[Diagnostic, ...]:
    return _in_order(without_secrets(diagnostic, secrets) for diagnostic in diagnostics)


def _in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort within each file, without duplicates; files keep their order."""
    distinct: dict[tuple[str, int, int, str, str], Diagnostic] = {}
    files: dict[str, int] = {}
    for diagnostic in diagnostics:
        position = (diagnostic.path, diagnostic.line, diagnostic.column)
        distinct[*position, diagnostic.code, diagnostic.message] = diagnostic
        files.setdefault(diagnostic.path, len(files))
    keys = sorted(distinct, key=lambda key: (files[key[0]], *key[1:4]))
    return tuple(distinct[key] for key in keys)


def _secrets(document: Document | None) -> tuple[str, ...]:
    return tuple(text for _, text in literal_secrets(document.value)) if document else ()


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}

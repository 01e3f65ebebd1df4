"""Rooms may only import rooms of their own layer or below; each outside library has one owner; tables are complete."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "reporter"

# Longest prefix wins. The order of rooms is the order a report passes through them.
LAYERS = {
    "reporter": 0, "reporter.errors": 0, "reporter.surroundings": 0, "reporter.hosts": 0,
    "reporter.report": 0, "reporter.observations": 0, "reporter.shipped": 0,
    "reporter.graph.wire": 0, "reporter.validator.diagnostics": 0, "reporter.renderers.colours": 0,
    "reporter.pictures": 0,
    "reporter.delivery.server": 1, "reporter.language": 1,
    "reporter.spec": 1, "reporter.catalog": 1, "reporter.workspace": 1, "reporter.themes": 1,
    "reporter.validator": 2, "reporter.executor.plan": 2, "reporter.graph": 2, "reporter.analysis": 2,
    "reporter.renderers": 2, "reporter.executor.pictures": 3,
    "reporter.graph.client": 3, "reporter.executor.fetch": 3, "reporter.sandbox": 3, "reporter.credentials": 3,
    "reporter.files": 3, "reporter.access": 3, "reporter.history": 3, "reporter.web": 3,
    "reporter.delivery": 3, "reporter.recording": 4, "reporter.collecting": 4, "reporter.inspecting": 4,
    "reporter.asking": 4,
    "reporter.loading": 4, "reporter.comparability": 4,
    "reporter.planning": 4, "reporter.letters": 4, "reporter.issuing": 4,
    "reporter.posting": 4, "reporter.making": 4, "reporter.pipeline": 4, "reporter.alarm": 4,
    "reporter.duties": 4, "reporter.checkup": 4, "reporter.timetable": 2, "reporter.tokens": 4,
    "reporter.shortfall": 4,
    "reporter.previewing": 4, "reporter.estimate": 4, "reporter.cli": 5, "reporter.__main__": 5,
}  # fmt: skip

OWNERS = {
    "yaml": ("reporter.spec.", "reporter.catalog.load"),
    "requests": ("reporter.graph.", "reporter.delivery.ping"),
    "urllib3": ("reporter.graph.", "reporter.access", "reporter.delivery.ping"),
    "jinja2": ("reporter.renderers.",),
    "vl_convert": ("reporter.renderers.",),
    "css_inline": ("reporter.renderers.mail",),
    "openpyxl": ("reporter.renderers.excel",),
    "babel": ("reporter.renderers.", "reporter.language"),
    "markdown_it": ("reporter.renderers.",),
    "polars": ("reporter.analysis.", "reporter.renderers.parquet", "reporter.history.export"),
    "sqlalchemy": ("reporter.history", "reporter.recording", "reporter.loading", "reporter.issuing"),
    "alembic": ("reporter.history",),
    "starlette": ("reporter.web.",),
    "uvicorn": ("reporter.web.",),
    "smtplib": (),  # nobody: reporter.delivery.wire says why
    "email": ("reporter.delivery.message", "reporter.graph.limits", "reporter.sandbox.server"),
    "PIL": ("reporter.pictures",),
    "idna": ("reporter.spec.addresses",),
    "click": ("reporter.cli",),
    "pydantic": ("reporter.spec.", "reporter.workspace", "reporter.themes", "reporter.validator.", "reporter.graph."),
}

Module = tuple[str, ast.Module]


def _modules() -> list[Module]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append((name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


MODULES = _modules()


def _imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _layer(name: str) -> int:
    while name not in LAYERS:
        name = name.rpartition(".")[0]
    return LAYERS[name]


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_a_room_imports_only_its_own_layer_or_below(name: str, tree: ast.Module) -> None:
    names = {known for known, _ in MODULES}
    inside = {one for one in _imports(tree) if one in names}
    assert [one for one in inside if _layer(one) > _layer(name)] == []


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_a_library_is_used_by_its_owner_only(name: str, tree: ast.Module) -> None:
    used = {one.partition(".")[0] for one in _imports(tree)}
    strangers = [library for library, owners in OWNERS.items() if library in used and not name.startswith(owners)]
    assert strangers == []


def test_renderers_know_the_report_and_nothing_of_how_it_was_made() -> None:
    allowed = ("reporter.report", "reporter.errors", "reporter.shipped", "reporter.language", "reporter.renderers")
    for name, tree in MODULES:
        if name.startswith("reporter.renderers"):
            inside = {one for one in _imports(tree) if one.startswith("reporter.")}
            assert [one for one in inside if not one.startswith(allowed)] == [], name


@pytest.mark.parametrize("folder", ["validator.rules", "analysis.sections", "cli"])
def test_siblings_do_not_import_each_other(folder: str) -> None:
    prefix = f"reporter.{folder}."
    for name, tree in MODULES:
        if name.startswith(prefix):
            siblings = {one for one in _imports(tree) if one.startswith(prefix)} - {name}
            shared = {f"{prefix}{one}" for one in ("common", "endings", "jobs", "terminal")}
            assert [one for one in siblings if not one.startswith(tuple(shared))] == [], name


def test_the_sandbox_and_the_client_do_not_know_each_other() -> None:
    for name, tree in MODULES:
        if name.startswith("reporter.sandbox"):
            assert [one for one in _imports(tree) if one.startswith(("reporter.graph", "reporter.executor"))] == []
        if name.startswith(("reporter.graph", "reporter.executor")):
            assert [one for one in _imports(tree) if one.startswith("reporter.sandbox")] == []


def test_only_the_command_line_prints_or_exits() -> None:
    for name, tree in MODULES:
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        if not name.startswith(("reporter.cli", "reporter.__main__")):
            assert not called & {"print", "exit", "quit", "input"}, name


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_modules_say_what_they_own_and_stay_small(name: str, tree: ast.Module) -> None:
    lines = max((getattr(node, "end_lineno", 0) or 0 for node in tree.body), default=0)
    assert lines <= 300, name
    if lines > 15:
        assert ast.get_docstring(tree), name
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 40, f"{name}.{node.name}"

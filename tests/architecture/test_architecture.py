"""Rooms import the rooms before them, without exception; each outside library has one owner; nothing lies loose."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "reporter"

# A room imports rooms of the lines above its own, never one of its own line.
ROOMS = (
    ("core",),
    ("catalog",),
    ("spec",),
    ("renderers", "history", "sandbox", "web"),
    ("analysis", "executor"),
    ("delivery",),
    ("validator",),
    ("pipeline",),
    ("cli",),
)
LAYERS = {room: number for number, rooms in enumerate(ROOMS) for room in rooms}

OWNERS = {
    "yaml": ("reporter.spec.yaml.", "reporter.catalog.load"),
    "requests": ("reporter.executor.graph.", "reporter.delivery.ping"),
    "urllib3": ("reporter.executor.graph.", "reporter.executor.connect", "reporter.delivery.ping"),
    "jinja2": ("reporter.renderers.html", "reporter.renderers.mail"),
    "resvg_py": ("reporter.renderers.charts.",),
    "css_inline": ("reporter.renderers.mail",),
    "openpyxl": ("reporter.renderers.excel",),
    "babel": ("reporter.renderers.", "reporter.core."),
    "markdown_it": ("reporter.renderers.",),
    "polars": ("reporter.analysis.", "reporter.renderers.parquet", "reporter.history.export"),
    "sqlalchemy": ("reporter.history",),
    "alembic": ("reporter.history",),
    "starlette": ("reporter.web.",),
    "uvicorn": ("reporter.web.",),
    "smtplib": (),  # nobody: reporter.delivery.wire says why
    "email": ("reporter.delivery.message", "reporter.executor.graph.rate_limit", "reporter.sandbox.server"),
    "PIL": ("reporter.core.images",),
    "idna": ("reporter.spec.addresses",),
    "click": ("reporter.cli",),
    "pydantic": ("reporter.spec.", "reporter.validator.", "reporter.executor.graph."),
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
NAMES = {name for name, _ in MODULES}


def _imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if names <= NAMES else {node.module or "", *names}  # a package's modules, or what one holds
    return found


def _room(name: str) -> str:
    return name.split(".")[1]


def _inside(tree: ast.Module) -> set[str]:
    """Return the modules of the package that a module imports; the package itself is in no room."""
    return (_imports(tree) & NAMES) - {"reporter"}


def test_nothing_lies_loose() -> None:
    files = {"__init__.py", "__main__.py", "py.typed"}
    assert {path.name for path in PACKAGE.iterdir()} - {"__pycache__"} == files | LAYERS.keys()


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_a_room_imports_the_rooms_before_it(name: str, tree: ast.Module) -> None:
    if name in {"reporter", "reporter.__main__"}:
        return
    others = {_room(other) for other in _inside(tree)} - {_room(name)}
    assert [room for room in others if LAYERS[room] >= LAYERS[_room(name)]] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    imports = {name: _inside(tree) - {name} for name, tree in MODULES}
    while leaves := [name for name, others in imports.items() if not others & imports.keys()]:
        for name in leaves:
            del imports[name]
    assert sorted(imports) == []


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_a_library_is_used_by_its_owner_only(name: str, tree: ast.Module) -> None:
    used = {one.partition(".")[0] for one in _imports(tree)}
    strangers = [library for library, owners in OWNERS.items() if library in used and not name.startswith(owners)]
    assert strangers == []


def test_renderers_know_the_report_and_nothing_of_how_it_was_made() -> None:
    for name, tree in MODULES:
        if name.startswith("reporter.renderers"):
            assert {_room(other) for other in _inside(tree)} <= {"core", "renderers"}, name


@pytest.mark.parametrize("folder", ["validator.rules", "analysis.sections", "cli"])
def test_siblings_do_not_import_each_other(folder: str) -> None:
    prefix = f"reporter.{folder}."
    for name, tree in MODULES:
        if name.startswith(prefix):
            siblings = {one for one in _imports(tree) if one.startswith(prefix)} - {name}
            shared = {f"{prefix}{one}" for one in ("options", "error_messages", "unattended", "terminal")}
            assert [one for one in siblings if not one.startswith(tuple(shared))] == [], name


def test_only_the_command_line_prints_or_exits() -> None:
    for name, tree in MODULES:
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        if not name.startswith(("reporter.cli", "reporter.__main__")):
            assert not called & {"print", "exit", "quit", "input"}, name


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_modules_say_what_they_own(name: str, tree: ast.Module) -> None:
    lines = max((getattr(node, "end_lineno", 0) or 0 for node in tree.body), default=0)
    assert lines <= 15 or ast.get_docstring(tree), name


# Names that every module of a table, every command and every migration has; nothing else is named twice.
ROLES = {
    "validator.rules": {"CODE", "check", "check_workspace"},
    "analysis.sections": {"build"},
    "renderers": {"render"},
    "cli": {"command"},
    "history.migrations.versions": {"revision", "down_revision", "upgrade"},
}


def _public_names(tree: ast.Module) -> set[str]:
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return {name for name in found if not name.startswith("_")}


def test_a_public_name_exists_once() -> None:
    owners: dict[str, list[str]] = {}
    for module, tree in MODULES:
        roles = {name for folder, names in ROLES.items() if module.startswith(f"reporter.{folder}") for name in names}
        for name in _public_names(tree) - roles:
            owners.setdefault(name, []).append(module)
    assert {name: modules for name, modules in owners.items() if len(modules) > 1} == {}

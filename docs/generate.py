"""Writes docs/reference from the catalog, the rules, the models and the command line; `--check` only compares.

The reference cannot drift: a test runs this with --check.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from reporter.catalog.load import load
from reporter.catalog.models import ProductType
from reporter.cli import COMMANDS
from reporter.cli import group
from reporter.errors import Exit
from reporter.spec.codes import CODES
from reporter.spec.model import ReportSpec
from reporter.validator.rules import RULES
from reporter.workspace import WorkspaceModel

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made by docs/generate.py; change the catalog, the rule or the model instead. -->\n\n"


def pages() -> dict[str, str]:
    """Return every page of the reference: file name -> Markdown."""
    made = {"metrics.md": _metrics(), "rules.md": _rules(), "spec.md": _spec(), "commands.md": _commands()}
    return {name: MADE + "\n".join(lines).rstrip() + "\n" for name, lines in made.items()}


def _metrics() -> Iterator[str]:
    catalog = load()
    yield "# Metrics\n"
    yield "What can be asked of media items, as the catalog knows it. `reporter metrics NAME` tells the same.\n"
    yield "| metric | meaning | FEED | REELS | STORY | login | unit |"
    yield "|---|---|---|---|---|---|---|"
    for one in catalog.metrics.values():
        marks = " | ".join("yes" if kind in one.product_types else "–" for kind in ProductType)
        gone = f" **Gone; use `{one.replacement}`.**" if one.removal else ""
        logins = "both" if len(one.logins) > 1 else one.logins[0]
        yield f"| `{one.name}` | {one.label}: {one.help}{gone} | {marks} | {logins} | {one.unit} |"
    yield "\n## Caveats\n"
    for one in catalog.metrics.values():
        for caveat in one.caveats:
            yield f"- `{one.name}`: {caveat}"
    yield "\n## Breakdowns\n"
    for split in catalog.breakdowns.values():
        users = ", ".join(f"`{one.name}`" for one in catalog.metrics.values() if split.name in one.breakdowns)
        yield f"- `{split.name}` of {users}: " + ", ".join(f"`{key}` ({label})" for key, label in split.values.items())
    yield "\n## Names that are not metrics\n"
    for name, (right, why) in catalog.other_names.items():
        yield f"- `{name}`{f' → `{right}`' if right else ''}: {why}"
    yield "\n## API versions\n"
    for version in catalog.versions.values():
        yield f"- {version.name}: since {version.released}, until {version.until or 'further notice'}"


def _rules() -> Iterator[str]:
    yield "# What `reporter validate` finds\n"
    yield "Codes are stable. Every finding names file, line and column, and ends with what to do.\n"
    yield "## The text and its shape\n"
    for code, sentence in CODES.items():
        yield f"- `{code}`: {sentence}"
    yield ""
    for rule in RULES:
        yield f"## `{rule.CODE}`\n\n{inspect.getdoc(rule)}\n"


def _spec() -> Iterator[str]:
    yield "# Every key\n"
    yield "## A report spec: `reports/*.yaml`\n"
    seen: set[type[BaseModel]] = set()
    yield from _model(ReportSpec, seen)
    yield "\n## The workspace: `reporter.yaml`\n"
    yield from _model(WorkspaceModel, seen)


def _model(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    seen.add(model)
    yield f"\n### {model.__name__}\n\n{inspect.getdoc(model)}\n"
    yield "| key | needed | default | meaning |"
    yield "|---|---|---|---|"
    parts: list[type[BaseModel]] = []
    for name, field in model.model_fields.items():
        default = "" if field.is_required() or field.default_factory else _plain(field.default)
        needed = "yes" if field.is_required() else ""
        yield f"| `{field.alias or name}` | {needed} | {default} | {field.description or ''} |"
        parts += [part for part in _models_in(field.annotation) if part not in seen and part not in parts]
    for part in parts:
        if part not in seen:
            yield from _model(part, seen)


def _plain(default: object) -> str:
    if default is None or default == () or isinstance(default, BaseModel):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type expression
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models_in(part)


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    for name, (module, _) in COMMANDS.items():
        command = importlib.import_module(module).command
        context = click.Context(
            command, info_name=name, parent=click.Context(group, info_name="reporter"), max_content_width=80
        )
        yield f"## reporter {name}\n\n```text\n{command.get_help(context)}\n```\n"
    yield "## Exit codes\n"
    yield from (f"- {code.value}: {code.name.lower().replace('_', ' ')}" for code in Exit)


def main() -> int:
    """Write the pages, or with --check tell which are stale."""
    stale = {name: text for name, text in pages().items() if _read(REFERENCE / name) != text}
    if "--check" in sys.argv:
        sys.stdout.writelines(f"stale: docs/reference/{name}; run make docs\n" for name in stale)
        return int(bool(stale))
    REFERENCE.mkdir(exist_ok=True)
    for name, text in stale.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())

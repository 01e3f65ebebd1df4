"""Writes docs/reference from the catalog, the rules, the models and the command line; `--check` only compares.

The reference cannot drift: a test runs this with --check.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel

from reporter.catalog.load import load_catalog
from reporter.catalog.models import ProductType
from reporter.cli import COMMANDS, group
from reporter.core import report
from reporter.core.errors import Exit
from reporter.renderers.html import filters as html_filters
from reporter.spec.annotations import AnnotationsFile
from reporter.spec.model import ReportSpec
from reporter.spec.theme import ThemeFile
from reporter.spec.workspace import WorkspaceModel
from reporter.spec.yaml.codes import CODES
from reporter.validator.rules import RULES

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made by docs/generate.py; change the catalog, the rule or the model instead. -->\n\n"


def pages() -> dict[str, str]:
    """Return every page of the reference: file name -> Markdown."""
    made = {
        "metrics.md": _metrics(),
        "rules.md": _rules(),
        "spec.md": _spec(),
        "commands.md": _commands(),
        "report.md": _report(),
    }
    return {name: MADE + "\n".join(lines).rstrip() + "\n" for name, lines in made.items()}


def _metrics() -> Iterator[str]:
    catalog = load_catalog()
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
        yield f"## `{rule.code}`\n\n{rule.documentation}\n"


def _spec() -> Iterator[str]:
    yield "# Every key\n"
    yield "What `reporter validate` accepts; `reporter schema` gives the same to editors.\n"
    yield "## A report spec: `reports/*.yaml`\n"
    seen: set[type[BaseModel]] = set()
    yield from _model(ReportSpec, seen)
    yield "\n## The workspace: `reporter.yaml`\n"
    yield from _model(WorkspaceModel, seen)
    yield "\n## The file that `annotations` names\n"
    yield from _model(AnnotationsFile, seen)
    yield "\n## A theme: `templates/themes/NAME.yaml`\n"
    yield from _model(ThemeFile, seen)


def _model(model: type[BaseModel], seen: set[type[BaseModel]], place: str = "") -> Iterator[str]:
    """Yield a table of the model's keys, and after it those of the mappings below them that were not seen yet."""
    seen.add(model)
    kind = get_args(model.model_fields["kind"].annotation)[0] if "kind" in model.model_fields else ""
    if place:
        yield f"\n### `{place}`{f', kind `{kind}`' if kind else ''}\n"
    yield f"{inspect.getdoc(model)}\n"
    yield "| key | default | meaning |"
    yield "|---|---|---|"
    for name, field in ((name, field) for name, field in model.model_fields.items() if name != "kind"):
        default = "required" if field.is_required() else "" if field.default_factory else _plain(field.default)
        yield f"| `{field.alias or name}` | {default} | {field.description} |"
    for name, field in model.model_fields.items():
        for part in models_in(field.annotation):
            if part not in seen:
                yield from _model(part, seen, ".".join(filter(None, (place, field.alias or name))))


def _plain(default: object) -> str:
    if default in (None, "", ()) or isinstance(default, BaseModel):
        return ""
    if isinstance(default, tuple):
        return f"`[{', '.join(default)}]`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type expression
    """Yield the models that a field's type is made of."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from models_in(part)


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


def _report() -> Iterator[str]:
    yield "# The report that templates are given\n"
    yield "What stands here stays: fields are added, never renamed. [How to write a template](../look.md)\n"
    yield "## Filters and functions\n"
    yield f"```text\n{inspect.getdoc(html_filters)}\n```\n"
    yield "## `report`\n"
    yield f"{inspect.getdoc(report)}\n"
    parts = [part for part in vars(report).values() if inspect.isclass(part) and part.__module__ == report.__name__]
    for part in sorted(parts, key=lambda part: part is not report.Report):
        if part is not report.Artifact:
            yield f"```python\n{inspect.getsource(part).rstrip()}\n```\n"


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

"""`reporter init`: creates a workspace with sample reports that run at once. Never changes an existing file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from reporter.cli.options import display_path
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, OutputError
from reporter.core.files import write_artifact
from reporter.core.report import Artifact
from reporter.core.shipped import samples
from reporter.spec.workspace import FILE_NAME

_IGNORED = "out/\n.reporter/\n*.token\n"


@click.command("init")
@click.argument("directory", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def command(terminal: Terminal, *, directory: Path) -> Exit:
    """Create a workspace: reporter.yaml, sample reports, editor settings and .gitignore."""
    if (directory / FILE_NAME).exists():
        raise OutputError(f"{display_path(directory / FILE_NAME)} already exists; name a new folder")
    created = [target for target, text in _files().items() if _write(directory / target, text)]
    for target in created:
        terminal.print_text(display_path(directory / target))
    change = "" if directory == Path() else f"cd {directory} && "
    terminal.print_problems(f"\nnext: {change}reporter run reports/weekly.yaml")
    return Exit.DONE


def _files() -> dict[str, str]:
    """Return the text of each file by its path: the shipped samples and the settings of editors."""
    from reporter.catalog.load import load_catalog
    from reporter.validator.schema import spec_schema, workspace_schema

    source = samples()
    specs = {f"reports/{path.name}": path.read_text("utf-8") for path in sorted((source / "reports").glob("*.yaml"))}
    schemas = {
        ".vscode/report.schema.json": spec_schema(load_catalog()),
        ".vscode/workspace.schema.json": workspace_schema(),
    }
    settings = {"yaml.schemas": {path: "reports/*.yaml" if "report" in path else FILE_NAME for path in schemas}}
    editor = {**schemas, ".vscode/settings.json": settings}
    return {
        FILE_NAME: (source / FILE_NAME).read_text("utf-8"),
        **specs,
        **{path: json.dumps(value, ensure_ascii=False, indent=2) + "\n" for path, value in editor.items()},
        ".gitignore": _IGNORED,
    }


def _write(path: Path, text: str) -> bool:
    """Write a file; return False if it already exists."""
    if path.exists():
        return False
    write_artifact(path.parent, Artifact(path.name, text.encode()))
    return True

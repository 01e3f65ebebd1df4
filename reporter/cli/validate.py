"""`reporter validate`: checks the workspace and its specs, and lists all problems. Sends no requests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reporter.cli.options import display_path, spec_files, with_now, with_workspace, workspace_folder
from reporter.cli.terminal import Terminal
from reporter.core.diagnostics import has_errors
from reporter.core.errors import Exit
from reporter.validator.show import show_diagnostics


@click.command("validate")
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "form", "--format", type=click.Choice(["text", "json", "github"]), default="text", help="Choose the output format."
)
@click.option("--strict", is_flag=True, help="Also exit with code 78 if there are only warnings.")
@click.option("--fix", is_flag=True, help="Apply safe fixes to the files.")
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal,
    *,
    specs: tuple[Path, ...],
    form: str,
    strict: bool,
    fix: bool,
    workspace: Path | None,
    now: datetime,
) -> Exit:
    """Check these specs (default: all in reports/) and list all problems, without network, tokens or history."""
    from reporter.validator.load import load_all

    folder = workspace_folder(workspace, specs)
    files = spec_files(specs, folder)
    loaded = load_all(folder, files, now=now, shown=display_path)
    if fix:
        from reporter.validator.fix import fix_files

        count = fix_files(loaded)
        if count:
            terminal.print_problems(f"fixed {count} {'problem' if count == 1 else 'problems'}")
            loaded = load_all(folder, files, now=now, shown=display_path)
    text = show_diagnostics(loaded.diagnostics, form, colour=terminal.colour)
    if text:
        terminal.print_text(text)
    return Exit.CONFIGURATION if has_errors(loaded.diagnostics, strict=strict) else Exit.DONE

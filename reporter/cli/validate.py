"""`reporter validate`: checks the workspace and its specs, tells every problem at once, asks nobody."""

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
@click.option("form", "--format", type=click.Choice(["text", "json", "github"]), default="text", help="How to tell.")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, in place.")
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
    """Check specs (all of reports/ when none is named): all problems at once, without network, token or history."""
    from reporter.validator.load import load_all

    folder = workspace_folder(workspace, specs)
    files = spec_files(specs, folder)
    loaded = load_all(folder, files, now=now, shown=display_path)
    if fix:
        from reporter.validator.fix import fix_files

        mended = fix_files(loaded)
        if mended:
            terminal.print_problems(f"mended {mended} {'place' if mended == 1 else 'places'}")
            loaded = load_all(folder, files, now=now, shown=display_path)
    told = show_diagnostics(loaded.diagnostics, form, colour=terminal.colour)
    if told:
        terminal.print_text(told)
    return Exit.CONFIGURATION if has_errors(loaded.diagnostics, strict=strict) else Exit.DONE

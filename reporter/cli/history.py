"""`reporter history export` and `reporter history prune`: reading history out, and keeping it small."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import click

from reporter.cli.options import command_context, display_path, output_folder, valid_workspace, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, ReporterError, UsageError
from reporter.spec.periods import BEGINNING

_DAYS = {"d": 1, "w": 7, "y": 365}


@click.group("history")
def command() -> None:
    """Read history out, or make it smaller."""


@command.command("export")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the files (default: out/).")
@with_workspace
@with_now
@click.pass_obj
def export(terminal: Terminal, *, out: Path | None, workspace: Path | None, now: datetime) -> Exit:
    """Write all measures ever seen as Parquet, a file for each account: one row a measure."""
    from reporter.core.files import write_artifact
    from reporter.core.report import Artifact
    from reporter.executor.record import open_workspace_history
    from reporter.history.export import export_account

    own = valid_workspace(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    folder = output_folder(out, own)
    with open_workspace_history(own, environ=context.environ, secrets=context.secrets) as history:
        for account in own.accounts:
            artifact = Artifact(f"history-{account}.parquet", export_account(history, account))
            terminal.print_text(display_path(write_artifact(folder, artifact)))
    return Exit.DONE


@command.command("prune")
@click.option("--older-than", "age", required=True, help="Such as 400d, 60w or 2y.")
@with_workspace
@with_now
@click.pass_obj
def prune(terminal: Terminal, *, age: str, workspace: Path | None, now: datetime) -> Exit:
    """Remove snapshots that are older. The last snapshot of every media item stays, however old.

    Giving the room back to the disk needs free room of about twice the file's size for a moment.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,3})([dwy])", age)
    days = int(found[1]) * _DAYS[found[2]] if found else 0
    if not found or days > (now - BEGINNING).days:
        raise UsageError(f'--older-than: "{age}" is no age that anything here has; write 400d, 60w or 2y')
    from reporter.executor.record import open_workspace_history
    from reporter.history.db.upkeep import prune_snapshots
    from reporter.history.runs import alone

    own = valid_workspace(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    with (
        open_workspace_history(own, environ=context.environ, secrets=context.secrets) as history,
        alone(history, "collect"),
    ):
        removed = prune_snapshots(history, now - timedelta(days=days))
        try:
            history.shrink()
        except ReporterError as error:  # the removal stands, whatever became of the file's size
            said = f"{removed:,} snapshots were removed, but the file could not be made smaller"
            terminal.print_problem(f"{said}, which takes free room of twice its size: {error}", kind="warning")
            return Exit.INCOMPLETE
    if terminal.is_interactive:
        terminal.print_text(f"{removed:,} snapshots removed")
    return Exit.DONE

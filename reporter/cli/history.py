"""`reporter history`: exports history and deletes old snapshots."""

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
    """Export history or delete old snapshots."""


@command.command("export")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write the files to this folder (default: out/)."
)
@with_workspace
@with_now
@click.pass_obj
def export(terminal: Terminal, *, out: Path | None, workspace: Path | None, now: datetime) -> Exit:
    """Write all stored values as Parquet: one file per account, one row per value."""
    from reporter.core.files import write_artifact
    from reporter.core.report import Artifact
    from reporter.executor.record import open_workspace_history
    from reporter.history.export import export_account

    loaded = valid_workspace(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    folder = output_folder(out, loaded)
    with open_workspace_history(loaded, environ=context.environ, secrets=context.secrets) as history:
        for account in loaded.accounts:
            artifact = Artifact(f"history-{account}.parquet", export_account(history, account))
            terminal.print_text(display_path(write_artifact(folder, artifact)))
    return Exit.DONE


@command.command("prune")
@click.option("--older-than", "age", required=True, help="Delete snapshots older than this, such as 400d, 60w or 2y.")
@with_workspace
@with_now
@click.pass_obj
def prune(terminal: Terminal, *, age: str, workspace: Path | None, now: datetime) -> Exit:
    """Delete old snapshots, but never the last snapshot of a media item.

    Shrinking the file temporarily needs free disk space of about twice its size.
    """
    parts = re.fullmatch(r"([1-9][0-9]{0,3})([dwy])", age)
    days = int(parts[1]) * _DAYS[parts[2]] if parts else 0
    if not parts or days > (now - BEGINNING).days:
        raise UsageError(f'--older-than: "{age}" is not a valid age; write 400d, 60w or 2y')
    from reporter.executor.record import open_workspace_history
    from reporter.history.db.upkeep import prune_snapshots
    from reporter.history.runs import alone

    loaded = valid_workspace(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    with (
        open_workspace_history(loaded, environ=context.environ, secrets=context.secrets) as history,
        alone(history, "collect"),
    ):
        removed = prune_snapshots(history, now - timedelta(days=days))
        try:
            history.shrink()
        except ReporterError as error:  # the snapshots are deleted in any case
            deleted = f"{removed:,} snapshots were deleted, but the file was not shrunk"
            terminal.print_problem(f"{deleted} ({error}); free disk space and try again", kind="warning")
            return Exit.INCOMPLETE
    if terminal.is_interactive:
        terminal.print_text(f"{removed:,} snapshots deleted")
    return Exit.DONE

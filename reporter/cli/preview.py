"""`reporter preview`: serves a live preview of a spec until Ctrl-C."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click

from reporter.cli.options import command_context, with_now, with_workspace, workspace_folder
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, NoInputError, TemporaryError


@click.command("preview")
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Serve on this port (default: a free one).")
@click.option("--offline", is_flag=True, help="Use stored data only.")
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, spec: Path, port: int, offline: bool, workspace: Path | None, now: datetime) -> Exit:
    """Serve a live preview of a spec that refreshes as you edit. Reachable from this computer only."""
    from reporter.pipeline.preview import Preview
    from reporter.web.preview import serve_preview

    if not spec.is_file():
        raise NoInputError(f"no such file: {spec}")
    folder = workspace_folder(workspace, [spec])
    preview = Preview(folder, spec, command_context(terminal, now), terminal.progress, offline)
    try:
        with serve_preview(preview.draw, port) as address:
            terminal.print_text(address)
            terminal.print_problems(
                "open this address in a browser; the page refreshes when a file changes; press Ctrl-C to stop"
            )
            while True:
                time.sleep(3600)
    except OSError as error:
        raise TemporaryError(f"cannot serve on port {port}: {error.strerror}; choose another with --port") from None

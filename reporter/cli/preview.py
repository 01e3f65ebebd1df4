"""`reporter preview`: a local page that redraws while the spec is edited, until Ctrl-C."""

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
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Of the page (default: a free one).")
@click.option("--offline", is_flag=True, help="From history alone.")
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, spec: Path, port: int, offline: bool, workspace: Path | None, now: datetime) -> Exit:
    """Show this spec's report in the browser and draw it again on every change. For this machine only."""
    from reporter.pipeline.preview import Preview
    from reporter.web.preview import serve_preview

    if not spec.is_file():
        raise NoInputError(f"no such file: {spec}")
    folder = workspace_folder(workspace, [spec])
    preview = Preview(folder, spec, command_context(terminal, now), terminal.progress, offline)
    try:
        with serve_preview(preview.draw, port) as address:
            terminal.print_text(address)
            terminal.print_problems("open this address; it is drawn again whenever a file changes, until Ctrl-C")
            while True:
                time.sleep(3600)
    except OSError as error:
        raise TemporaryError(f"cannot serve on port {port}: {error.strerror}; choose another with --port") from None

"""`reporter sandbox`: serves the built-in Graph API on this computer until Ctrl-C."""

from __future__ import annotations

import time
from datetime import datetime

import click

from reporter.cli.options import with_now
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, TemporaryError


@click.command("sandbox")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Listen on this port; 0 selects a free one.",
)
@click.option(
    "--latency", type=click.FloatRange(0, 60), default=0.0, help="Delay each response by this number of seconds."
)
@with_now
@click.pass_obj
def command(terminal: Terminal, *, port: int, latency: float, now: datetime) -> Exit:
    """Serve the built-in Graph API on this computer, with the posts and insights of 5 invented brands."""
    from reporter.sandbox.server import running
    from reporter.sandbox.world import ACCOUNTS, token

    try:
        with running(now, port, latency) as server:
            terminal.print_text(f"export REPORTER_GRAPH_URL={server.url}")
            for account in ACCOUNTS:
                columns = f"{account.alias:10} {account.login:9} {account.instagram_id}"
                terminal.print_text(f"# {columns}  token {token(account.alias)}")
            terminal.print_problems("serving; press Ctrl-C to stop")
            while True:
                time.sleep(3600)
    except OSError as error:
        raise TemporaryError(f"cannot serve on port {port}: {error.strerror}; choose another with --port") from None

"""`reporter sandbox`: the built-in Graph API on this machine, until Ctrl-C."""

from __future__ import annotations

import time
from datetime import datetime

import click

from reporter.cli.options import with_now
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, TemporaryError


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--latency", type=click.FloatRange(0, 60), default=0.0, help="Seconds that every answer takes.")
@with_now
@click.pass_obj
def command(terminal: Terminal, *, port: int, latency: float, now: datetime) -> Exit:
    """Serve the built-in Graph API on loopback: five brands, their media and their insights."""
    from reporter.sandbox.server import running
    from reporter.sandbox.world import ACCOUNTS, token

    try:
        with running(now, port, latency) as served:
            terminal.print_text(f"export REPORTER_GRAPH_URL={served.url}")
            for one in ACCOUNTS:
                terminal.print_text(f"# {one.alias:10} {one.login:9} {one.instagram_id}  token {token(one.alias)}")
            terminal.print_problems("serving until Ctrl-C")
            while True:
                time.sleep(3600)
    except OSError as error:
        raise TemporaryError(f"cannot serve on port {port}: {error.strerror}; choose another with --port") from None

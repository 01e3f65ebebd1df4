"""`reporter schema`: the JSON Schema of specs, for editors that complete and check while one types."""

from __future__ import annotations

import click

from reporter.catalog.load import load
from reporter.cli.terminal import Terminal
from reporter.errors import Exit


@click.command("schema")
@click.option("workspace_file", "--workspace-file", is_flag=True, help="The schema of reporter.yaml instead.")
@click.pass_obj
def command(terminal: Terminal, *, workspace_file: bool) -> Exit:
    """Print the JSON Schema of report specs."""
    from reporter.validator.schema import spec_schema
    from reporter.validator.schema import workspace_schema

    terminal.say_json(workspace_schema() if workspace_file else spec_schema(load()))
    return Exit.DONE

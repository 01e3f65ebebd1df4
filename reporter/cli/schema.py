"""`reporter schema`: prints the JSON Schemas of specs, of reporter.yaml and of JSON reports."""

from __future__ import annotations

import click

from reporter.catalog.load import load_catalog
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit

_REPORT = "report-json"


@click.command("schema")
@click.argument("what", type=click.Choice([_REPORT]), required=False)
@click.option("workspace_file", "--workspace-file", is_flag=True, help="Print the schema of reporter.yaml.")
@click.pass_obj
def command(terminal: Terminal, *, what: str | None, workspace_file: bool) -> Exit:
    """Print the JSON Schema of specs, for editors, or of JSON reports (report-json)."""
    from reporter.renderers.json_schema import report_schema
    from reporter.spec.sections import section_kinds
    from reporter.validator.schema import spec_schema, workspace_schema

    if what and workspace_file:
        raise click.UsageError(f"{_REPORT} and --workspace-file cannot be combined")
    if what:
        terminal.print_json(report_schema(section_kinds()))
    else:
        terminal.print_json(workspace_schema() if workspace_file else spec_schema(load_catalog()))
    return Exit.DONE

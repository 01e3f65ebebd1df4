"""`reporter resend`: sends an earlier report again."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

import click

from reporter.cli.options import command_context, for_period, load_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.cli.unattended import with_job
from reporter.core.errors import Exit, UsageError
from reporter.core.problems import lines_of


@click.command("resend")
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("--period", required=True, help="Select the period to resend, such as 2026-W47 or last_week.")
@click.option("--to", help="Send to this address only, even if it is not one of the recipients.")
@with_job
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal, *, spec: Path, period: str, to: str | None, as_json: bool, workspace: Path | None, now: datetime
) -> Exit:
    """Send an earlier report again, unchanged, to all its recipients or to one address."""
    from reporter.pipeline.resend import resend
    from reporter.spec.addresses import AddressError, address_of

    try:
        address_of(to or "nobody@example.com")
    except AddressError as error:
        raise UsageError(f'--to: "{to}" {error}; {error.help}') from None
    loaded = load_specs(terminal, (spec,), workspace=workspace, now=now)
    if loaded.workspace is None or loaded.failed:
        return Exit.CONFIGURATION
    loaded_spec = loaded.specs[0]
    result = resend(
        for_period(loaded_spec, period),
        name=loaded_spec.name,
        workspace=loaded.workspace,
        context=command_context(terminal, now),
        to=to,
        by=_user(),
    )
    problems = lines_of(result.problems)
    for line in problems:
        terminal.print_problem(line)
    if as_json:
        deliveries = [
            {"recipient": receipt.delivery.recipient, "state": receipt.state.value} for receipt in result.receipts
        ]
        terminal.print_json({"exit": int(result.exit), "deliveries": deliveries, "problems": problems})
    elif terminal.is_interactive:
        for receipt in result.receipts:
            if receipt.state == "sent":
                terminal.print_text(f"delivered to {receipt.delivery.recipient}")
    return result.exit


def _user() -> str:
    """Return the name of the user; a job that cron starts may have none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"

"""`reporter resend`: sends an issue again, on purpose; nothing is asked or computed."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

import click

from reporter.cli.options import command_context, for_period, load_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.cli.unattended import with_job
from reporter.core.errors import Exit, UsageError
from reporter.core.problems import capped


@click.command("resend")
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("--period", required=True, help="Which issue, such as 2026-W47 or last_week.")
@click.option("--to", help="Only to this address; it may be a new one.")
@with_job
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal, *, spec: Path, period: str, to: str | None, as_json: bool, workspace: Path | None, now: datetime
) -> Exit:
    """Send an issue of this report again, as it was, to all its recipients or to one address."""
    from reporter.pipeline.resend import resend
    from reporter.spec.addresses import AddressError, address_of

    try:
        address_of(to or "nobody@example.com")
    except AddressError as error:
        raise UsageError(f'--to: "{to}" {error}; {error.help}') from None
    loaded = load_specs(terminal, (spec,), workspace=workspace, now=now)
    if loaded.workspace is None or loaded.failed:
        return Exit.CONFIGURATION
    own = loaded.specs[0]
    resent = resend(
        for_period(own, period),
        name=own.name,
        workspace=loaded.workspace,
        context=command_context(terminal, now),
        to=to,
        by=_who(),
    )
    lost = [receipt for receipt in resent.receipts if receipt.state != "sent"]
    problems = capped([receipt.line for receipt in lost])
    for line in problems:
        terminal.print_problem(line)
    if as_json:
        sent = [{"recipient": receipt.delivery.recipient, "state": receipt.state.value} for receipt in resent.receipts]
        terminal.print_json({"exit": int(resent.exit), "deliveries": sent, "problems": problems})
    elif terminal.is_interactive:
        for receipt in resent.receipts:
            if receipt not in lost:
                terminal.print_text(f"delivered to {receipt.delivery.recipient}")
    return resent.exit


def _who() -> str:
    """Return who sits at the machine; what cron starts may have no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"

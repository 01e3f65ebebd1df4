"""`reporter token refresh`: renews access tokens before they expire."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.options import command_context, known_name, valid_workspace, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.cli.unattended import email_operator, monitored, with_job
from reporter.core.errors import Exit
from reporter.core.problems import lines_of

if TYPE_CHECKING:
    from reporter.pipeline.token import Renewal


@click.group("token")
def command() -> None:
    """Renew the access tokens of accounts."""


@command.command("refresh")
@click.argument("accounts", nargs=-1)
@click.option(
    "--within",
    type=click.IntRange(1, 59),
    default=30,
    show_default=True,
    help="Renew tokens that expire within this number of days.",
)
@with_job
@with_json
@with_workspace
@with_now
@click.pass_obj
def refresh(
    terminal: Terminal, *, accounts: tuple[str, ...], within: int, as_json: bool, workspace: Path | None, now: datetime
) -> Exit:
    """Renew tokens of these accounts (default: all) that expire soon, and store each in place of the old one."""
    from reporter.catalog.load import load_catalog
    from reporter.pipeline.token import refresh_tokens

    loaded = valid_workspace(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    names = [known_name(name, loaded.accounts, what="account") for name in accounts] or list(loaded.accounts)
    context = command_context(terminal, now)
    with monitored(terminal, loaded, context, job="token refresh") as status:
        result = refresh_tokens(
            names, workspace=loaded, catalog=load_catalog(), context=context, within=timedelta(days=within)
        )
        status.code = result.exit
    for line in lines_of(result.problems):
        terminal.print_problem(line)
    email_operator(terminal, loaded, context, job="token refresh", problems=result.problems)
    if as_json:
        renewals = [_document(renewal) for renewal in result.renewals]
        terminal.print_json({"exit": int(result.exit), "accounts": renewals, "problems": lines_of(result.problems)})
    elif terminal.is_interactive:
        for renewal in result.renewals:
            if not renewal.error:
                terminal.print_text(_line(renewal))
    return result.exit


def _line(renewal: Renewal) -> str:
    validity = f"valid until {renewal.ends:%Y-%m-%d}" if renewal.ends else "never expires"
    return f"{renewal.account}: {'renewed, ' if renewal.renewed else ''}{validity}"


def _document(renewal: Renewal) -> dict[str, object]:
    return {
        "account": renewal.account,
        "renewed": renewal.renewed,
        "ends": renewal.ends.isoformat() if renewal.ends else None,
        "problem": str(renewal.error) if renewal.error else None,
    }

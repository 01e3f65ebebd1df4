"""`reporter token refresh`: prolongs long-lived tokens before they end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.options import command_context, known_name, valid_workspace, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.cli.unattended import email_operator, monitored, with_job
from reporter.core.errors import Exit
from reporter.core.problems import capped

if TYPE_CHECKING:
    from reporter.pipeline.token import Renewal


@click.group("token")
def command() -> None:
    """Look after the tokens of accounts."""


@command.command("refresh")
@click.argument("accounts", nargs=-1)
@click.option("--within", type=click.IntRange(1, 59), default=30, show_default=True, help="Days left, at most.")
@with_job
@with_json
@with_workspace
@with_now
@click.pass_obj
def refresh(
    terminal: Terminal, *, accounts: tuple[str, ...], within: int, as_json: bool, workspace: Path | None, now: datetime
) -> Exit:
    """Prolong the tokens of these accounts (default: all) that end soon, and store them where they came from."""
    from reporter.catalog.load import load_catalog
    from reporter.executor.record import open_workspace_history
    from reporter.history.runs import alone, record_run
    from reporter.pipeline.outcome import exit_code
    from reporter.pipeline.token import TokenContext, refresh_tokens

    own = valid_workspace(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    names = [known_name(name, own.accounts, what="account") for name in accounts] or list(own.accounts)
    context = command_context(terminal, now)
    with (
        monitored(terminal, own, context, job="token refresh") as watch,
        open_workspace_history(own, environ=context.environ, secrets=context.secrets) as history,
        alone(history, "token refresh"),
        record_run(history, "token refresh", context) as note,
    ):
        found = refresh_tokens(names, TokenContext(history, own, load_catalog(), context), within=timedelta(days=within))
        errors = {renewal.account: renewal.error for renewal in found if renewal.error}
        note.code = exit_code((error.exit for error in errors.values()), useful=len(errors) < len(found))
        watch.code = note.code
        note.problems = lines = [f"{account}: {error}" for account, error in errors.items()]
    for line in capped(lines):
        terminal.print_problem(line)
    email_operator(terminal, own, context, job="token refresh", lines=lines)
    if as_json:
        every = [_document(one) for one in found]
        terminal.print_json({"exit": int(note.code), "accounts": every, "problems": capped(lines)})
    elif terminal.is_interactive:
        for one in (one for one in found if not one.error):
            until = f"until {one.ends:%Y-%m-%d}" if one.ends else "without an end"
            terminal.print_text(f"{one.account}: {'prolonged' if one.renewed else 'good'} {until}")
    return note.code


def _document(one: Renewal) -> dict[str, object]:
    return {
        "account": one.account,
        "renewed": one.renewed,
        "ends": one.ends.isoformat() if one.ends else None,
        "problem": str(one.error) if one.error else None,
    }

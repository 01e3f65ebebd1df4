"""`reporter doctor`: checks the whole set-up and says what to do."""

from __future__ import annotations

import textwrap
from datetime import datetime
from pathlib import Path

import click

from reporter.cli.options import command_context, valid_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, UsageError


@click.command("doctor")
@click.option("--mail-to", metavar="ADDRESS", help="Send a test mail there.")
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, mail_to: str | None, as_json: bool, workspace: Path | None, now: datetime) -> Exit:
    """Check workspace, secrets, history, tokens, mail server and rendering; say what to do.

    Asks each account once and logs in to the mail server. The exit code is the one that a run would end with.
    """
    from reporter.catalog.load import load_catalog
    from reporter.pipeline.doctor.checks import SetupChecks
    from reporter.pipeline.outcome import exit_code
    from reporter.spec.addresses import AddressError, address_of

    try:
        to = address_of(mail_to) if mail_to else ""
    except AddressError as error:
        raise UsageError(f'--mail-to: "{mail_to}" {error}; {error.help}') from None
    own, specs = valid_specs(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    found = []
    for check in SetupChecks(own, specs, command_context(terminal, now), load_catalog(), to).all():
        found.append(check)
        if not as_json:
            state = {Exit.DONE: "ok", Exit.INCOMPLETE: "look"}.get(check.exit, "WRONG")
            # paths from the workspace on, as reporter.yaml has them
            text = check.text.replace(f"{own.folder.absolute()}/", "")
            terminal.print_text(_wrapped(f"{state:6}{check.name:11}{text}"))
    code = exit_code(check.exit for check in found)
    if as_json:
        checks = [{"check": one.name, "exit": int(one.exit), "message": one.text} for one in found]
        terminal.print_json({"exit": int(code), "checks": checks})
    return code


def _wrapped(line: str) -> str:
    """Wrap at spaces only, so that addresses and paths can be copied."""
    return textwrap.fill(line, 79, subsequent_indent=" " * 17, break_long_words=False, break_on_hyphens=False)

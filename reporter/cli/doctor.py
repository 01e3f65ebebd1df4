"""`reporter doctor`: checks the setup and suggests fixes."""

from __future__ import annotations

import textwrap
from datetime import datetime
from pathlib import Path

import click

from reporter.cli.options import command_context, valid_specs, with_json, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, UsageError


@click.command("doctor")
@click.option("--mail-to", metavar="ADDRESS", help="Send a test email to this address.")
@with_json
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, mail_to: str | None, as_json: bool, workspace: Path | None, now: datetime) -> Exit:
    """Check workspace, secrets, history, tokens, mail server and rendering, and suggest fixes.

    Sends one request per account and logs in to the mail server. Uses the same exit codes as `reporter run`.
    """
    from reporter.catalog.load import load_catalog
    from reporter.pipeline.doctor.checks import SetupChecks
    from reporter.pipeline.outcome import exit_code
    from reporter.spec.addresses import AddressError, address_of

    try:
        to = address_of(mail_to) if mail_to else ""
    except AddressError as error:
        raise UsageError(f'--mail-to: "{mail_to}" {error}; {error.help}') from None
    loaded, specs = valid_specs(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    checks = []
    for check in SetupChecks(loaded, specs, command_context(terminal, now), load_catalog(), to).all():
        checks.append(check)
        if not as_json:
            state = {Exit.DONE: "ok", Exit.INCOMPLETE: "warn"}.get(check.exit, "fail")
            text = check.text.replace(f"{loaded.folder.absolute()}/", "")  # paths as in reporter.yaml
            terminal.print_text(_wrapped(f"{state:6}{check.name:11}{text}"))
    code = exit_code(check.exit for check in checks)
    if as_json:
        documents = [{"check": check.name, "exit": int(check.exit), "message": check.text} for check in checks]
        terminal.print_json({"exit": int(code), "checks": documents})
    return code


def _wrapped(line: str) -> str:
    """Wrap at spaces only, so that URLs and paths can be copied."""
    return textwrap.fill(line, 79, subsequent_indent=" " * 17, break_long_words=False, break_on_hyphens=False)

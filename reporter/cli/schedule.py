"""`reporter schedule`: prints crontab lines or systemd units for the workspace. Changes nothing."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from reporter.cli.options import valid_specs, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit
from reporter.spec.workspace import Workspace, report_files

_CRON = """\
# For `crontab -e` on this computer; times are in its time zone. Jobs can safely start late or twice:
# each report is delivered once. Jobs print problems only, and cron emails what they print."""
_SYSTEMD = """\
# Save these files in ~/.config/systemd/user/. Run `systemctl --user daemon-reload` and, for each timer,
# `systemctl --user enable --now 'reporter-NAME.timer'`. You can keep secrets in .env (chmod 600)."""


@click.command("schedule")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["cron", "systemd"]),
    default="cron",
    show_default=True,
    help="Choose the output format.",
)
@click.option(
    "--at", type=click.IntRange(0, 23), default=7, show_default=True, help="Create reports at this hour or later."
)
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, kind: str, at: int, workspace: Path | None, now: datetime) -> Exit:
    """Print crontab lines or systemd units that collect every hour and create each report on time."""
    from reporter.pipeline.schedule import crontab, timetable, units

    loaded, specs = valid_specs(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    folder = loaded.folder.absolute()
    files = {file.stem: file.absolute() for file in report_files(folder)}
    jobs = timetable({name: (files[name], spec) for name, spec in specs.items()}, loaded, now=now.astimezone(), at=at)
    lines = (crontab if kind == "cron" else units)(jobs, program=_program(), workspace=folder)
    terminal.print_text("\n".join((_CRON if kind == "cron" else _SYSTEMD, *_variables(loaded), *lines)))
    return Exit.DONE


def _program() -> tuple[str, ...]:
    """Return the command that starts reporter from any folder."""
    script = Path(sys.executable).with_name("reporter")
    return (str(script),) if script.exists() else (sys.executable, "-m", "reporter")


def _variables(workspace: Workspace) -> list[str]:
    """Return comment lines with the environment variables that the jobs need."""
    model = workspace.model
    references = [secret for account in model.accounts.values() for secret in (account.token, account.app_secret)]
    references += [model.history, model.ping, *([model.mail.password] if model.mail else [])]
    names = dict.fromkeys(
        reference.removeprefix("env:") for reference in references if reference and reference.startswith("env:")
    )
    if not names:
        return []
    return [
        "# Set these variables for the jobs, or store the secrets in files (file:PATH in reporter.yaml):",
        *(f"#   {name}=..." for name in names),
    ]

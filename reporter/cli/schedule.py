"""`reporter schedule`: prints crontab lines or systemd units for the workspace; changes nothing."""

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
# For `crontab -e` on this machine; hours are of its time zone. A job may come late or twice: what
# is delivered is not delivered again. Cron mails what is printed, and that is problems only."""
_SYSTEMD = """\
# Files for ~/.config/systemd/user/; then `systemctl --user daemon-reload` and, for each timer,
# `systemctl --user enable --now 'reporter-NAME.timer'`. Secrets may stand in .env, readable by you alone."""


@click.command("schedule")
@click.option("--format", "kind", type=click.Choice(["cron", "systemd"]), default="cron", show_default=True)
@click.option(
    "--at", type=click.IntRange(0, 23), default=7, show_default=True, help="From which hour reports are made."
)
@with_workspace
@with_now
@click.pass_obj
def command(terminal: Terminal, *, kind: str, at: int, workspace: Path | None, now: datetime) -> Exit:
    """Print crontab lines or systemd units: collect and stories every hour, reports at their time."""
    from reporter.pipeline.schedule import crontab, timetable, units

    own, specs = valid_specs(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    folder = own.folder.absolute()
    files = {one.stem: one.absolute() for one in report_files(folder)}
    jobs = timetable({name: (files[name], spec) for name, spec in specs.items()}, own, now=now.astimezone(), at=at)
    lines = (crontab if kind == "cron" else units)(jobs, program=_program(), workspace=folder)
    terminal.print_text("\n".join((_CRON if kind == "cron" else _SYSTEMD, *_variables(own), *lines)))
    return Exit.DONE


def _program() -> tuple[str, ...]:
    """Return how this program is started from nowhere in particular."""
    beside = Path(sys.executable).with_name("reporter")
    return (str(beside),) if beside.exists() else (sys.executable, "-m", "reporter")


def _variables(workspace: Workspace) -> list[str]:
    """Name the environment variables that jobs need and do not have by themselves."""
    model = workspace.model
    written = [one for account in model.accounts.values() for one in (account.token, account.app_secret)]
    written += [model.history, model.ping, *([model.mail.password] if model.mail else [])]
    names = dict.fromkeys(one.removeprefix("env:") for one in written if one and one.startswith("env:"))
    said = "# These must be set for the jobs, or be kept in files instead (file:PATH in reporter.yaml):"
    return [said, *(f"#   {name}=..." for name in names)] if names else []

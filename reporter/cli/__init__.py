"""The command line: finds the command, runs it, turns refusals into one line and an exit code.

Only this folder prints, exits, and reads the environment and the clock. Each command is a module that is imported when
it is asked for, so that `--help` and `validate` stay quick.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from types import FrameType

import click

from reporter.cli.exits import describe_failure
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, TerminatedError

# name -> (module, one line for --help)
COMMANDS = {
    "init": ("reporter.cli.init", "Make a new workspace with sample reports."),
    "validate": ("reporter.cli.validate", "Check specs: all problems at once, no network."),
    "plan": ("reporter.cli.plan", "Show what a run would ask, make and cost."),
    "preview": ("reporter.cli.preview", "Show a report while its spec is edited."),
    "run": ("reporter.cli.run", "Fetch, compute and write reports."),
    "resend": ("reporter.cli.resend", "Deliver an issue again, on purpose."),
    "collect": ("reporter.cli.collect", "Fetch what is due and keep it in history."),
    "status": ("reporter.cli.status", "Show what history holds, what is due, how runs ended."),
    "token": ("reporter.cli.token", "Prolong tokens before they end."),
    "doctor": ("reporter.cli.doctor", "Check the whole set-up and say what to do."),
    "schedule": ("reporter.cli.schedule", "Print crontab lines or systemd units for this workspace."),
    "history": ("reporter.cli.history", "Read history out, or make it smaller."),
    "serve": ("reporter.cli.serve", "Receive Meta's webhook for stories that end."),
    "metrics": ("reporter.cli.metrics", "Show what can be asked: metrics and breakdowns."),
    "schema": ("reporter.cli.schema", "Print the JSON Schema of specs, for editors."),
    "sandbox": ("reporter.cli.sandbox", "Serve the built-in Graph API on this machine."),
}
EXITS = "Exit codes: " + " · ".join(f"{code.value} {code.name.lower().replace('_', ' ')}" for code in Exit)


class Commands(click.Group):
    """The literal table above as a click group."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command's module and return its `command`."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command("reporter", cls=Commands, epilog=EXITS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=importlib.import_module("reporter").__version__, prog_name="reporter")
def group() -> None:
    """Instagram media insights as reports: write YAML, receive HTML and Excel.

    Start with `reporter init`, then `reporter run reports/weekly.yaml`.
    """


def main() -> None:
    """Run the command line and exit with its code."""
    _open_streams()
    gc.set_threshold(
        100_000
    )  # imports make many objects that live as long as the program; looking for garbage is waste
    sys.exit(int(run(sys.argv[1:])))


def run(arguments: list[str]) -> Exit:
    """Run one command and return its exit code; prints problems as one line each, never a traceback."""
    terminal = Terminal()
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = group.main(args=arguments, prog_name="reporter", standalone_mode=False, obj=terminal)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last resort: every failure ends as one line
        code, line = describe_failure(error)
        if line:
            terminal.print_problem(line)
    signal.alarm(0)  # the command's deadline is not that of what comes after it
    code = code if isinstance(code, Exit) else Exit.DONE
    terminal.end_log(int(code))
    return code


def _open_streams() -> None:
    """Give the program the streams that it was started without.

    Else the next file or connection would take their numbers, and what is printed would go there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise TerminatedError

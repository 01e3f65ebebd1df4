"""The command line: finds a command, runs it, and turns a failure into one line and an exit code.

Only this room prints, exits, and reads the environment and the clock. The module of a command is imported when the
command runs, so that `--help` and `validate` stay quick.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from types import FrameType

import click

from reporter.cli.error_messages import describe_failure
from reporter.cli.terminal import Terminal
from reporter.core.errors import Exit, TerminatedError

# name -> (module, one line for --help)
COMMANDS = {
    "init": ("reporter.cli.init", "Create a workspace with sample reports."),
    "validate": ("reporter.cli.validate", "Check specs and list all problems, without network access."),
    "plan": ("reporter.cli.plan", "Show the requests, files and deliveries of a run without running it."),
    "preview": ("reporter.cli.preview", "Serve a live preview that refreshes as you edit."),
    "run": ("reporter.cli.run", "Fetch data, create reports and deliver them."),
    "resend": ("reporter.cli.resend", "Send an earlier report again."),
    "collect": ("reporter.cli.collect", "Fetch due insights and store them in history."),
    "status": ("reporter.cli.status", "Show stored data, due work and recent runs."),
    "token": ("reporter.cli.token", "Renew access tokens before they expire."),
    "doctor": ("reporter.cli.doctor", "Check the setup and suggest fixes."),
    "schedule": ("reporter.cli.schedule", "Print crontab lines or systemd units for this workspace."),
    "history": ("reporter.cli.history", "Export history or delete old snapshots."),
    "serve": ("reporter.cli.serve", "Receive Meta's webhook for stories that expire."),
    "metrics": ("reporter.cli.metrics", "List available metrics and breakdowns."),
    "schema": ("reporter.cli.schema", "Print the JSON Schema of specs, for editors."),
    "sandbox": ("reporter.cli.sandbox", "Serve the built-in Graph API on this computer."),
}
_UNCLEAR = {Exit.NO_INPUT: "file not found", Exit.REFUSED: "rejected", Exit.NO_OUTPUT: "cannot create file"}
EXITS = "Exit codes: " + " · ".join(f"{code.value} {_UNCLEAR.get(code, code.name.lower())}" for code in Exit)


class Commands(click.Group):
    """The commands of the table above. A command is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
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
    """Create reports of Instagram media insights from YAML specs.

    To start, run `reporter init`, then `reporter run reports/weekly.yaml`.
    """


def main() -> None:
    """Run the command line and exit with its code."""
    _open_streams()
    gc.set_threshold(100_000)  # imports create many objects that live until the end; collecting them takes time
    sys.exit(int(run(sys.argv[1:])))


def run(arguments: list[str]) -> Exit:
    """Run one command and return its exit code. Prints a line for each problem, never a traceback."""
    terminal = Terminal()
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = group.main(args=arguments, prog_name="reporter", standalone_mode=False, obj=terminal)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - every failure becomes one line
        if isinstance(error, BrokenPipeError):  # nobody reads the output; the interpreter's last flush goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code, line = describe_failure(error)
        if line:
            terminal.print_problem(line)
    signal.alarm(0)  # the deadline applies to this command only
    code = code if isinstance(code, Exit) else Exit.DONE
    terminal.end_log(int(code))
    return code


def _open_streams() -> None:
    """Open the standard streams that the process was started without.

    Otherwise the next file or connection gets their numbers and receives what is printed.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # uses the lowest free number, which is this one
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - stays open


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise TerminatedError

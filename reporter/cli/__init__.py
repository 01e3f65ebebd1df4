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
import traceback
from types import FrameType

import click

from reporter.cli.common import Terminal
from reporter.errors import Exit
from reporter.errors import ReporterError
from reporter.errors import TerminatedError

# name -> (module, one line for --help)
COMMANDS = {
    "init": ("reporter.cli.init", "Make a new workspace with sample reports."),
    "validate": ("reporter.cli.validate", "Check specs: all problems at once, no network."),
    "plan": ("reporter.cli.plan", "Show what a run would ask, make and cost."),
    "run": ("reporter.cli.run", "Fetch, compute and write reports."),
    "collect": ("reporter.cli.collect", "Fetch what is due and keep it in history."),
    "status": ("reporter.cli.status", "Show what history holds, what is due, how runs ended."),
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
        code, line = _ending(error)
        if line:
            terminal.problem(line)
    return code if isinstance(code, Exit) else Exit.DONE


def _ending(error: BaseException) -> tuple[Exit, str]:  # noqa: PLR0911 - a table of cases
    """Return the exit code of a failure and the line that tells it."""
    if isinstance(error, ReporterError):
        return error.exit, str(error)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message())
        return Exit.USAGE, ""
    if isinstance(error, click.UsageError):
        text = error.format_message().rstrip(".")
        where = f" (see reporter {error.ctx.info_name} --help)" if error.ctx and error.ctx.parent else ""
        return Exit.USAGE, f"{text[:1].lower()}{text[1:]}{where}"
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return Exit.INTERRUPTED, "stopped; nothing half-written is left"
    if isinstance(error, TerminatedError):
        return Exit.TERMINATED, "stopped by the system; nothing half-written is left"
    if isinstance(error, BrokenPipeError):
        # nobody reads on; keep the interpreter from telling so again when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE, ""
    return Exit.BUG, _crash(error)


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise TerminatedError


def _crash(error: BaseException) -> str:
    """Say where our bug is without any value, since values may be secrets or other people's words."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('reporter/')[2]}:{frame.lineno}" for frame in frames]
    return f"this is a bug in reporter, please report it: {type(error).__name__} at {' > '.join(places[-4:])}"

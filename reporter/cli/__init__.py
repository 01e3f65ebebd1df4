"""The command line: finds the command, runs it, turns refusals into one line and an exit code.

Only this folder prints, exits, and reads the environment and the clock. Each command is a module that is imported when
it is asked for, so that `--help` and `validate` stay quick.
"""

from __future__ import annotations

import importlib
import signal
import sys
import traceback
from types import FrameType

import click

from reporter.cli.common import Terminal
from reporter.errors import Exit
from reporter.errors import ReporterError

# name -> (module, one line for --help)
COMMANDS = {
    "init": ("reporter.cli.init", "Make a new workspace with sample reports."),
    "validate": ("reporter.cli.validate", "Check specs: all problems at once, no network."),
    "plan": ("reporter.cli.plan", "Show what a run would ask, make and cost."),
    "run": ("reporter.cli.run", "Fetch, compute and write reports."),
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
    sys.exit(int(run(sys.argv[1:])))


def run(arguments: list[str]) -> Exit:
    """Run one command and return its exit code; prints problems as one line each, never a traceback."""
    terminal = Terminal()
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = group.main(args=arguments, prog_name="reporter", standalone_mode=False, obj=terminal)
        return code if isinstance(code, Exit) else Exit.DONE
    except click.exceptions.NoArgsIsHelpError as error:
        terminal.say(error.format_message())
        return Exit.USAGE
    except click.UsageError as error:
        where = f" (see reporter {error.ctx.info_name} --help)" if error.ctx and error.ctx.parent else ""
        terminal.problem(error.format_message().rstrip(".")[:1].lower() + error.format_message().rstrip(".")[1:] + where)
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        terminal.problem("stopped; nothing half-written is left")
        return Exit.INTERRUPTED
    except TerminatedError:
        terminal.problem("stopped by the system; nothing half-written is left")
        return Exit.TERMINATED
    except ReporterError as error:
        terminal.problem(str(error))
        return error.exit
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.DONE
    except Exception as error:  # noqa: BLE001 - the last resort: our bug, told without secrets
        terminal.problem(_crash(error))
        return Exit.BUG


class TerminatedError(Exception):
    """The system asked the program to stop."""


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise TerminatedError


def _crash(error: Exception) -> str:
    """Say where our bug is without any value, since values may be secrets or other people's words."""
    places = [f"{frame.filename.rpartition('reporter/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"this is a bug in reporter, please report it: {type(error).__name__} at {' > '.join(places[-4:])}"

"""Maps a failure to its exit code and to the line that describes it. Never a traceback."""

from __future__ import annotations

import os
import sys
import traceback

import click

from reporter.core.errors import DeadlineError, Exit, ReporterError, TerminatedError


def describe_failure(error: BaseException) -> tuple[Exit, str]:  # noqa: PLR0911 - a table of cases
    """Return the exit code of a failure and the line that describes it, "" for none."""
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
        return Exit.INTERRUPTED, "stopped; collected data is saved, and the next run continues"
    if isinstance(error, TerminatedError):
        return Exit.TERMINATED, "stopped by the system; collected data is saved, and the next run continues"
    if isinstance(error, DeadlineError):
        return (
            Exit.TEMPORARY,
            f"stopped at the time limit ({error}); collected data is saved, so run the command again to continue",
        )
    if isinstance(error, BrokenPipeError):
        # the reader is gone; without this, the interpreter reports it again when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE, ""
    return Exit.BUG, _crash(error)


def _crash(error: BaseException) -> str:
    """Describe the location of a bug without values, which may be secrets or private texts."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('reporter/')[2]}:{frame.lineno}" for frame in frames]
    return f"this is a bug in reporter, please report it: {type(error).__name__} at {' > '.join(places[-4:])}"

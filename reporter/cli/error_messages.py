"""Maps a failure to its exit code and to the line that describes it. Never a traceback."""

from __future__ import annotations

import traceback

import click

from reporter.core.errors import DeadlineError, Exit, ReporterError, TerminatedError, exit_of


def describe_failure(error: BaseException) -> tuple[Exit, str]:
    """Return the exit code of a failure and the line that describes it, "" for none."""
    if isinstance(error, click.UsageError):
        return Exit.USAGE, _describe_usage(error)
    if isinstance(error, click.Abort):
        return describe_failure(KeyboardInterrupt())
    return exit_of(error), _describe(error)


def _describe(error: BaseException) -> str:
    match error:
        case ReporterError():
            return str(error)
        case KeyboardInterrupt():
            return "stopped; collected data is saved, and the next run continues"
        case TerminatedError():
            return "stopped by the system; collected data is saved, and the next run continues"
        case DeadlineError():
            return f"stopped at the time limit ({error}); collected data is saved, so run the command again to continue"
        case BrokenPipeError():
            return ""
        case _:
            return _crash(error)


def _describe_usage(error: click.UsageError) -> str:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message())
        return ""
    text = error.format_message().rstrip(".")
    where = f" (see reporter {error.ctx.info_name} --help)" if error.ctx and error.ctx.parent else ""
    return f"{text[:1].lower()}{text[1:]}{where}"


def _crash(error: BaseException) -> str:
    """Describe the location of a bug without values, which may be secrets or private texts."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('reporter/')[2]}:{frame.lineno}" for frame in frames]
    return f"this is a bug in reporter, please report it: {type(error).__name__} at {' > '.join(places[-4:])}"

"""The tree of refusals and the exit code that each ends with; owns both, prints and exits nowhere.

A refusal is raised at an edge (files, network, disk) and turned into one line by the command line. Its text is lower
case, names what and where, ends with what to do, and never holds a URL, a token or an answer's body.
Exit codes are product vocabulary: sysexits where they fit, 3 for "done but incomplete", never 1 or 2.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Every exit code of the program. A code's meaning never changes."""

    DONE = 0
    INCOMPLETE = 3
    USAGE = 64
    HISTORY = 65
    NO_INPUT = 66
    REFUSED = 69
    BUG = 70
    NO_OUTPUT = 73
    DISK = 74
    TEMPORARY = 75
    PROTOCOL = 76
    CREDENTIALS = 77
    CONFIGURATION = 78
    INTERRUPTED = 130
    TERMINATED = 143


class TerminatedError(Exception):
    """The system asked the program to stop. No ReporterError: nothing but the program's end handles it."""


class DeadlineError(Exception):
    """The command's time is over; the text says how long it was. Like TerminatedError, nothing else handles it."""


class ReporterError(Exception):
    """A refusal with a message fit to print and the exit code it ends with.

    `cause`: what makes it the same problem at another time, where that is less than the message; "" where it is not.
    """

    exit = Exit.BUG
    cause = ""


class UsageError(ReporterError):
    """The command line asks for something that does not exist."""

    exit = Exit.USAGE


class NoInputError(ReporterError):
    """A file that was named is missing or cannot be read."""

    exit = Exit.NO_INPUT


class HistoryError(ReporterError):
    """History cannot be used: damaged, of a newer version, or no history at all. It is left as it is."""

    exit = Exit.HISTORY


class RejectedError(ReporterError):
    """The remote side refused for good."""

    exit = Exit.REFUSED


class OutputError(ReporterError):
    """An artifact cannot be created."""

    exit = Exit.NO_OUTPUT


class DiskError(ReporterError):
    """The disk is full, or reading or writing it fails."""

    exit = Exit.DISK


class TemporaryError(ReporterError):
    """The network, the remote side or a limit is in the way for now; the same command may work later."""

    exit = Exit.TEMPORARY


class BusyError(TemporaryError):
    """Another process does the same work, and ends by its own deadline."""


class ProtocolError(ReporterError):
    """The remote side answered something that is not an answer."""

    exit = Exit.PROTOCOL


class CredentialsError(ReporterError):
    """A token, a password or a permission is missing, invalid or expired."""

    exit = Exit.CREDENTIALS


class ConfigurationError(ReporterError):
    """What is written in the workspace or a spec cannot be used."""

    exit = Exit.CONFIGURATION


_STOPS = {
    KeyboardInterrupt: Exit.INTERRUPTED,
    TerminatedError: Exit.TERMINATED,
    DeadlineError: Exit.TEMPORARY,
    BrokenPipeError: Exit.DONE,  # whoever read the output wanted no more of it
}


def exit_of(error: BaseException) -> Exit:
    """Return the code of what ended a command; what nobody foresaw is a bug."""
    if isinstance(error, ReporterError):
        return error.exit
    return _STOPS.get(type(error), Exit.BUG)

"""Decides the exit code of a command, from the codes of everything that happened in it."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.core.errors import Exit

# The codes of what is not an error but leaves a command incomplete. Errors have codes of their own, in core/errors.
ON_HOLD = Exit.INCOMPLETE
MISSED_PERIODS = Exit.INCOMPLETE
MISSING_DATA = Exit.INCOMPLETE
MISSING_TEXT = Exit.INCOMPLETE

_NO_ERRORS = (Exit.DONE, ON_HOLD, MISSED_PERIODS, MISSING_DATA, MISSING_TEXT)

# If several parts fail, the failure that is hardest to fix decides.
_HARDEST_FIRST = (
    Exit.BUG,
    Exit.HISTORY,
    Exit.CONFIGURATION,
    Exit.CREDENTIALS,
    Exit.DISK,
    Exit.NO_OUTPUT,
    Exit.PROTOCOL,
    Exit.REFUSED,
    Exit.TEMPORARY,
    Exit.NO_INPUT,
    Exit.USAGE,
    Exit.INCOMPLETE,
    Exit.DONE,
)


def exit_code(codes: Iterable[Exit], *, useful: bool = False) -> Exit:
    """Return the exit code of a command from the codes of its parts.

    `useful`: the command achieved something, such as a delivered report or a collected account. Failures of other parts
    then make it incomplete.
    """
    hardest = min(codes, key=_HARDEST_FIRST.index, default=Exit.DONE)
    return Exit.INCOMPLETE if useful and hardest not in _NO_ERRORS else hardest

"""What happened, as the exit code that says it. The only place that decides one; a stage returns what it did."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.core.errors import Exit

# When several things failed, the one that is hardest to recover from decides.
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
    """Return the code of a command that did several things, each of which ended with a code of its own.

    `useful`: something that was asked for was done, such as a report that reached somebody or an account that was
    collected. What failed beside it makes the command incomplete.
    """
    hardest = min(codes, key=_HARDEST_FIRST.index, default=Exit.DONE)
    return Exit.INCOMPLETE if useful and hardest is not Exit.DONE else hardest

"""The result of a check as a value. A failure of the check itself is a result, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reporter.core.errors import Exit, ReporterError


@dataclass(frozen=True, slots=True)
class Check:
    """One result. `exit`: DONE if all is well, INCOMPLETE for a warning, else the exit code of a run."""

    name: str
    text: str
    exit: Exit = Exit.DONE


def run_check(name: str, check: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """Give the results of a check. If it raises ReporterError, that becomes a result with this name."""
    try:
        yield from check()
    except ReporterError as error:
        yield Check(name, str(error), error.exit)

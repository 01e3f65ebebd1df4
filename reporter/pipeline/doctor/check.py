"""What a check finds, as a value; and that a refusal is a finding, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reporter.core.errors import Exit, ReporterError


@dataclass(frozen=True, slots=True)
class Check:
    """How a thing is. `exit`: DONE when all is well, INCOMPLETE for a warning, else what a run would end with."""

    name: str
    text: str
    exit: Exit = Exit.DONE


def run_check(check: Callable[[], Iterator[Check]], name: str = "") -> Iterator[Check]:
    """Give what a check finds; a refusal is a finding, too."""
    try:
        yield from check()
    except ReporterError as error:
        yield Check((name or check.__name__).strip("_"), str(error), error.exit)

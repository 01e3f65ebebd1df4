"""A problem as it is printed, logged, mailed and recorded; and how many of them one run may list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_PROBLEMS = 20  # lines of one run; an agency has thousands of accounts, and one cause may affect them all


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a command did less than it was asked to.

    `subject`: the account, report or delivery that has it, "" for the whole command. `cause`: what makes it the same
    problem in another job or at another time, where that is less than the message. `kind`: how it is announced:
    "error", "warning" or "incomplete".
    """

    message: str
    subject: str = ""
    cause: str = ""
    kind: str = "error"

    @property
    def line(self) -> str:
        """The problem as people read it, on one line."""
        return (f"{self.subject}: {self.message}" if self.subject else self.message).replace("\n", " ")


def capped(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, none twice; of very many the first, and one that says how many more there are."""
    by_line: dict[str, Problem] = {}
    for problem in problems:
        by_line.setdefault(problem.line, problem)
    different = list(by_line.values())
    more = len(different) - MOST_PROBLEMS
    return [*different[:MOST_PROBLEMS], Problem(f"and {more:,} more problems")] if more > 1 else different


def lines_of(problems: Sequence[Problem]) -> list[str]:
    """Return the lines that people read, as many as `capped` leaves."""
    return [problem.line for problem in capped(problems)]

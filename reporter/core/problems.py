"""A line about a problem, as it is printed, logged, mailed and kept; and how many lines one run may fill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

MOST_PROBLEMS = 20  # lines of one run; an agency has thousands of accounts, and one cause may meet them all


class ProblemLine(str):
    """One line about a problem, a text like any other.

    `cause`: what makes it the same problem in another job or at another time, where that is less than the text.
    `kind`: how it is announced, "error" or "incomplete".
    """

    __slots__ = ("cause", "kind")

    cause: str
    kind: str

    def __new__(cls, text: str, *, cause: str = "", kind: str = "error") -> Self:
        """Make a line of a text."""
        made = super().__new__(cls, text)
        made.cause = cause or text
        made.kind = kind
        return made


def cause_of(line: str) -> str:
    """Return what makes a line the same problem as another; a plain text says it itself."""
    return line.cause if isinstance(line, ProblemLine) else line


def kind_of(line: str) -> str:
    """Return how a line is announced; a plain text is an error."""
    return line.kind if isinstance(line, ProblemLine) else "error"


def capped(lines: Sequence[str]) -> list[str]:
    """Return the lines, each one line and none twice; of very many the first, and how many more there are."""
    found = list(dict.fromkeys(_on_one_line(line) for line in lines))
    more = len(found) - MOST_PROBLEMS
    return [*found[:MOST_PROBLEMS], f"and {more:,} more problems"] if more > 1 else found


def _on_one_line(line: str) -> str:
    if "\n" not in line:
        return line
    return ProblemLine(line.replace("\n", " "), cause=cause_of(line), kind=kind_of(line))

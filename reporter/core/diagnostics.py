"""What a check yields (`Finding`) and what is shown for it (`Diagnostic`); values only, no rule and no printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]


class Severity(StrEnum):
    """An error stops the run, a warning does not (unless --strict)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at a path of the document: keys and list indexes from the root, such as ("sections", 0, "metrics", 1).

    `at_key` points at the key instead of its value. `start` and `length` narrow the place to a part of a one-line
    text (characters of the value, for formulas and placeholders); length 0 means the whole value.
    `replacement` is the text that a safe fix puts in the place of the value, or "".
    """

    code: str
    path: Path
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR
    at_key: bool = False
    start: int = 0
    length: int = 0
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding with its place: file as the user named it, lines and columns from 1, `end_column` after the last one.

    `replacement` as in Finding; `source_line` is the line's text, for showing.
    """

    path: str
    line: int
    column: int
    end_column: int
    severity: Severity
    code: str
    message: str
    help: str = ""
    source_line: str = ""
    replacement: str = ""


def has_errors(diagnostics: Sequence[Diagnostic], *, strict: bool = False) -> bool:
    """Return whether these diagnostics stop a run."""
    return any(strict or diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)

"""The exit code and the line of a failure."""

from __future__ import annotations

import click
import pytest

from reporter.cli.error_messages import describe_failure
from reporter.core.errors import CredentialsError, DeadlineError, Exit, TerminatedError


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (CredentialsError("acme: the token expired"), Exit.CREDENTIALS, "acme: the token expired"),
        (click.UsageError("No such command 'rnu'."), Exit.USAGE, "no such command 'rnu'"),
        (
            KeyboardInterrupt(),
            Exit.INTERRUPTED,
            "stopped; collected data is saved, and the next run continues",
        ),
        (
            TerminatedError(),
            Exit.TERMINATED,
            "stopped by the system; collected data is saved, and the next run continues",
        ),
        (
            DeadlineError("5 minutes"),
            Exit.TEMPORARY,
            "stopped at the time limit (5 minutes); collected data is saved, so run the command again to continue",
        ),
    ],
)
def test_what_can_be_foreseen(error: BaseException, code: Exit, line: str) -> None:
    assert describe_failure(error) == (code, line)


def test_a_bug_names_its_place_and_no_values() -> None:
    with pytest.raises(ValueError, match="0815") as caught:
        int("secret-0815")
    code, line = describe_failure(caught.value)
    assert code is Exit.BUG
    assert line.startswith("this is a bug in reporter, please report it: ValueError at ")
    assert "0815" not in line

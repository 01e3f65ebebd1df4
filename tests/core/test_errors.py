"""The exit code of what ends a command."""

from __future__ import annotations

import pytest

from reporter.core.errors import (
    BusyError,
    ConfigurationError,
    CredentialsError,
    DeadlineError,
    Exit,
    ReporterError,
    TemporaryError,
    TerminatedError,
    exit_of,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationError("x"), 78),
        (CredentialsError("x"), 77),
        (TemporaryError("x"), 75),
        (BusyError("x"), 75),
        (DeadlineError("5 minutes"), 75),
        (KeyboardInterrupt(), 130),
        (TerminatedError(), 143),
        (ReporterError("x"), 70),
        (ZeroDivisionError(), 70),
        (SystemExit(3), 70),
    ],
)
def test_the_code_of_an_error(error: BaseException, code: int) -> None:
    assert exit_of(error) == code


def test_no_code_is_one_that_shells_or_python_use() -> None:
    assert {1, 2, 126, 127}.isdisjoint(Exit)

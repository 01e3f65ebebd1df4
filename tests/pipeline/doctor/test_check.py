"""The result of a check, and of one that fails itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reporter.core.errors import CredentialsError, Exit
from reporter.pipeline.doctor.check import Check, run_check


def test_the_results_of_a_check_are_given_as_they_are() -> None:
    results = [Check("mail", "one"), Check("mail", "two", Exit.INCOMPLETE)]
    assert list(run_check("mail", lambda: iter(results))) == results


def test_an_error_is_a_result_after_those_before_it() -> None:
    def check() -> Iterator[Check]:
        yield Check("secrets", "token of acme is readable")
        raise CredentialsError("token of beta is not set")

    assert list(run_check("files", check)) == [
        Check("secrets", "token of acme is readable"),
        Check("files", "token of beta is not set", Exit.CREDENTIALS),
    ]


def test_a_bug_is_not_a_result() -> None:
    def check() -> Iterator[Check]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        list(run_check("files", check))

"""The exit code of a command from the codes of its parts."""

from __future__ import annotations

import pytest

from reporter.core.errors import Exit
from reporter.pipeline.outcome import exit_code


@pytest.mark.parametrize(
    ("codes", "useful", "expected"),
    [
        ([], False, Exit.DONE),
        ([], True, Exit.DONE),
        ([Exit.DONE, Exit.DONE], True, Exit.DONE),
        ([Exit.TEMPORARY], False, Exit.TEMPORARY),
        ([Exit.TEMPORARY], True, Exit.INCOMPLETE),
        ([Exit.TEMPORARY, Exit.CREDENTIALS], False, Exit.CREDENTIALS),
        ([Exit.CREDENTIALS, Exit.CONFIGURATION, Exit.DONE], False, Exit.CONFIGURATION),
        ([Exit.DISK, Exit.HISTORY], False, Exit.HISTORY),
        ([Exit.INCOMPLETE, Exit.TEMPORARY], False, Exit.TEMPORARY),
        ([Exit.INCOMPLETE, Exit.DONE], False, Exit.INCOMPLETE),
    ],
)
def test_the_failure_that_is_hardest_to_fix_decides(
    codes: list[Exit],
    useful: bool,  # noqa: FBT001 - a parameter
    expected: Exit,
) -> None:
    assert exit_code(codes, useful=useful) is expected
    assert exit_code(reversed(codes), useful=useful) is expected


@pytest.mark.parametrize("code", [code for code in Exit if code < 128])  # above are signals
def test_every_code_can_be_that_of_a_part(code: Exit) -> None:
    assert exit_code([code]) is code
    assert exit_code([code], useful=True) is (Exit.DONE if code is Exit.DONE else Exit.INCOMPLETE)

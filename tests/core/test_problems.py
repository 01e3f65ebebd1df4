"""Problems as lines, and how many of them one run may list."""

from __future__ import annotations

from reporter.core.problems import MOST_PROBLEMS, Problem, capped, lines_of


def test_lines_are_counted_where_there_are_very_many() -> None:
    problems = [Problem("gone", f"acme{number}") for number in range(MOST_PROBLEMS + 1)]
    assert capped(problems) == problems
    lines = lines_of([*problems, *problems, Problem("gone", "beta")])
    assert (len(lines), lines[0], lines[-1]) == (MOST_PROBLEMS + 1, "acme0: gone", "and 2 more problems")
    assert lines_of([Problem("a\nb", cause="a", kind="incomplete"), Problem("a b")]) == ["a b"]


def test_a_line_names_its_subject_first() -> None:
    assert Problem("12 media items failed", "acme", "failed").line == "acme: 12 media items failed"
    assert Problem("the disk is full").line == "the disk is full"


def test_a_single_line_too_many_is_shown_and_not_counted() -> None:
    problems = [Problem(str(number)) for number in range(MOST_PROBLEMS + 1)]
    assert capped(problems)[-1] == Problem(str(MOST_PROBLEMS))
    assert capped([]) == []

"""Lines about problems, and how many of them one run may fill."""

from __future__ import annotations

from reporter.core.problems import MOST_PROBLEMS, ProblemLine, capped, cause_of


def test_lines_are_counted_where_there_are_very_many() -> None:
    lines = [f"acme{number}: gone" for number in range(MOST_PROBLEMS + 1)]
    assert capped(lines) == lines
    many = capped([*lines, *lines, "beta: gone"])
    assert (len(many), many[-1]) == (MOST_PROBLEMS + 1, "and 2 more problems")
    assert capped(["one\nline"]) == ["one line"]
    (line,) = capped([ProblemLine("a\nb", cause="a", kind="incomplete")])
    assert (line, cause_of(line)) == ("a b", "a")

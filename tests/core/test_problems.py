"""Lines about problems, and how many of them one run may fill."""

from __future__ import annotations

from reporter.core.problems import MOST_PROBLEMS, ProblemLine, capped, cause_of, kind_of


def test_lines_are_counted_where_there_are_very_many() -> None:
    lines = [f"acme{number}: gone" for number in range(MOST_PROBLEMS + 1)]
    assert capped(lines) == lines
    many = capped([*lines, *lines, "beta: gone"])
    assert (len(many), many[-1]) == (MOST_PROBLEMS + 1, "and 2 more problems")
    assert capped(["one\nline"]) == ["one line"]
    (line,) = capped([ProblemLine("a\nb", cause="a", kind="incomplete")])
    assert (line, cause_of(line)) == ("a b", "a")


def test_a_line_is_its_own_cause_unless_it_names_one() -> None:
    line = ProblemLine("acme: 12 media items failed", cause="acme: failed", kind="incomplete")
    assert (line, cause_of(line), kind_of(line)) == ("acme: 12 media items failed", "acme: failed", "incomplete")
    assert (cause_of(ProblemLine("acme")), kind_of(ProblemLine("acme"))) == ("acme", "error")
    assert (cause_of("plain"), kind_of("plain")) == ("plain", "error")


def test_a_single_line_too_many_is_shown_and_not_counted() -> None:
    lines = [str(number) for number in range(MOST_PROBLEMS + 1)]
    assert capped(lines)[-1] == str(MOST_PROBLEMS)
    assert capped([]) == []

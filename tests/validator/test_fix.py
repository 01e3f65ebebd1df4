"""Mending: only the named places change, comments and line ends stay."""

from __future__ import annotations

from reporter.core.diagnostics import Diagnostic, Severity
from reporter.validator.fix import apply_fixes


def told(line: int, column: int, end: int, source_line: str, replacement: str) -> Diagnostic:
    return Diagnostic("a.yaml", line, column, end, Severity.ERROR, "x", "wrong", "", source_line, replacement)


TEXT = "title: A  # saves\r\nmetrics: [saves, 'reech']  # saves\r\n"
LINE = "metrics: [saves, 'reech']  # saves"


def test_places_change_and_all_else_stays() -> None:
    found = [told(2, 11, 16, LINE, "saved"), told(2, 18, 25, LINE, "reach")]
    assert apply_fixes(TEXT, found) == ("title: A  # saves\r\nmetrics: [saved, 'reach']  # saves\r\n", 2)


def test_a_mark_at_the_files_beginning_does_not_shift_columns() -> None:
    assert apply_fixes("\ufeffperiod: last_weak\n", [told(1, 9, 18, "period: last_weak", "last_week")]) == (
        "\ufeffperiod: last_week\n",
        1,
    )


def test_a_line_that_reads_otherwise_by_now_is_left_alone() -> None:
    assert apply_fixes(TEXT, [told(2, 11, 16, "metrics: [saves]", "saved")]) == (TEXT, 0)
    assert apply_fixes(TEXT, [told(9, 1, 2, "", "saved")]) == (TEXT, 0)


def test_places_that_overlap_are_mended_once() -> None:
    found = [told(2, 10, 26, LINE, "[views]"), told(2, 11, 16, LINE, "saved")]
    assert apply_fixes(TEXT, found) == ("title: A  # saves\r\nmetrics: [saved, 'reech']  # saves\r\n", 1)


def test_what_has_no_safe_replacement_stays() -> None:
    assert apply_fixes(TEXT, [told(2, 11, 16, LINE, "")]) == (TEXT, 0)

"""Diagnostics as text, JSON and GitHub commands: carets under the words, nothing that upsets a terminal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.core.diagnostics import Diagnostic, Severity
from reporter.validator.show import show_diagnostics

REECH = Diagnostic(
    path="reports/weekly.yaml",
    line=14,
    column=15,
    end_column=20,
    severity=Severity.ERROR,
    code="unknown-metric",
    message='unknown metric "reech"',
    help='did you mean "reach"?  `reporter metrics` lists all',
    source_line="    metrics: [reech, saved]",
)


def at(source_line: str, words: str, *, line: int = 14) -> Diagnostic:
    start = source_line.index(words) + 1
    return replace(REECH, source_line=source_line, column=start, end_column=start + len(words), line=line)


def rows(one: Diagnostic) -> list[str]:
    return show_diagnostics([one], "text").split("\n")


def test_a_diagnostic_is_shown_as_the_documentation_has_it() -> None:
    assert show_diagnostics([REECH], "text") == (
        'reports/weekly.yaml:14:15: error[unknown-metric]: unknown metric "reech"\n'
        "   |\n"
        "14 |     metrics: [reech, saved]\n"
        "   |               ^^^^^\n"
        '   = help: did you mean "reach"?  `reporter metrics` lists all'
    )


def test_line_numbers_of_any_length_line_up() -> None:
    assert rows(replace(REECH, line=7))[1:4] == ["   |", " 7 |     metrics: [reech, saved]", "   |               ^^^^^"]
    assert rows(replace(REECH, line=1234))[1:4] == [
        *("     |", "1234 |     metrics: [reech, saved]", "     |               ^^^^^")
    ]


def test_without_help_and_without_text_there_is_less_to_show() -> None:
    bare = replace(REECH, help="", source_line="", line=3, column=1, end_column=2)
    assert rows(bare)[1:] == ["   |", " 3 |", "   | ^"]


def test_nothing_to_tell_is_nothing() -> None:
    assert show_diagnostics([], "text") == ""
    assert show_diagnostics([], "github") == ""
    assert json.loads(show_diagnostics([], "json")) == []


def test_several_end_with_how_many() -> None:
    warning = replace(REECH, severity=Severity.WARNING)
    assert show_diagnostics([REECH, warning, REECH], "text").endswith("\n\n2 errors, 1 warning")
    assert show_diagnostics([warning, warning], "text").endswith("\n\n2 warnings")
    assert show_diagnostics([REECH], "text").count("\n\n") == 0


@pytest.mark.parametrize(
    ("source_line", "words", "caret_row"),
    [
        ("title: 視聴 reech", "reech", "   |             ^^^^^"),  # two wide signs: 7 + 4 + 1 columns before
        ("title: 視聴 reech", "視聴", "   |        ^^^^"),
        ("\ttitle:\treech", "reech", "   |         ^^^^^"),  # a tab is shown as one space
        ("título: e\u0301 reech", "reech", "   |           ^^^^^"),  # the accent sits on its letter
        ("a: \u200breech", "reech", "   |     ^^^^^"),  # what is invisible is made visible
    ],
)
def test_carets_stand_under_the_words(source_line: str, words: str, caret_row: str) -> None:
    assert rows(at(source_line, words))[3] == caret_row


def test_signs_that_move_the_cursor_are_shown_as_one_that_does_not() -> None:
    hostile = replace(
        at("a: \x1b[31m\u202e\x00 reech", "reech"), message="x\ny\x1b[2J", help="\r\x07", path="a\nb.yaml"
    )
    shown = show_diagnostics([hostile], "text")
    assert not set("\x1b\u202e\x00\r\x07") & set(shown)
    assert shown.count("\n") == 4
    assert rows(hostile)[3].index("^") - 5 == rows(hostile)[2].index("reech") - 5


def test_colour_is_only_there_when_asked_for() -> None:
    assert "\x1b" not in show_diagnostics([REECH], "text")
    coloured = show_diagnostics([REECH], "text", colour=True)
    assert "\x1b[1;31merror[unknown-metric]\x1b[0m" in coloured
    assert "\x1b[1;31m              ^^^^^\x1b[0m" in coloured
    warning = show_diagnostics([replace(REECH, severity=Severity.WARNING)], "text", colour=True)
    assert "\x1b[1;33mwarning[unknown-metric]\x1b[0m" in warning


@pytest.mark.parametrize("before", [0, 10, 60, 94, 95, 96, 300, 5000])
@pytest.mark.parametrize("after", [0, 10, 60, 94, 5000])
@pytest.mark.parametrize("sign", ["x", "視", "e\u0301"])
def test_long_lines_are_cut_around_the_place(before: int, after: int, sign: str) -> None:
    shown = rows(at(f"{sign * before} reech {sign * after}", "reech"))
    line, carets = shown[2], shown[3]
    assert sum(2 if one == "視" else 0 if one == "\u0301" else 1 for one in line) <= 100
    place = line.index("reech")
    columns = sum(2 if one == "視" else 0 if one == "\u0301" else 1 for one in line[:place])
    assert carets == f"   |{' ' * (columns - 4)}^^^^^"


def test_a_place_that_is_longer_than_the_line_is_cut_with_it() -> None:
    shown = rows(at("a: " + "x" * 400, "x" * 400))
    assert len(shown[2]) <= 100
    assert len(shown[3]) <= 100
    assert shown[3].strip("| ").strip("^") == ""


def test_json_has_the_documented_keys_and_is_plain_ascii() -> None:
    shown = show_diagnostics([replace(REECH, path="ü\udcff.yaml", source_line="secret")], "json")
    assert shown.isascii()
    assert json.loads(shown) == [
        {
            "path": "ü\udcff.yaml",
            "line": 14,
            "column": 15,
            "end_column": 20,
            "severity": "error",
            "code": "unknown-metric",
            "message": 'unknown metric "reech"',
            "help": 'did you mean "reach"?  `reporter metrics` lists all',
        }
    ]


def test_github_commands_are_one_line_each_and_cannot_be_broken_out_of() -> None:
    assert show_diagnostics([REECH], "github") == (
        "::error file=reports/weekly.yaml,line=14,col=15,endColumn=20,title=unknown-metric::"
        'unknown metric "reech" (did you mean "reach"?  `reporter metrics` lists all)'
    )
    hostile = replace(
        REECH,
        path="a,b:c%.yaml",
        message="50%\n::warning::x\r",
        help="",
        severity=Severity.WARNING,
        column=1,
        end_column=2,
    )
    assert show_diagnostics([hostile, REECH], "github").split("\n")[0] == (
        "::warning file=a%2Cb%3Ac%25.yaml,line=14,col=1,endColumn=2,title=unknown-metric::50%25%0A::warning::x%0D"
    )


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=150), st.integers(1, 160), st.integers(1, 160), st.text(max_size=20), st.booleans())
def test_any_diagnostic_can_be_shown_and_encoded(text: str, column: int, length: int, path: str, colour: bool) -> None:  # noqa: FBT001 - drawn
    one = replace(REECH, source_line=text, column=column, end_column=column + length, message=text, path=path)
    shown = show_diagnostics([one], "text", colour=colour)
    assert len(shown.encode().split(b"\n")) == 5
    assert len(show_diagnostics([one, one], "github").encode().split(b"\n")) == 2
    assert len(json.loads(show_diagnostics([one], "json").encode())) == 1

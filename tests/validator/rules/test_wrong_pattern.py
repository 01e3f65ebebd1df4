"""Patterns for captions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.rule_specs import findings, load, spec


def test_a_pattern_is_not_compiled_by_a_backtracking_engine(folder: Path) -> None:
    assert findings(folder, spec('media: {caption: {matches: "(a+)+$"}}')) == []
    assert findings(folder, spec('media: {caption: {matches: "(?=a)"}}')) == [("wrong-pattern", 5, 29)]


@pytest.mark.parametrize(
    ("pattern", "start", "length", "message", "help_"),
    [
        ("launch)", 6, 1, "unopened group", "add a"),
        ("Öster[reich", 5, 1, "unclosed character class", "add a"),
        (r"a\1", 1, 2, "backreferences are not supported", "write the text itself"),
        ("new(?!in)", 3, 3, "look-around, including look-ahead and look-behind, is not supported", "write what"),
        (r"a\Qb", 1, 2, "unrecognized escape sequence", "write"),
        ("*launch", 0, 1, "repetition operator missing expression", "write something before it"),
        (
            "(a{1000}){1000}",
            0,
            17,
            "it is too large, because a repetition such as {1000} multiplies the text before it",
            "w",
        ),
        (r"\w{300}", 0, 9, "it is too large, because a repetition such as {1000} multiplies the text before it", "w"),
    ],
)
def test_a_pattern_is_refused_with_its_place(
    folder: Path, pattern: str, start: int, length: int, message: str, help_: str
) -> None:
    (finding,) = load(folder, spec(f"media: {{caption: {{matches: '{pattern}'}}}}")).diagnostics
    column = len("media: {caption: {matches: ") + 1 + (start + 1 if length < len(pattern) else 0)
    assert (finding.column, finding.end_column - finding.column) == (column, length)
    assert finding.message == f"this pattern is not valid: {message}"
    assert finding.help.startswith(help_)

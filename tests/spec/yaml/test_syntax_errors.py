"""Syntax errors in plain words, at the characters that are meant."""

from __future__ import annotations

import pytest
import yaml

from reporter.spec.yaml.nodes import TextFault, build_nodes
from reporter.spec.yaml.syntax_errors import indents_above, syntax_fault


def fault(text: str) -> TextFault:
    with pytest.raises(yaml.YAMLError) as caught:
        build_nodes(text)
    return syntax_fault(caught.value, text.split("\n"))


@pytest.mark.parametrize(
    ("text", "marked", "message", "replacement"),
    [
        ("a: @b", "@b", 'a value cannot start with "@"', ""),
        ("a: Weekly: Acme", "Weekly: Acme", "a value with a colon must be in quotes", '"Weekly: Acme"'),
        ('a: Say "x": b', 'Say "x": b', "a value with a colon must be in quotes", ""),  # quotes would need escapes
        ("a: b\n\tc: d", "\t", "tab in the indentation", ""),
        ("a: [b, `c`]", "`c`", "a value cannot start with a backtick", ""),
        ("a: 'it's'", "'it's'", "an apostrophe ends the quoted text too early", ""),
        ("a: {b}.html", "{b}.html", "a value that starts with a brace must be in quotes", '"{b}.html"'),
        ("a: b\nc:d\ne: f", "c:", "missing space after the colon", ""),
        ("a: b\nc = d\ne: f", "c =", 'expected a colon, found "="', ""),
        ("a： b\nc: d", "a：", "this is not an ordinary colon", ""),
    ],
)
def test_a_mistake_is_named_at_its_characters(text: str, marked: str, message: str, replacement: str) -> None:
    found = fault(text)
    line = text.split("\n")[found.span.line]
    assert line[found.span.column : found.span.end_column] == marked
    assert (found.code, found.message, found.replacement) == ("yaml-syntax", message, replacement)


def test_the_line_of_the_mistake_counts_and_not_the_one_where_the_parser_stopped() -> None:
    assert fault("a: [b, c\nd: e\n").span.line == 0
    assert fault('a: "b\nc: d\n').span.line == 0


def test_the_indents_above_a_line_are_those_of_its_parents() -> None:
    lines = ("media:", "    ids: []", "  where: x")
    assert 0 in indents_above(2, lines)
    assert indents_above(0, lines) == ()

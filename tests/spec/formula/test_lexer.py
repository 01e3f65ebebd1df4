"""The words, numbers and operators of a formula."""

from __future__ import annotations

import pytest

from reporter.spec.formula.lexer import MOST_CHARACTERS, FormulaError, Token, tokens


def error(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        tokens(text)
    return caught.value


def test_tokens_have_their_kind_and_position() -> None:
    assert tokens(" views >= 2.5% ") == (
        Token("word", "views", 1),
        Token("operator", ">=", 7),
        Token("number", "2.5%", 10),
    )
    assert tokens("a**2")[1] == Token("operator", "**", 1)
    assert tokens("a**2")[1].end == 3


@pytest.mark.parametrize("text", ["not (a > 1) and b < 2", "min(a, -b)", "-.5", "a*(b+c)", "round(a/b,2)"])
def test_valid_formulas_are_split_without_loss(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "position", "help_text"),
    [
        ("a = b", 2, 'write "==" to compare'),
        ("a <> b", 2, 'write "!="'),
        ("a && b", 2, 'write "and"'),
        ("a // b", 2, 'write "/"'),
        ("a ≥ 5", 2, 'write ">="'),
        ("a − b", 2, 'write "-" (a plain minus)'),
        ("{views} > 1", 0, "write metric names without braces"),
        ("a > '5'", 4, "write metric names without quotes"),
        ("a OR b", 2, 'write "or"'),
        ("a > 1,000", 6, "write thousands without a comma, such as 1000"),
        ("1st > 2", 0, "write numbers such as 1000 or 0.25; names start with a letter"),
        ("a + 007", 4, "write at most 15 digits, without leading zeros or underscores"),
        ("a b", 2, "write + - * / between them, or a comparison"),
        ("a >", 2, 'add what follows ">", or remove it'),
        ("a and", 2, 'add what follows "and", or remove it'),
        ("(a", 0, 'add a ")"'),
        ("a)", 1, 'remove it, or add the missing "("'),
    ],
)
def test_a_mistake_is_explained_at_its_position(text: str, position: int, help_text: str) -> None:
    found = error(text)
    assert (found.start, found.help) == (position, help_text)


def test_limits() -> None:
    assert error("a" * (MOST_CHARACTERS + 1)).start == MOST_CHARACTERS
    assert "nested brackets" in error("(" * 31 + "a" + ")" * 31).message
    assert len(tokens("(" * 30 + "a" + ")" * 30)) == 61

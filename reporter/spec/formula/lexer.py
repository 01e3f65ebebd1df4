"""Splits a formula's text into words, numbers and operators, and rejects everything else with a message.

The rest is plain ASCII with few operators, so that `parse.py` can safely pass it to Python's parser. A "%" directly
after a number is a part of that number.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from itertools import pairwise

MOST_CHARACTERS = 500
_DEEPEST_BRACKETS = 30
_WORDS = ("and", "or", "not")
_TOKEN = re.compile(
    r" +|(?P<number>\.?[0-9][0-9A-Za-z_.]*%?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|//|==|!=|<=|>=|<>|<<|>>|&&|\|\||[^\s])"
)
_NUMBER = re.compile(r"((0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?|\.[0-9]{1,15})%?")  # 10% is 0.1
_OPERATORS = frozenset(("+", "-", "*", "/", "**", "(", ")", ",", "<", "<=", ">", ">=", "==", "!="))
_PERCENT = (
    'write a percentage as a number with "%" directly after it, such as 10%, or as 0.1; there is no remainder operator'
)
# What authors type instead of an operator: character -> what to write.
_INSTEAD = {
    "=": 'write "==" to compare',
    "<>": 'write "!="',
    "//": 'write "/"',
    "&&": 'write "and"',
    "&": 'write "and"',
    "||": 'write "or"',
    "|": 'write "or"',
    "!": 'write "not"',
    "^": 'write "**" for powers',
    "%": _PERCENT,
    "％": _PERCENT,
    "‰": _PERCENT,
    "×": 'write "*"',
    "·": 'write "*"',
    "÷": 'write "/"',
    ":": 'write "/" to divide',
    "−": 'write "-" (a plain minus)',
    "–": 'write "-" (a plain minus)',
    "≥": 'write ">="',
    "≤": 'write "<="',
    "≠": 'write "!="',
    "{": "write metric names without braces",
    "}": "write metric names without braces",
    "[": "use round brackets",
    "]": "use round brackets",
    "#": "remove the comment",
    ".": "write names without dots, and numbers such as 0.25",
}
_VALID = "valid in formulas: + - * / ** ( ) < <= > >= == != and or not min max abs round"


class FormulaError(ValueError):
    """A formula that is not valid: a message, the position in its text (characters) and what to do."""

    def __init__(self, message: str, start: int, length: int, help: str = "") -> None:  # noqa: A002, PLR0917 - as in Finding
        super().__init__(message)
        self.message = message
        self.start = start
        self.length = length
        self.help = help


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or an operator, with its position in the text (characters)."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position after its last character."""
        return self.start + len(self.text)


def tokens(text: str) -> tuple[Token, ...]:
    """Split the text. Raises FormulaError at the first token that is not valid in a formula."""
    if len(text) > MOST_CHARACTERS:
        message = f"the formula has {len(text)} characters; at most {MOST_CHARACTERS} are allowed"
        raise FormulaError(message, MOST_CHARACTERS, 0, "split it into entries under calculated")
    if not text.strip(" "):
        raise FormulaError("the formula is empty", 0, 0, 'write one, such as "total_interactions / reach"')
    split = _split(text)
    for token in split:
        _check(token)
    _check_brackets(split)
    for before, after in pairwise(split):
        _check_neighbours(before, after)
    last = split[-1]
    if (last.kind == "operator" and last.text != ")") or last.text in _WORDS:
        help_text = f'add what follows "{last.text}", or remove it'
        raise FormulaError("the formula is not complete", last.start, len(last.text), help_text)
    return split


def _split(text: str) -> tuple[Token, ...]:
    split, start = [], 0
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            raise FormulaError("this character is not valid in formulas", start, 1, "replace it with a space")
        if match.lastgroup:
            split.append(Token(match.lastgroup, match.group(), start))
        start = match.end()
    return tuple(split)


def _check(token: Token) -> None:
    text = token.text
    if token.kind == "number" and not _NUMBER.fullmatch(text):
        raise FormulaError(f'"{text}" is not a valid number', token.start, len(text), _number_help(text))
    help_text = ""
    if token.kind == "operator" and text not in _OPERATORS:
        help_text = _operator_help(text)
    elif token.kind == "word" and text not in _WORDS and text.lower() in _WORDS:
        help_text = f'write "{text.lower()}"'
    elif token.kind == "word" and text not in _WORDS and keyword.iskeyword(text):
        help_text = _VALID
    if help_text:
        raise FormulaError(f'"{text}" is not valid in formulas', token.start, len(text), help_text)


def _number_help(text: str) -> str:
    text = text.removesuffix("%")
    if text == "000":
        return "write thousands without a comma, such as 1000"
    if text.strip("0123456789_.") == "" and text.count(".") <= 1:
        return "write at most 15 digits, without leading zeros or underscores"
    return "write numbers such as 1000 or 0.25; names start with a letter"


def _operator_help(text: str) -> str:
    if text in "\"'“”„‘’`":
        return "write metric names without quotes"
    return _INSTEAD.get(text, _VALID)


def _check_brackets(split: tuple[Token, ...]) -> None:
    brackets: list[Token] = []
    for token in split:
        if token.text == "(":
            brackets.append(token)
            if len(brackets) > _DEEPEST_BRACKETS:
                message = f"more than {_DEEPEST_BRACKETS} nested brackets"
                raise FormulaError(message, token.start, 1, "split the formula")
        elif token.text == ")":
            if not brackets:
                raise FormulaError('unmatched ")"', token.start, 1, 'remove it, or add the missing "("')
            brackets.pop()
    if brackets:
        raise FormulaError('this "(" is not closed', brackets[-1].start, 1, 'add a ")"')


def _check_neighbours(before: Token, after: Token) -> None:
    """Reject two values without an operator between them; Python's own messages for that vary."""
    ends = before.kind == "number" or before.text == ")" or (before.kind == "word" and before.text not in _WORDS)
    begins = after.kind == "number" or (after.kind == "word" and after.text not in ("and", "or"))
    begins = begins or (after.text == "(" and before.kind != "word")  # a word before "(" is a function
    if ends and begins:
        message = f'missing operator between "{before.text}" and "{after.text}"'
        raise FormulaError(message, after.start, len(after.text), "write + - * / between them, or a comparison")

"""A formula's text cut into words, numbers and signs; refuses what no formula holds, in words that say what to write.

What is left is plain ASCII of few signs, so that `formula.py` can hand it to Python's parser without surprises. A "%"
directly after a number is a part of that number.
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
    r"|(?P<sign>\*\*|//|==|!=|<=|>=|<>|<<|>>|&&|\|\||[^\s])"
)
_NUMBER = re.compile(r"((0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?|\.[0-9]{1,15})%?")  # 10% is 0.1
_SIGNS = frozenset(("+", "-", "*", "/", "**", "(", ")", ",", "<", "<=", ">", ">=", "==", "!="))
_PERCENT = (
    'write a percentage as a number with "%" directly after it, such as 10%, or as 0.1; formulas have no remainder'
)
# What people type instead: sign -> what to write.
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
    "[": "write round brackets",
    "]": "write round brackets",
    "#": "a formula holds no comment",
    ".": "write names without points and numbers like 0.25",
}
_SIGNS_KNOWN = "a formula knows + - * / ** ( ) < <= > >= == != and or not min max abs round"


class FormulaError(ValueError):
    """A formula that cannot be read: a message, the place in its text (characters) and what to do."""

    def __init__(self, message: str, start: int, length: int, help: str = "") -> None:  # noqa: A002, PLR0917 - as in Finding
        super().__init__(message)
        self.message = message
        self.start = start
        self.length = length
        self.help = help


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign, with its place in the text (characters)."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)


def tokens(text: str) -> tuple[Token, ...]:
    """Cut the text. Raises FormulaError at the first thing that no formula holds."""
    if len(text) > MOST_CHARACTERS:
        message = f"the formula is {len(text)} characters long; at most {MOST_CHARACTERS} are read"
        raise FormulaError(message, MOST_CHARACTERS, 0, "split it with entries under calculated")
    if not text.strip(" "):
        raise FormulaError("the formula is empty", 0, 0, 'write one, such as "total_interactions / reach"')
    found = tuple(_cut(text))
    for one in found:
        _check(one)
    _check_brackets(found)
    for before, after in pairwise(found):
        _check_neighbours(before, after)
    last = found[-1]
    if (last.kind == "sign" and last.text != ")") or last.text in _WORDS:
        help_text = f'write something after "{last.text}"'
        raise FormulaError("the formula ends too early", last.start, len(last.text), help_text)
    return found


def _cut(text: str) -> list[Token]:
    found, place = [], 0
    while place < len(text):
        hit = _TOKEN.match(text, place)
        if hit is None:
            raise FormulaError("a formula is one line of plain text", place, 1, "replace this character by a space")
        if hit.lastgroup:
            found.append(Token(hit.lastgroup, hit.group(), place))
        place = hit.end()
    return found


def _check(one: Token) -> None:
    length = len(one.text)
    if one.kind == "number" and not _NUMBER.fullmatch(one.text):
        raise FormulaError(
            f'"{one.text}" is not a number that formulas know', one.start, length, _number_help(one.text)
        )
    if one.kind == "sign" and one.text not in _SIGNS:
        raise FormulaError(f'"{one.text}" is not known in formulas', one.start, length, _sign_help(one.text))
    if one.kind == "word" and one.text not in _WORDS:
        if one.text.lower() in _WORDS:
            raise FormulaError(
                f'"{one.text}" is not known in formulas', one.start, length, f'write "{one.text.lower()}"'
            )
        if keyword.iskeyword(one.text):
            raise FormulaError(f'"{one.text}" is not known in formulas', one.start, length, _SIGNS_KNOWN)


def _number_help(text: str) -> str:
    text = text.removesuffix("%")
    if text == "000":
        return "write thousands without a comma, such as 1000"
    if text.strip("0123456789_.") == "" and text.count(".") <= 1:
        return "write at most 15 digits, without zeros in front and without underscores"
    return "write numbers like 1000 or 0.25, and names that begin with a letter"


def _sign_help(text: str) -> str:
    if text in "\"'“”„‘’`":
        return "write metric names without quotes"
    return _INSTEAD.get(text, _SIGNS_KNOWN)


def _check_brackets(found: tuple[Token, ...]) -> None:
    open_ones: list[Token] = []
    for one in found:
        if one.text == "(":
            open_ones.append(one)
            if len(open_ones) > _DEEPEST_BRACKETS:
                raise FormulaError(
                    f"more than {_DEEPEST_BRACKETS} brackets inside each other", one.start, 1, "split the formula"
                )
        elif one.text == ")":
            if not open_ones:
                raise FormulaError('this ")" closes nothing', one.start, 1, 'remove it or add the "(" it belongs to')
            open_ones.pop()
    if open_ones:
        raise FormulaError('this "(" is never closed', open_ones[-1].start, 1, 'add a ")"')


def _check_neighbours(before: Token, after: Token) -> None:
    """Refuse two values without a sign between them; Python's own words for that are many and change."""
    ends = before.kind == "number" or before.text == ")" or (before.kind == "word" and before.text not in _WORDS)
    begins = after.kind == "number" or (after.kind == "word" and after.text not in ("and", "or"))
    begins = begins or (after.text == "(" and before.kind != "word")  # a word before "(" is a function
    if ends and begins:
        message = f'a sign is missing between "{before.text}" and "{after.text}"'
        raise FormulaError(message, after.start, len(after.text), "write + - * / between them, or a comparison")

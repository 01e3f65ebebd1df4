"""The wording that messages share: quoted text, lists of names, and the known name that an author probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST_QUOTE = 60
_LONGEST_NAME = 80  # comparing longer words costs time and finds nothing
_SHORTEST_TYPO = 4  # shorter words are one letter away from too many others


def quote(text: str) -> str:
    """Return the author's text in quotes, short and without control characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return f'"{plain[:_LONGEST_QUOTE]}…"' if len(plain) > _LONGEST_QUOTE else f'"{plain}"'


def join_names(names: Iterable[str], word: str = "or") -> str:
    """Return names as a list for people: "a, b or c"."""
    every = list(names)
    return f" {word} ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))


def nearest_name(word: str, known: Iterable[str], *, similarity: float = 0.6) -> str:
    """Return the known name nearest to `word`, or "" when none is near."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold()[:_LONGEST_NAME], folded, n=1, cutoff=similarity)
    return folded[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return the nearest known name as a question, followed by what to do; only that when none is near."""
    near = nearest_name(word, known)
    return f'did you mean "{near}"?  {otherwise}' if near else otherwise


def sure_correction(word: str, known: Iterable[str]) -> str:
    """Return the one known name that is a single typo away from `word`, or "" when there is none or more than one."""
    if len(word) < _SHORTEST_TYPO:
        return ""
    near = [name for name in known if is_one_typo(word, name)]
    return near[0] if len(near) == 1 else ""


def is_one_typo(typed: str, right: str) -> bool:
    """Say whether one letter was changed, added or omitted, or two neighbours swapped, or only case differs."""
    typed, right = typed.casefold(), right.casefold()
    letters = enumerate(zip(typed, right, strict=False))
    start = next((position for position, (letter, other) in letters if letter != other), None)
    if start is None:
        return abs(len(typed) - len(right)) <= 1
    typed, right = typed[start:], right[start:]
    swapped = typed[:2] == right[1::-1] and typed[2:] == right[2:]
    return swapped or typed[1:] in (right[1:], right) or typed == right[1:]

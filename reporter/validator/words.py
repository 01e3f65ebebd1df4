"""The wording that messages share: quoting an author's text, lists, and the nearest of what is known."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.catalog.lookup import suggest

_LONGEST_QUOTE = 60
_SHORTEST_TYPO = 4  # shorter words are one letter away from too many others


def quoted(text: str) -> str:
    """Return the author's text in quotes, short and without control characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return f'"{plain[:_LONGEST_QUOTE]}…"' if len(plain) > _LONGEST_QUOTE else f'"{plain}"'


def listed(names: Iterable[str]) -> str:
    """Return names as a list for people: "a, b or c"."""
    every = list(names)
    return " or ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return the nearest known name as a question, followed by what to do; only that when none is near."""
    near = suggest(word, known)
    return f'did you mean "{near}"?  {otherwise}' if near else otherwise


def sure_correction(word: str, known: Iterable[str]) -> str:
    """Return the one known name that is a single slip away from `word`, or "" when there is none or more than one."""
    if len(word) < _SHORTEST_TYPO:
        return ""
    near = [name for name in known if is_one_slip(word, name)]
    return near[0] if len(near) == 1 else ""


def is_one_slip(typed: str, right: str) -> bool:
    """Say whether one letter was changed, added or left out, or two neighbours swapped, or only case differs."""
    one, other = typed.casefold(), right.casefold()
    start = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(one) - len(other)) <= 1
    rest, other_rest = one[start:], other[start:]
    swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return swapped or rest[1:] in (other_rest[1:], other_rest) or rest == other_rest[1:]

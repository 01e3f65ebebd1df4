"""How many posts a figure is based on, in words: the one place that words "12 of 14 posts"."""

from __future__ import annotations

from reporter.core.i18n import Translator
from reporter.core.report import Cell


def is_partial(cell: Cell) -> bool:
    """Return whether some of the posts listed have no value for the figure."""
    return cell.n is not None and cell.of is not None and cell.n < cell.of


def partial_basis(cell: Cell, *, translator: Translator) -> str:
    """Return "12 of 14 posts" for a figure that some posts have no value for, else ""."""
    if cell.n is None or cell.of is None or cell.n >= cell.of:
        return ""
    return translator.say("{n} of {of} posts", n=translator.number(cell.n), of=translator.number(cell.of))


def full_basis(cell: Cell, *, translator: Translator) -> str:
    """Return how many posts a figure is based on, "12 of 14 posts" or "14 posts"; "" if the cell has no count."""
    if cell.n is None:
        return ""
    return partial_basis(cell, translator=translator) or translator.say_count(cell.n, "{count} post", "{count} posts")


def based_on(cell: Cell, *, translator: Translator) -> str:
    """Return "based on 12 of 14 posts" or "based on 14 posts"; "" if the cell has no count."""
    if cell.n is None:
        return ""
    if cell.of is not None and cell.n < cell.of:
        return translator.say("based on {n} of {of} posts", n=translator.number(cell.n), of=translator.number(cell.of))
    return translator.say_count(cell.n, "based on {count} post", "based on {count} posts")


def short_count(cell: Cell, *, translator: Translator) -> tuple[str, str]:
    """Return "12 of 14", or "n 2" for a figure of too few posts, and its explanation; two "" for other figures."""
    if cell.n is None or cell.of is None or (cell.n == cell.of and not cell.weak):
        return "", ""
    n, of = translator.number(cell.n), translator.number(cell.of)
    short = f"n {n}" if cell.n == cell.of else translator.say("{n} of {of}", n=n, of=of)
    basis = translator.say("based on {n} of {of} posts", n=n, of=of)
    return short, f"{basis}; {translator.say('too few posts to draw conclusions')}" if cell.weak else basis

"""Names that Excel accepts: of sheets, tables and cells. They follow a section's title and name, never the period."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, count
from unicodedata import category

from reporter.core.i18n import Translator

SUMMARY, MEDIA, BREAKDOWNS, COMPARE, NOTES = "Summary", "Media", "Breakdowns", "Compare", "Notes"
_LONGEST = 31  # UTF-16 units
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NO_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]+")
_KEPT_BY_EXCEL = "history"


class SheetNames:
    """Gives out sheet names: valid, at most 31 UTF-16 units, unique whatever the case."""

    def __init__(self, translator: Translator, taken: Iterable[str] = ()) -> None:
        """`taken`: the sheets that are there. Ours that are in every workbook come before those of sections."""
        self._translator = translator
        self._taken = {_KEPT_BY_EXCEL, *(name.casefold() for name in taken)}
        self.fixed = {name: self.give(name) for name in (SUMMARY, MEDIA, BREAKDOWNS, COMPARE, NOTES)}

    def give(self, title: str) -> str:
        """Return the name for a sheet with this title; the same titles in the same order give the same names."""
        name = _cut(_valid(title), _LONGEST) or self._translator.say("Table")
        tails = (f" {number}" for number in count(2))
        others = (_cut(name, _LONGEST - len(tail)) + tail for tail in tails)
        return first_free(chain([name], others), self._taken)


class Identifiers:
    """Gives out names of tables and cells: ASCII letters, digits and underscores behind a fixed prefix, unique."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def give(self, prefix: str, name: str) -> str:
        """Return `prefix` + `name` as a valid name, with a number if it is taken. The prefix ends in an underscore."""
        stem = prefix + (_NO_IDENTIFIER.sub("_", name).strip("_").lower()[:200] or "unnamed")
        return first_free(chain([stem], (f"{stem}_{number}" for number in count(2))), self._taken)


def first_free(candidates: Iterable[str], taken: set[str]) -> str:
    """Return the first candidate that is not in `taken` whatever the case, and add it there."""
    name = next(name for name in candidates if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _valid(title: str) -> str:
    # Cc, Cs and unassigned code points make the file unreadable; Cf (bidi marks, zero width) makes twins look alike.
    visible = "".join(" " if category(sign)[0] in "CZ" else sign for sign in title)
    return " ".join(_FORBIDDEN.sub(" ", visible).split()).strip("' ")


def _cut(name: str, units: int) -> str:
    """Return the name in at most so many UTF-16 units, cut behind a word where that leaves most of it."""
    start = name.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
    words, _, rest = start.rpartition(" ")
    is_within = rest and len(start) < len(name) and name[len(start)] != " "
    return (words if is_within and len(words) > len(start) // 2 else start).strip("' ")

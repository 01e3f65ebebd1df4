"""Placeholders in file names, subjects and paths, and safe file names.

Replaces only known placeholders; the validator rejects anything else in braces.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDERS = ("title", "name", "client", "account", "period", "start", "end", "date")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_UNSAFE = re.compile(r"[^\w.+=@ -]+")
_READABLE = re.compile(r"[\w\s.,:;&+()'’-]+")  # recognisable without the characters that are not safe in files
_MOST_BYTES = 120  # leaves room for a suffix within every file system's 255


@dataclass(frozen=True, slots=True)
class Brace:
    """A placeholder or an unmatched brace (its name is ""), with its position in the text, in characters."""

    name: str
    start: int
    length: int


def find_braces(text: str) -> tuple[Brace, ...]:
    """Return all placeholders and unmatched braces, in order."""
    return tuple(Brace(match[1] or "", match.start(), len(match[0])) for match in _BRACES.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace each known placeholder with its value; braces in a value stay."""
    return _BRACES.sub(lambda match: values.get(match[1] or "", match[0]), text)


def file_name(text: str, values: Mapping[str, str]) -> str:
    """Fill a file name so that no value can leave the folder or be invalid in a file system.

    Values lose path separators, control characters and leading dots; values that change beyond recognition or are too
    long get a short hash, so that two names do not collide.
    """
    return fill(text, {name: _safe(value) for name, value in values.items()})


def _safe(value: str) -> str:
    plain = unicodedata.normalize("NFC", value)
    cleaned = _UNSAFE.sub("-", plain).strip(" .-")
    cut = cleaned.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .-")
    if cut and cut == plain:
        return cut
    if cut and cut == cleaned and _READABLE.fullmatch(plain) and "/" not in plain and ".." not in plain:
        return re.sub(r"[\s-]+", "-", cut)
    mark = hashlib.sha256(plain.encode(errors="surrogatepass")).hexdigest()[:6]
    return f"{cut or 'x'}-{mark}"

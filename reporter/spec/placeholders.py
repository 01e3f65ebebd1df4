"""Placeholders in file names, subjects and paths, and safe file names made from them.

Knows exactly the placeholders of the product; anything else in braces is the validator's to refuse.
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
_READABLE = re.compile(r"[\w\s.,:;&+()'’-]+")  # names that stay recognisable without the signs files cannot have
_MOST_BYTES = 120  # leaves room for a suffix within every file system's 255


@dataclass(frozen=True, slots=True)
class Brace:
    """Something in braces: its name ("" for a stray brace) and its place in the text, in characters."""

    name: str
    start: int
    length: int


def find_braces(text: str) -> tuple[Brace, ...]:
    """Return all that stands in braces, stray braces too, in order."""
    return tuple(Brace(hit.group(1) or "", hit.start(), len(hit.group())) for hit in _BRACES.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace each known placeholder by its value; a value's own braces are not looked at again."""
    return _BRACES.sub(lambda hit: values.get(hit.group(1) or "", hit.group()), text)


def file_name(text: str, values: Mapping[str, str]) -> str:
    """Fill a file name so that no value can leave the folder or upset a file system.

    Values lose path separators, control characters and leading dots; what was changed beyond recognition or is too
    long gets a short hash, so that two names never meet by accident.
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

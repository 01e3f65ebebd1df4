"""Knows what looks like a secret in a written file, and takes secrets out of what is shown. Never shows one itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import replace

from reporter.core.diagnostics import Diagnostic
from reporter.core.diagnostics import Path

_KEY = re.compile(r"token|secret|pass?w|pwd", re.IGNORECASE)
_REFERENCE = re.compile(r"(env|file|keyring):\S.*")
# Access tokens of Facebook and Instagram, app tokens, passwords inside addresses, app secrets.
_SHAPES = re.compile(
    r"EAA[A-Za-z0-9]{17,}|IG[A-Z]{1,3}[A-Za-z0-9_-]{17,}|[0-9]{10,}\|[A-Za-z0-9_-]{20,}"
    r"|(?<=://)[^\s/:@]+:[^\s/@]+(?=@)|(?<![A-Za-z0-9])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{32,}(?![A-Za-z0-9])"
)
_SHORTEST = 19  # of the shapes above without an address
_LONG = re.compile(r"[A-Za-z0-9_+=-]{40,}")  # base64 and the like, where it mixes cases and digits
_WRITTEN = re.compile(
    r"[\w-]*(?:token|secret|pass?w|pwd)[\w-]*[\"']?\s*:\s*[\"']?(?!env:|file:|keyring:)([^\s\"',}{\[\]#]+)",
    re.IGNORECASE,
)


def literal_secrets(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield each text of a document that is a secret by its key or by its looks, with its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from literal_secrets(inner, (*path, str(key)))
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from literal_secrets(inner, (*path, index))
    elif isinstance(value, str) and (_is_named_so(value, path) or next(_looks(value), None)):
        yield path, value


def _is_named_so(value: str, path: Path) -> bool:
    """Say whether the key, of the value or of the list that it stands in, promises a secret and here is one."""
    key = next((str(one) for one in reversed(path) if isinstance(one, str)), "")
    return bool(_KEY.search(key)) and not _REFERENCE.fullmatch(value) and " " not in value.strip()


def without_secrets(diagnostic: Diagnostic, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic with every secret in its texts starred out; columns stay where they are."""
    line = _WRITTEN.sub(lambda hit: hit[0][: -len(hit[1])] + "*" * len(hit[1]), diagnostic.source_line)
    known = (*known, *(hit[1] for hit in _WRITTEN.finditer(diagnostic.source_line)))
    return replace(
        diagnostic,
        message=_starred(diagnostic.message, known),
        help=_starred(diagnostic.help, known),
        source_line=_starred(line, known),
    )


def _starred(text: str, known: Iterable[str]) -> str:
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, "*" * len(secret)) if secret else text
    for start, end in {hit.span() for hit in _looks(text)}:
        text = text[:start] + "*" * (end - start) + text[end:]
    return text


def _looks(text: str) -> Iterator[re.Match[str]]:
    if len(text) < _SHORTEST and "://" not in text:
        return
    yield from _SHAPES.finditer(text)
    for hit in _LONG.finditer(text):
        word = hit.group()
        if re.search(r"[a-z]", word) and re.search(r"[A-Z]", word) and re.search(r"[0-9]", word):
            yield hit

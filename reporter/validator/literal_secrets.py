"""Finds secrets in written files, and masks them in what is shown. Never shows one itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reporter.core.diagnostics import Diagnostic, Path

_KEY = re.compile(r"token|secret|pass?w|pwd", re.IGNORECASE)
_REFERENCE = re.compile(r"(env|file|keyring):\S.*")
# Access tokens of Facebook and Instagram, app tokens, passwords inside addresses, app secrets.
_SHAPES = re.compile(
    r"EAA[A-Za-z0-9]{17,}|IG[A-Z]{1,3}[A-Za-z0-9_-]{17,}|[0-9]{10,}\|[A-Za-z0-9_-]{20,}"
    r"|(?<=://)[^\s/:@]+:[^\s/@]+(?=@)|(?<![A-Za-z0-9])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{32,}(?![A-Za-z0-9])"
)
_SHORTEST = 19  # of the shapes above without an address
_LONG = re.compile(r"[A-Za-z0-9_+=-]{40,}")  # base64 and similar, if it mixes cases and digits
_WRITTEN = re.compile(
    r"[\w-]*(?:token|secret|pass?w|pwd)[\w-]*[\"']?\s*:\s*[\"']?(?!env:|file:|keyring:)([^\s\"',}{\[\]#]+)",
    re.IGNORECASE,
)


def literal_secrets(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield each text of a document that is a secret by its key or its form, with its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from literal_secrets(inner, (*path, str(key)))
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from literal_secrets(inner, (*path, index))
    elif isinstance(value, str) and (_has_secret_key(value, path) or next(_secrets_in(value), None)):
        yield path, value


def _has_secret_key(value: str, path: Path) -> bool:
    """Say whether the key of the value, or of its list, is one of secrets and the value is not a reference."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return bool(_KEY.search(key)) and not _REFERENCE.fullmatch(value) and " " not in value.strip()


def without_secrets(diagnostic: Diagnostic, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic with every secret in its texts masked; columns do not move."""
    source_line = diagnostic.source_line
    line = _WRITTEN.sub(lambda match: match[0][: -len(match[1])] + "*" * len(match[1]), source_line)
    known = (*known, *(match[1] for match in _WRITTEN.finditer(source_line)))
    return replace(
        diagnostic,
        message=_masked(diagnostic.message, known),
        help=_masked(diagnostic.help, known),
        source_line=_masked(line, known),
    )


def _masked(text: str, known: Iterable[str]) -> str:
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, "*" * len(secret)) if secret else text
    for start, end in {match.span() for match in _secrets_in(text)}:
        text = text[:start] + "*" * (end - start) + text[end:]
    return text


def _secrets_in(text: str) -> Iterator[re.Match[str]]:
    if len(text) < _SHORTEST and "://" not in text:
        return
    yield from _SHAPES.finditer(text)
    for match in _LONG.finditer(text):
        word = match.group()
        if re.search(r"[a-z]", word) and re.search(r"[A-Z]", word) and re.search(r"[0-9]", word):
            yield match

"""Secrets: what a reference (`env:NAME`, `file:PATH`, `keyring:SERVICE/NAME`) stands for, and hiding it in any text.

A secret lives in memory only. It is read when something is sent, never when a spec is checked.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from reporter.errors import ConfigurationError
from reporter.errors import CredentialsError

_MOST_BYTES = 16_384
_SHORTEST = 4  # shorter values are words, and hiding words makes messages unreadable


def read_secret(reference: str, *, what: str, environ: Mapping[str, str], folder: Path) -> str:
    """Return the secret that a reference stands for, without surrounding white space.

    `what` names it in messages ("token of acme"). Raises ConfigurationError when nothing is there, CredentialsError
    when it cannot be used as it is.
    """
    kind, _, place = reference.partition(":")
    readers = {"env": _from_environment, "file": _from_file, "keyring": _from_keyring}
    if kind not in readers or not place:
        raise ConfigurationError(f"{what}: write env:NAME, file:PATH or keyring:SERVICE/NAME")
    secret = readers[kind](place, what, environ if kind == "env" else {"folder": str(folder)}).strip()
    if not secret:
        raise ConfigurationError(f"{what}: {kind}:{place} is empty")
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise CredentialsError(f"{what}: {kind}:{place} holds characters that no token has; store the bare token")
    return secret


def hide(text: str, secrets: Iterable[str]) -> str:
    """Return the text with every known secret replaced, as typed and as in addresses; longest first."""
    known = {secret for secret in secrets if len(secret) >= _SHORTEST}
    for secret in sorted(known | {quote(one, safe="") for one in known}, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _from_environment(name: str, what: str, environ: Mapping[str, str]) -> str:
    if name not in environ:
        raise ConfigurationError(f"{what}: environment variable {name} is not set")
    return environ[name]


def _from_file(place: str, what: str, context: Mapping[str, str]) -> str:
    path = Path(context["folder"], place).expanduser()
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ConfigurationError(f"{what}: cannot read file:{place} ({error.strerror})") from None
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise CredentialsError(f"{what}: file:{place} is no ordinary file")
        if facts.st_mode & 0o077:
            raise CredentialsError(f"{what}: others can read file:{place}; run chmod 600 on it")
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise CredentialsError(f"{what}: file:{place} is too large to be a token")
    return data.decode("utf-8", errors="replace")


def _from_keyring(place: str, what: str, _context: Mapping[str, str]) -> str:
    service, slash, name = place.partition("/")
    if not slash:
        raise ConfigurationError(f"{what}: write keyring:SERVICE/NAME")
    try:
        import keyring
    except ImportError:
        raise ConfigurationError(f"{what}: the keyring package is not installed; pip install keyring") from None
    try:
        secret = keyring.get_password(service, name)
    except Exception:  # noqa: BLE001 - back ends raise what they like; their texts may hold the secret
        raise CredentialsError(f"{what}: the keyring is locked or has no back end here") from None
    if secret is None:
        raise ConfigurationError(f"{what}: the keyring has no entry {service}/{name}")
    return str(secret)

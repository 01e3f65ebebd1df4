"""Secrets: what a reference (`env:NAME`, `file:PATH`, `keyring:SERVICE/NAME`) stands for, and hiding it in any text.

A secret lives in memory only. It is read when something is sent, never when a spec is checked.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reporter.core.errors import ConfigurationError, CredentialsError
from reporter.core.files import write_artifact
from reporter.core.report import Artifact

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
        raise CredentialsError(
            f"{what}: {kind}:{place} contains characters that are not allowed in a token; store only the token"
        )
    return secret


def check_writable(reference: str, *, what: str) -> None:
    """Refuse a reference that no new secret can be stored in. Raises ConfigurationError."""
    if reference.startswith("env:"):
        raise ConfigurationError(
            f"{what} is set in an environment variable, which reporter cannot update; store it in a private file "
            "(file:PATH) or the keyring"
        )


def write_secret(reference: str, value: str, *, what: str, folder: Path) -> None:
    """Store a secret where the reference reads it from: a file is replaced as a whole, private, or not at all.

    Raises ConfigurationError or CredentialsError, or what writing a file raises.
    """
    check_writable(reference, what=what)
    kind, _, place = reference.partition(":")
    if kind == "keyring":
        _to_keyring(place, value, what)
        return
    path = Path(folder, place).expanduser()
    if path.is_symlink():
        raise CredentialsError(f"{what}: file:{place} is a link; name its target instead")
    if not path.is_file():
        raise CredentialsError(f"{what}: file:{place} is not a regular file, so it was not replaced")
    write_artifact(path.parent, Artifact(path.name, f"{value}\n".encode()))


def hide(text: str, secrets: Iterable[str]) -> str:
    """Return the text with every known secret replaced, as typed, as in addresses and as in JSON; longest first."""
    known = {secret for secret in secrets if len(secret) >= _SHORTEST}
    written = {form for secret in known for form in (quote(secret, safe=""), json.dumps(secret)[1:-1])}
    for secret in sorted(known | written, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _from_environment(name: str, what: str, environ: Mapping[str, str]) -> str:
    if name not in environ:
        raise ConfigurationError(f"{what}: environment variable {name} is not set")
    return environ[name]


def _from_file(place: str, what: str, context: Mapping[str, str]) -> str:
    path = Path(context["folder"], place).expanduser()
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise CredentialsError(f"{what}: file:{place} is a link; name its target instead") from None
        raise ConfigurationError(f"{what}: cannot read file:{place} ({error.strerror})") from None
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise CredentialsError(f"{what}: file:{place} is not a regular file")
        if facts.st_mode & 0o077:
            raise CredentialsError(f"{what}: other users can read file:{place}; run chmod 600 on it")
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise CredentialsError(f"{what}: file:{place} is too large to be a token")
    return data.decode("utf-8", errors="replace")


def _from_keyring(place: str, what: str, _context: Mapping[str, str]) -> str:
    service, name = _entry(place, what)
    with _keyring_told(what) as keyring:
        secret = keyring.get_password(service, name)
    if secret is None:
        raise ConfigurationError(f"{what}: the keyring has no entry {service}/{name}")
    return str(secret)


def _to_keyring(place: str, value: str, what: str) -> None:
    service, name = _entry(place, what)
    with _keyring_told(what) as keyring:
        keyring.set_password(service, name, value)


def _entry(place: str, what: str) -> tuple[str, str]:
    service, slash, name = place.partition("/")
    if not slash:
        raise ConfigurationError(f"{what}: write keyring:SERVICE/NAME")
    return service, name


@contextmanager
def _keyring_told(what: str) -> Iterator[Any]:
    """Give the keyring package; what goes wrong with it becomes one of our refusals."""
    try:
        import keyring
    except ImportError:
        raise ConfigurationError(f"{what}: the keyring package is not installed; run pip install keyring") from None
    try:
        yield keyring
    except Exception:  # noqa: BLE001 - back ends raise what they like; their texts may hold the secret
        raise CredentialsError(
            f"{what}: the keyring is locked or not available on this computer; store the secret in a file"
        ) from None

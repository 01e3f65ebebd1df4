"""One call to the API, as a value: who asks what, when, under which version. Answers nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from reporter.catalog.load import load_catalog
from reporter.catalog.lookup import version_key
from reporter.catalog.models import Login
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.faults import Faults
from reporter.sandbox.usage import Tally

_VERSION = re.compile(r"v\d+\.\d+")


@dataclass(frozen=True, slots=True)
class ServerState:
    """What all calls of a server share. `url` is the server's own address, for links to next pages."""

    now: datetime
    url: str
    faults: Faults
    tally: Tally


@dataclass(frozen=True, slots=True)
class Call:
    """A GET: path pieces without the version, parameters without the token, and the account that the token is of."""

    path: tuple[str, ...]
    params: Mapping[str, str]
    version: str
    account: SandboxAccount
    token: str
    server: ServerState

    @property
    def now(self) -> datetime:
        """The time of asking."""
        return self.server.now

    @property
    def login(self) -> Login:
        """Whose host's rules hold."""
        return self.account.login

    def link(self, **changes: str) -> str:
        """Return the address of this call with other parameters, token included, as Meta writes it into pages."""
        query = urlencode({"access_token": self.token, "pretty": "0", **self.params, **changes})
        return f"{self.server.url}/{self.version}/{'/'.join(self.path)}?{query}"


def split_path(path: str, now: datetime) -> tuple[str, tuple[str, ...]]:
    """Return the version that serves a path, and its other pieces.

    A version that is over is served by the oldest one, a version that is still to come then by the newest; no version
    means the newest.
    """
    pieces = tuple(piece for piece in path.split("/") if piece)
    versions = _live_versions(now)
    if not pieces or not is_version(pieces[0]):
        return versions[-1], pieces
    version, *rest = pieces
    if version not in versions:
        version = versions[-1] if version_key(version) > version_key(versions[-1]) else versions[0]
    return version, tuple(rest)


def is_unknown_version(path: str) -> bool:
    """Say whether a path begins with a version that Meta has not released as far as the catalog knows."""
    piece = path.lstrip("/").partition("/")[0]
    return is_version(piece) and version_key(piece) > version_key(load_catalog().newest_version)


def _live_versions(now: datetime) -> list[str]:
    """Return the versions that Meta serves at a time, oldest first; the catalog's first one if it serves none."""
    today = now.date()
    versions = load_catalog().versions
    live = [
        version.name
        for version in versions.values()
        if version.released <= today and (version.until is None or today < version.until)
    ]
    return live or list(versions)[:1]


def is_version(piece: str) -> bool:
    """Say whether a piece of a path is a version, of whatever number."""
    return _VERSION.fullmatch(piece) is not None

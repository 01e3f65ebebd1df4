"""Opens the way to the API: for each account its host, its rules and its secrets, or the built-in sandbox.

The only place that knows that a sandbox exists beside Meta's hosts; the client sees base URLs and tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from reporter.catalog.models import Login
from reporter.core.context import Log
from reporter.core.context import silent
from reporter.core.errors import ConfigurationError
from reporter.core.errors import ReporterError
from reporter.core.hosts import is_loopback
from reporter.core.secrets import read_secret
from reporter.executor.graph.client import Access
from reporter.executor.graph.client import GraphClient
from reporter.spec.workspace import Workspace

HOSTS = {Login.FACEBOOK: "https://graph.facebook.com", Login.INSTAGRAM: "https://graph.instagram.com"}
URL_VARIABLE = "REPORTER_GRAPH_URL"
FOREIGN_VARIABLE = "REPORTER_ALLOW_FOREIGN_GRAPH"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an account is to the API, as far as the workspace says: its id ("" = ask /me) and whose rules it follows."""

    instagram_id: str
    login: Login


def identities(workspace: Workspace) -> dict[str, Identity]:
    """Return every account's identity; sandbox accounts are played by the sandbox's brands."""
    cast = _cast(workspace)
    return {
        alias: Identity(cast[alias].instagram_id, Login(cast[alias].login))
        if alias in cast
        else Identity(account.instagram_id or "", Login(account.login))
        for alias, account in workspace.accounts.items()
    }


@contextmanager
def connect(
    workspace: Workspace,
    aliases: tuple[str, ...],
    *,
    environ: Mapping[str, str],
    now: datetime,
    secrets: set[str],
    log: Log = silent,
) -> Iterator[GraphClient]:
    """Give a client for these accounts; every secret read is added to `secrets`, so that output can hide it.

    Raises ConfigurationError or CredentialsError before anything is sent.
    """
    override = _override(environ)
    who = identities(workspace)
    with ExitStack() as stack:
        sandboxed = [alias for alias in aliases if workspace.accounts[alias].login == "sandbox"]
        base = override or (_sandbox(stack, now) if sandboxed else "")
        accesses = {}
        for alias in aliases:
            token, app_secret = _secrets(workspace, alias, environ)
            secrets.update(filter(None, (token, app_secret)))
            url = base if override or alias in sandboxed else HOSTS[who[alias].login]
            accesses[alias] = Access(base_url=url, token=token, app_secret=app_secret, login=who[alias].login)
        yield stack.enter_context(GraphClient(accesses, log=log))


@contextmanager
def hosts(workspace: Workspace, *, environ: Mapping[str, str], now: datetime) -> Iterator[dict[str, str]]:
    """Give the address of each host that the workspace's accounts need, by name; reads no secret."""
    override = _override(environ)
    with ExitStack() as stack:
        found: dict[str, str] = {}
        for account in workspace.accounts.values():
            if override:
                found[override.partition("://")[2]] = override
            elif account.login != "sandbox":
                address = HOSTS[Login(account.login)]
                found[address.partition("://")[2]] = address
            elif "sandbox" not in found:
                found["sandbox"] = _sandbox(stack, now)
        yield found


def unreadable(workspace: Workspace, aliases: Iterable[str], environ: Mapping[str, str]) -> dict[str, ReporterError]:
    """Return the accounts whose secrets cannot be had, and why: for them alone `connect` would refuse."""
    found: dict[str, ReporterError] = {}
    for alias in aliases:
        try:
            _secrets(workspace, alias, environ)
        except ReporterError as error:
            found[alias] = error
    return found


def is_simulated(workspace: Workspace, alias: str, environ: Mapping[str, str]) -> bool:
    """Say whether an account is answered by a simulation, whose clock is the command's and not the world's."""
    return workspace.accounts[alias].login == "sandbox" or bool(environ.get(URL_VARIABLE, "").strip())


def played(workspace: Workspace, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the accounts that the built-in sandbox answers, with the brand that plays each."""
    if environ.get(URL_VARIABLE, "").strip():
        return {}
    return {alias: brand.alias for alias, brand in _cast(workspace).items()}


def is_local(environ: Mapping[str, str]) -> bool:
    """Say whether REPORTER_GRAPH_URL names this machine, as in tests."""
    from urllib3.util import parse_url

    override = _override(environ)
    return bool(override) and is_loopback(parse_url(override).host or "")


def _secrets(workspace: Workspace, alias: str, environ: Mapping[str, str]) -> tuple[str, str]:
    account = workspace.accounts[alias]
    if account.login == "sandbox":
        from reporter.sandbox.world import token

        return token(_cast(workspace)[alias].alias), ""
    try:
        found = [
            read_secret(written, what=f"{name} of {alias}", environ=environ, folder=workspace.folder) if written else ""
            for name, written in (("token", account.token), ("app_secret", account.app_secret))
        ]
    except ConfigurationError as error:  # it is not there; what is there and does not do says itself what to change
        raise ConfigurationError(f"{error}; put it there, or let reporter.yaml name where it is") from None
    return found[0], found[1]


def _sandbox(stack: ExitStack, now: datetime) -> str:
    from reporter.sandbox.server import running

    return stack.enter_context(running(now)).url


def _cast(workspace: Workspace):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Let each sandbox account be played by the brand of its name, or else by the next one that is free."""
    aliases = [alias for alias, account in workspace.accounts.items() if account.login == "sandbox"]
    if not aliases:
        return {}
    from reporter.sandbox.world import ACCOUNTS

    brands = {brand.alias: brand for brand in ACCOUNTS}
    free = [brand for alias, brand in brands.items() if alias not in aliases] or list(ACCOUNTS)
    others = [alias for alias in aliases if alias not in brands]
    return {alias: brands.get(alias) or free[others.index(alias) % len(free)] for alias in aliases}


def _override(environ: Mapping[str, str]) -> str:
    """Return REPORTER_GRAPH_URL, checked by the parser that the client sends with; "" when it is not set."""
    written = environ.get(URL_VARIABLE, "").strip()
    if not written:
        return ""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        url = parse_url(written)
    except LocationParseError:
        raise ConfigurationError(f"{URL_VARIABLE} is no address; write http://127.0.0.1:PORT") from None
    if url.scheme not in {"http", "https"} or not url.host or url.auth or url.query or url.fragment:
        raise ConfigurationError(
            f"{URL_VARIABLE} must be a plain http or https address without user, query or fragment"
        )
    if environ.get(FOREIGN_VARIABLE) != "1" and not is_loopback(url.host):
        help_ = f"set {FOREIGN_VARIABLE}=1 if tokens may be sent there"
        raise ConfigurationError(f"{URL_VARIABLE} names {url.host}, which is not this machine; {help_}")
    return url.url.rstrip("/")

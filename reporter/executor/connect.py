"""Connects accounts to the API: host, login and secrets of each account, or the built-in sandbox.

The only module that knows the sandbox; the client sees base URLs and tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from reporter.catalog.models import Login
from reporter.core.context import Log, log_nothing
from reporter.core.errors import ConfigurationError, ReporterError
from reporter.core.hosts import is_loopback
from reporter.core.secrets import read_secret
from reporter.executor.graph.client import Access, GraphClient
from reporter.spec.workspace import Workspace

HOSTS = {Login.FACEBOOK: "https://graph.facebook.com", Login.INSTAGRAM: "https://graph.instagram.com"}
URL_VARIABLE = "REPORTER_GRAPH_URL"
FOREIGN_VARIABLE = "REPORTER_ALLOW_FOREIGN_GRAPH"


@dataclass(frozen=True, slots=True)
class Identity:
    """How the API identifies an account, by the workspace: its id ("" = request /me) and its login."""

    instagram_id: str
    login: Login


def identities(workspace: Workspace) -> dict[str, Identity]:
    """Return the identity of every account; a sandbox account has that of a sandbox brand."""
    brands = _brands(workspace)
    return {
        alias: Identity(brands[alias].instagram_id, Login(brands[alias].login))
        if alias in brands
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
    log: Log = log_nothing,
) -> Iterator[GraphClient]:
    """Yield a client for these accounts; adds every secret to `secrets`, so that output can mask it.

    Raises ConfigurationError or CredentialsError before any request is sent.
    """
    override = _override(environ)
    logins = {alias: identity.login for alias, identity in identities(workspace).items()}
    with ExitStack() as stack:
        sandboxed = [alias for alias in aliases if workspace.accounts[alias].login == "sandbox"]
        base = override or (_sandbox(stack, now) if sandboxed else "")
        accesses = {}
        for alias in aliases:
            token, app_secret = _secrets(workspace, alias, environ)
            secrets.update(filter(None, (token, app_secret)))
            url = base if override or alias in sandboxed else HOSTS[logins[alias]]
            accesses[alias] = Access(base_url=url, token=token, app_secret=app_secret, login=logins[alias])
        yield stack.enter_context(GraphClient(accesses, log=log))


@contextmanager
def hosts(workspace: Workspace, *, environ: Mapping[str, str], now: datetime) -> Iterator[dict[str, str]]:
    """Yield the base URL of each host that the workspace's accounts need, by name; reads no secret."""
    override = _override(environ)
    with ExitStack() as stack:
        urls: dict[str, str] = {}
        for account in workspace.accounts.values():
            if override or account.login != "sandbox":
                url = override or HOSTS[Login(account.login)]
                urls[url.partition("://")[2]] = url
            elif "sandbox" not in urls:
                urls["sandbox"] = _sandbox(stack, now)
        yield urls


def unreadable_secrets(
    workspace: Workspace, aliases: Iterable[str], environ: Mapping[str, str]
) -> dict[str, ReporterError]:
    """Return the accounts whose secrets cannot be read, with the error that `connect` would raise for each."""
    errors: dict[str, ReporterError] = {}
    for alias in aliases:
        try:
            _secrets(workspace, alias, environ)
        except ReporterError as error:
            errors[alias] = error
    return errors


def is_simulated(workspace: Workspace, alias: str, environ: Mapping[str, str]) -> bool:
    """Say whether an account is simulated, with the time of the command as its clock."""
    return workspace.accounts[alias].login == "sandbox" or bool(environ.get(URL_VARIABLE, "").strip())


def sandbox_brands(workspace: Workspace, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the accounts that use the built-in sandbox, with the sandbox brand of each."""
    if environ.get(URL_VARIABLE, "").strip():
        return {}
    return {alias: brand.alias for alias, brand in _brands(workspace).items()}


def is_local(environ: Mapping[str, str]) -> bool:
    """Say whether REPORTER_GRAPH_URL is on this computer, as in tests."""
    from urllib3.util import parse_url

    override = _override(environ)
    return bool(override) and is_loopback(parse_url(override).host or "")


def _secrets(workspace: Workspace, alias: str, environ: Mapping[str, str]) -> tuple[str, str]:
    account = workspace.accounts[alias]
    if account.login == "sandbox":
        from reporter.sandbox.world import token as sandbox_token

        return sandbox_token(_brands(workspace)[alias].alias), ""
    try:
        token, app_secret = (
            read_secret(source, what=f"{name} of {alias}", environ=environ, folder=workspace.folder) if source else ""
            for name, source in (("token", account.token), ("app_secret", account.app_secret))
        )
    except ConfigurationError as error:  # it does not exist; the errors of an invalid secret say what to change
        raise ConfigurationError(f"{error}; store it there, or change its source in reporter.yaml") from None
    return token, app_secret


def _sandbox(stack: ExitStack, now: datetime) -> str:
    from reporter.sandbox.server import running

    return stack.enter_context(running(now)).url


def _brands(workspace: Workspace):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Return the sandbox brand of each sandbox account: the one of the same name, or else the next unused one."""
    aliases = [alias for alias, account in workspace.accounts.items() if account.login == "sandbox"]
    if not aliases:
        return {}
    from reporter.sandbox.world import ACCOUNTS

    brands = {brand.alias: brand for brand in ACCOUNTS}
    free = [brand for alias, brand in brands.items() if alias not in aliases] or list(ACCOUNTS)
    others = [alias for alias in aliases if alias not in brands]
    return {alias: brands.get(alias) or free[others.index(alias) % len(free)] for alias in aliases}


def _override(environ: Mapping[str, str]) -> str:
    """Return REPORTER_GRAPH_URL, checked with the client's own parser; "" when it is not set."""
    written = environ.get(URL_VARIABLE, "").strip()
    if not written:
        return ""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        url = parse_url(written)
    except LocationParseError:
        raise ConfigurationError(f"{URL_VARIABLE} is not a valid URL; write http://127.0.0.1:PORT") from None
    if url.scheme not in {"http", "https"} or not url.host or url.auth or url.query or url.fragment:
        raise ConfigurationError(f"{URL_VARIABLE} must be an http or https URL without user, query or fragment")
    if environ.get(FOREIGN_VARIABLE) != "1" and not is_loopback(url.host):
        help_ = f"set {FOREIGN_VARIABLE}=1 to allow sending tokens there"
        raise ConfigurationError(f"{URL_VARIABLE} is set to {url.host}, which is not this computer; {help_}")
    return url.url.rstrip("/")

"""Prolongs tokens before they end: asks for the next one and stores it where the old one came from.

A new token is stored before anything else happens. Tokens never appear in what is returned or raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from reporter.catalog.models import Catalog, Login
from reporter.core.context import CommandContext
from reporter.core.errors import ConfigurationError, CredentialsError, ReporterError
from reporter.core.secrets import check_writable, write_secret
from reporter.executor.connect import connect, identities
from reporter.executor.fetch import follow
from reporter.executor.graph.access_tokens import facts_flow, renewal_flow
from reporter.executor.graph.client import GraphClient
from reporter.history.open import History
from reporter.history.write.accounts import record_token, token_ends
from reporter.spec.workspace import Workspace

EXPIRES_SOON = timedelta(days=14)  # from then on everybody is told


@dataclass(frozen=True, slots=True)
class Renewal:
    """How it went for an account. `ends`: when its token ends now, None where nobody knows or never."""

    account: str
    renewed: bool = False
    ends: datetime | None = None
    error: ReporterError | None = None


@dataclass(frozen=True, slots=True)
class TokenContext:
    """Where tokens are looked after."""

    history: History
    workspace: Workspace
    catalog: Catalog
    context: CommandContext


def refresh_tokens(aliases: Sequence[str], place: TokenContext, *, within: timedelta) -> list[Renewal]:
    """Prolong the tokens that end within a time, or of which that is not known; accounts that share one share the new.

    Built-in sandbox accounts have none. Edges: network, files, keyring, history.
    """
    own, workspace = _Refreshing(place, within), place.workspace
    by_token: dict[str, list[str]] = {}
    for alias in aliases:
        if workspace.accounts[alias].login != "sandbox":
            by_token.setdefault(workspace.accounts[alias].token or "", []).append(alias)
    found = []
    for sharing in by_token.values():
        try:
            renewed, ends = own.one(sharing)
            found += [Renewal(alias, renewed, ends) for alias in sharing]
        except ReporterError as error:
            found += [Renewal(alias, error=error) for alias in sharing]
    return found


def expiry_warnings(history: History, accounts: Sequence[str], now: datetime) -> list[str]:
    """Return a line for each token that ends soon or has ended, the first to end first."""
    with history.read() as transaction:
        ends = token_ends(transaction, accounts)
    lines = (expiry_warning(alias, end, now) for alias, end in sorted(ends.items(), key=lambda one: one[1]))
    return [line for line in lines if line]


def expiry_warning(alias: str, ends: datetime, now: datetime) -> str:
    """Return a line for a token that ends soon or has ended, "" for one that lasts."""
    if ends - now > EXPIRES_SOON:
        return ""
    return (
        f"{alias}: the token {'ended' if ends <= now else 'ends'} on {ends:%Y-%m-%d}; `reporter token refresh {alias}` "
        "prolongs one that still lasts, another has to be made anew"
    )


class _Refreshing:
    def __init__(self, place: TokenContext, within: timedelta) -> None:
        self._within = within
        self._history, self._workspace, self._around = place.history, place.workspace, place.context
        self._version = self._workspace.model.api.version or place.catalog.newest_version

    def one(self, sharing: Sequence[str]) -> tuple[bool, datetime | None]:
        """Prolong the token that these accounts share; say whether that was needed, and when it ends now."""
        alias = sharing[0]
        context, login = self._around, identities(self._workspace)[alias].login
        with connect(
            self._workspace, (alias,), environ=context.environ, now=context.now, secrets=context.secrets
        ) as client:
            known, app_id = self._known(alias, login, client)
            self._record(sharing, known)
            if known is not None and known - context.now > self._within:
                return False, known
            if known is None and login is Login.FACEBOOK:
                return False, None  # it has no end
            return True, self._renewed(sharing, login, client, app_id=app_id)

    def _known(self, alias: str, login: Login, client: GraphClient) -> tuple[datetime | None, str]:
        """Return when the token ends, asked where that can be asked, else as it was told with the token."""
        if login is Login.FACEBOOK:
            facts = follow(alias, facts_flow(alias, self._version), client.send)
            return facts.ends, facts.app_id
        with self._history.read() as transaction:
            return token_ends(transaction, [alias]).get(alias), ""

    def _renewed(self, sharing: Sequence[str], login: Login, client: GraphClient, *, app_id: str) -> datetime:
        alias = sharing[0]
        account, what = self._workspace.accounts[alias], f"token of {alias}"
        check_writable(account.token or "", what=what)
        if login is Login.FACEBOOK and not account.app_secret:
            raise ConfigurationError("its token is prolonged with the app's secret; add app_secret: to the account")
        flow = renewal_flow(alias, login, self._version, app_id=app_id, now=self._around.now)
        new = follow(alias, flow, client.send)
        self._around.secrets.add(new.token)
        try:
            write_secret(account.token or "", new.token, what=what, folder=self._workspace.folder)
        except ReporterError as error:
            raise CredentialsError(
                f"there is a new token, and it could not be stored ({error}); the old one stays"
            ) from None
        self._record(sharing, new.ends)
        self._around.log("token.renewed", {"accounts": list(sharing), "ends": new.ends.isoformat()})
        return new.ends

    def _record(self, sharing: Sequence[str], ends: datetime | None) -> None:
        if ends is not None:
            for alias in sharing:
                self._history.write(partial(record_token, account=alias, expires=ends, seen=self._around.now))

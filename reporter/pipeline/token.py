"""`reporter token refresh`: renews access tokens before they expire, and stores each new one in place of the old one.

A new token is stored before anything else happens. No result and no error contains a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from reporter.catalog.models import Catalog, Login
from reporter.core.context import CommandContext
from reporter.core.errors import ConfigurationError, CredentialsError, Exit, ReporterError
from reporter.core.problems import Problem
from reporter.core.secrets import check_writable, write_secret
from reporter.executor.connect import connect, identities
from reporter.executor.fetch import follow
from reporter.executor.graph.client import GraphClient
from reporter.executor.graph.token_renewal import facts_flow, renewal_flow
from reporter.executor.record import open_workspace_history
from reporter.history.open import History
from reporter.history.runs import alone, record_run
from reporter.history.write.accounts import record_token, token_ends
from reporter.pipeline.outcome import exit_code
from reporter.spec.workspace import Workspace

EXPIRES_SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The result for one account. `ends`: when its token expires now; None if that is unknown or never."""

    account: str
    renewed: bool = False
    ends: datetime | None = None
    error: ReporterError | None = None


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """The result for each account, and the problems."""

    exit: Exit
    renewals: Sequence[Renewal]
    problems: Sequence[Problem]


def refresh_tokens(
    aliases: Sequence[str], *, workspace: Workspace, catalog: Catalog, context: CommandContext, within: timedelta
) -> RefreshResult:
    """Renew the tokens that expire within this time or at an unknown time. Sandbox accounts have no tokens.

    Accounts with the same token get the same new one. Edges: network, files, keyring, history.
    """
    by_token: dict[str, list[str]] = {}
    for alias in aliases:
        if workspace.accounts[alias].login != "sandbox":
            by_token.setdefault(workspace.accounts[alias].token or "", []).append(alias)
    renewals: list[Renewal] = []
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        alone(history, "token refresh"),
        record_run(history, "token refresh", context) as record,
    ):
        refresher = _Refresher(history, workspace, catalog, context)
        for sharing in by_token.values():
            try:
                renewed, ends = refresher.refresh(sharing, within)
                renewals += [Renewal(alias, renewed, ends) for alias in sharing]
            except ReporterError as error:
                renewals += [Renewal(alias, error=error) for alias in sharing]
        errors = {renewal.account: renewal.error for renewal in renewals if renewal.error}
        record.code = exit_code((error.exit for error in errors.values()), useful=len(errors) < len(renewals))
        record.problems = [Problem(str(error), account, error.cause) for account, error in errors.items()]
    return RefreshResult(record.code, renewals, record.problems)


def expiry_warnings(history: History, accounts: Sequence[str], now: datetime) -> list[Problem]:
    """Return a warning for each token that expires soon or has expired, in the order of expiry."""
    with history.read() as transaction:
        ends = token_ends(transaction, accounts)
    warnings = (expiry_warning(alias, end, now) for alias, end in sorted(ends.items(), key=lambda item: item[1]))
    return [warning for warning in warnings if warning]


def expiry_warning(alias: str, ends: datetime, now: datetime) -> Problem | None:
    """Return a warning if the token expires soon or has expired."""
    if ends <= now:
        return Problem(f"the token expired on {ends:%Y-%m-%d}; create a new one", alias, kind="warning")
    if ends - now > EXPIRES_SOON:
        return None
    renewal = f"renew it with `reporter token refresh {alias}`"
    return Problem(f"the token expires on {ends:%Y-%m-%d}; {renewal}", alias, kind="warning")


@dataclass(frozen=True, slots=True)
class _Refresher:
    """Renews the tokens of one workspace."""

    history: History
    workspace: Workspace
    catalog: Catalog
    context: CommandContext

    def refresh(self, sharing: Sequence[str], within: timedelta) -> tuple[bool, datetime | None]:
        """Renew the token that these accounts share if it expires soon; return whether it did, and the expiry."""
        alias, context = sharing[0], self.context
        login = identities(self.workspace)[alias].login
        with connect(
            self.workspace, (alias,), environ=context.environ, now=context.now, secrets=context.secrets
        ) as client:
            ends, app_id = self._expiry(alias, login, client)
            self._record(sharing, ends)
            if ends is not None and ends - context.now > within:
                return False, ends
            if ends is None and login is Login.FACEBOOK:
                return False, None  # it never expires
            return True, self._renew(sharing, login, client, app_id=app_id)

    def _version(self) -> str:
        return self.workspace.model.api.version or self.catalog.newest_version

    def _expiry(self, alias: str, login: Login, client: GraphClient) -> tuple[datetime | None, str]:
        """Return when the token expires, and the id of its app ("" if unknown).

        Only Meta's host for Facebook login has this information; for Instagram login it is what history stores.
        """
        if login is Login.FACEBOOK:
            facts = follow(alias, facts_flow(alias, self._version()), client.send)
            return facts.ends, facts.app_id
        with self.history.read() as transaction:
            return token_ends(transaction, [alias]).get(alias), ""

    def _renew(self, sharing: Sequence[str], login: Login, client: GraphClient, *, app_id: str) -> datetime:
        alias = sharing[0]
        account, what = self.workspace.accounts[alias], f"token of {alias}"
        check_writable(account.token or "", what=what)
        if login is Login.FACEBOOK and not account.app_secret:
            raise ConfigurationError("the app secret is required to renew its token; add app_secret: to the account")
        flow = renewal_flow(alias, login, self._version(), app_id=app_id, now=self.context.now)
        new = follow(alias, flow, client.send)
        self.context.secrets.add(new.token)
        try:
            write_secret(account.token or "", new.token, what=what, folder=self.workspace.folder)
        except ReporterError as error:
            raise CredentialsError(
                f"Meta issued a new token, but it could not be stored ({error}); the old token is unchanged"
            ) from None
        self._record(sharing, new.ends)
        self.context.log("token.renewed", {"accounts": list(sharing), "ends": new.ends.isoformat()})
        return new.ends

    def _record(self, sharing: Sequence[str], ends: datetime | None) -> None:
        if ends is not None:
            for alias in sharing:
                self.history.write(partial(record_token, account=alias, expires=ends, seen=self.context.now))

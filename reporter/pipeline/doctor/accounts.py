"""Checks that each account responds, when its token expires, and which permissions it lacks.

Only Meta's host for Facebook login shows the permissions of a token. For Instagram login, only the expiry that came
with the token is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reporter.catalog.models import Catalog, Login
from reporter.core.context import CommandContext
from reporter.core.errors import CredentialsError, Exit, ReporterError, TemporaryError
from reporter.executor.connect import connect, identities
from reporter.executor.fetch import fetch, follow
from reporter.executor.graph.client import GraphClient
from reporter.executor.graph.errors import NEW_TOKEN_STEPS
from reporter.executor.graph.token_renewal import facts_flow, missing_scopes
from reporter.history.open import History
from reporter.history.write.accounts import token_ends
from reporter.pipeline.collect import RequestedMetrics, plan_collect
from reporter.pipeline.doctor.check import Check
from reporter.pipeline.token import expiry_warning
from reporter.spec.workspace import Workspace

_REPLACEABLE = "pages_read_engagement"  # Meta requires this or another permission, so an account can respond without it


@dataclass(frozen=True, slots=True)
class AccountChecks:
    """The accounts of a workspace, and what history knows about them."""

    history: History
    workspace: Workspace
    context: CommandContext
    catalog: Catalog

    def all(self) -> Iterator[Check]:
        """Request the active stories of each account: the smallest request that needs host, token and permissions."""
        context = self.context
        for alias, account in self.workspace.accounts.items():
            try:
                with connect(
                    self.workspace, (alias,), environ=context.environ, now=context.now, secrets=context.secrets
                ) as client:
                    errors = self._errors(alias, client)
                    yield from (Check("account", f"{alias}: {error}", error.exit) for error in errors)
                    if not errors:
                        yield Check("account", f"{alias} is reachable")
                    if account.login != "sandbox":
                        yield from self._token(alias, client, errors)
            except ReporterError as error:
                yield Check("account", f"{alias}: {error}", error.exit)

    def _errors(self, alias: str, client: GraphClient) -> list[ReporterError]:
        plan = plan_collect(
            [alias],
            RequestedMetrics({}, {}),
            history=self.history,
            workspace=self.workspace,
            catalog=self.catalog,
            now=self.context.now,
            stories=True,
        )
        return [failure.error for failure in fetch(plan, client.send).failures]

    def _token(self, alias: str, client: GraphClient, errors: Sequence[ReporterError]) -> Iterator[Check]:
        """Give the facts about a token that the response of its account does not show."""
        unreachable = any(isinstance(error, TemporaryError) for error in errors)
        if unreachable or identities(self.workspace)[alias].login is Login.INSTAGRAM:
            with self.history.read() as transaction:
                ends = token_ends(transaction, [alias]).get(alias)
            yield self._expiry(alias, ends, "expiry unknown; run `reporter token refresh`")
            return
        version = self.workspace.model.api.version or self.catalog.newest_version
        try:
            facts = follow(alias, facts_flow(alias, version), client.send)
        except CredentialsError as error:
            if not any(isinstance(reported, CredentialsError) for reported in errors):
                yield Check("token", f"{alias}: {error}", error.exit)
        except ReporterError as error:
            yield Check("token", f"{alias}: cannot check its permissions: {error}", Exit.INCOMPLETE)
        else:
            missing = missing_scopes(facts, self.workspace.accounts[alias].instagram_id or "")
            if missing:
                text = f"missing permissions: {', '.join(missing)}; {NEW_TOKEN_STEPS[Login.FACEBOOK]}"
                yield Check(
                    "token", f"{alias}: {text}", Exit.INCOMPLETE if missing == (_REPLACEABLE,) else Exit.CREDENTIALS
                )
            yield self._expiry(alias, facts.ends, "never expires")

    def _expiry(self, alias: str, ends: datetime | None, without: str) -> Check:
        if ends is None:
            return Check("token", f"{alias}: {without}")
        warning = expiry_warning(alias, ends, self.context.now)
        if warning:
            return Check("token", warning.line, Exit.INCOMPLETE)
        return Check("token", f"{alias} is valid until {ends:%Y-%m-%d}")

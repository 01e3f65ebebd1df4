"""Whether each account answers, and what its token is good for: until when it lasts, and what it lacks.

Only Meta's host for Facebook login says what a token may read; of one of Instagram login the end that it was told with
is all that is known.
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
from reporter.executor.graph.access_tokens import facts_flow, missing_scopes
from reporter.executor.graph.client import GraphClient
from reporter.executor.graph.errors import NEW_TOKEN_STEPS
from reporter.history.open import History
from reporter.history.write.accounts import token_ends
from reporter.pipeline.collect import RequestedMetrics, plan_collect
from reporter.pipeline.doctor.check import Check
from reporter.pipeline.token import expiry_warning
from reporter.spec.workspace import Workspace

_REPLACEABLE = "pages_read_engagement"  # Meta asks for it or for another one, so an account may answer without it


@dataclass(frozen=True, slots=True)
class AccountChecks:
    """Whose accounts are asked, and where what is known of them is kept."""

    history: History
    workspace: Workspace
    context: CommandContext
    catalog: Catalog

    def all(self) -> Iterator[Check]:
        """Ask each account for its live stories: the cheapest answer that needs host, token and permissions."""
        context = self.context
        for alias, account in self.workspace.accounts.items():
            try:
                with connect(
                    self.workspace, (alias,), environ=context.environ, now=context.now, secrets=context.secrets
                ) as client:
                    errors = self._errors(alias, client)
                    yield from (Check("account", f"{alias}: {one}", one.exit) for one in errors)
                    if not errors:
                        yield Check("account", f"{alias} answers")
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
        return [one.error for one in fetch(plan, client.send).failures]

    def _token(self, alias: str, client: GraphClient, errors: Sequence[ReporterError]) -> Iterator[Check]:
        """Tell of a token what its account's answer does not."""
        unreachable = any(isinstance(one, TemporaryError) for one in errors)
        if unreachable or identities(self.workspace)[alias].login is Login.INSTAGRAM:
            with self.history.read() as transaction:
                ends = token_ends(transaction, [alias]).get(alias)
            yield self._lasting(alias, ends, "no end is known; `reporter token refresh` finds out")
            return
        version = self.workspace.model.api.version or self.catalog.newest_version
        try:
            facts = follow(alias, facts_flow(alias, version), client.send)
        except CredentialsError as error:
            if not any(isinstance(one, CredentialsError) for one in errors):  # else it was told already
                yield Check("token", f"{alias}: {error}", error.exit)
        except ReporterError as error:
            yield Check("token", f"{alias}: what it may read is not known: {error}", Exit.INCOMPLETE)
        else:
            missing = missing_scopes(facts, self.workspace.accounts[alias].instagram_id or "")
            if missing:
                said = f"{alias}: the token lacks {' and '.join(missing)}; {NEW_TOKEN_STEPS[Login.FACEBOOK]}"
                yield Check("token", said, Exit.INCOMPLETE if missing == (_REPLACEABLE,) else Exit.CREDENTIALS)
            yield self._lasting(alias, facts.ends, "has no end")

    def _lasting(self, alias: str, ends: datetime | None, unended: str) -> Check:
        if ends is None:
            return Check("token", f"{alias}: {unended}")
        said = expiry_warning(alias, ends, self.context.now)
        return Check("token", said, Exit.INCOMPLETE) if said else Check("token", f"{alias} lasts until {ends:%Y-%m-%d}")

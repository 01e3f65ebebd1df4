"""Keeps what an executor hears in history as it comes, and opens the history that a workspace names."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from reporter.core.observations import Audience
from reporter.core.observations import Measure
from reporter.core.observations import Snapshot
from reporter.core.secrets import read_secret
from reporter.executor.graph.flows.account import Collected
from reporter.executor.plan import Plan
from reporter.history.db.location import parse_location
from reporter.history.open import History
from reporter.history.open import Transaction
from reporter.history.open import open_history
from reporter.history.write.accounts import record_audience
from reporter.history.write.accounts import record_listing
from reporter.history.write.snapshots import record
from reporter.spec.workspace import Workspace


def open_workspace_history(workspace: Workspace, *, environ: Mapping[str, str], secrets: set[str]) -> History:
    """Open the history of a workspace; a password in its URL is added to `secrets`. Raises ReporterError."""
    return open_history(_url(workspace, environ, secrets), workspace.folder)


def has_history(workspace: Workspace, *, environ: Mapping[str, str], secrets: set[str]) -> bool:
    """Say whether there can be anything in the history: opening it would not have to make its file first."""
    path = parse_location(_url(workspace, environ, secrets), workspace.folder).path
    return path is None or path.exists()


def _url(workspace: Workspace, environ: Mapping[str, str], secrets: set[str]) -> str:
    written = workspace.model.history
    if written.startswith(("env:", "file:", "keyring:")):
        written = read_secret(written, what="history", environ=environ, folder=workspace.folder)
    password = parse_location(written, workspace.folder).url.password
    if password:
        secrets.add(str(password))
    return written


class Recorder:
    """Records answers one by one, and at an account's end what only then is known: refusals, lists read, gone media."""

    def __init__(self, history: History, plan: Plan) -> None:
        self._history = history
        self._plans = {one.account: one for one in plan.accounts}
        self._kept: dict[tuple[str, str], dict[str, Measure]] = {}

    def answered(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep what one answer told; it is on disk when this returns."""
        self._history.write(lambda transaction: record(transaction, snapshots))
        for one in snapshots:
            self._kept.setdefault((one.media.account, one.media.media_id), {}).update(one.measures)

    def counted(self, account: str, audience: Audience) -> None:
        """Keep an account's own numbers."""
        now = self._plans[account].now
        self._history.write(lambda transaction: record_audience(transaction, account, audience, seen=now))

    def ended(self, collected: Collected) -> None:
        """Keep what the account's end made known beside the answers."""
        rest = [self._rest(one) for one in collected.snapshots]
        plan = self._plans[collected.account]
        with_news = [one for one in rest if one.measures or (one.media.account, one.media.media_id) not in self._kept]

        def change(transaction: Transaction) -> None:
            record(transaction, with_news)
            for visit in collected.visits:
                record_listing(transaction, collected.account, visit, seen=plan.now)

        self._history.write(change)

    def _rest(self, one: Snapshot) -> Snapshot:
        """Return what is not kept yet. What is never asked is no observation and is not kept at all."""
        kept = self._kept.get((one.media.account, one.media.media_id), {})
        never = self._plans[one.media.account].never(one.media.product_type)
        news = {
            metric: measure
            for metric, measure in one.measures.items()
            if kept.get(metric) != measure and never.get(metric) != measure
        }
        return Snapshot(one.media, one.seen, news)

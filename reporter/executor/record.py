"""Records responses in history as they arrive, and opens the history that a workspace names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reporter.core.observations import Audience, MetricValue, Snapshot
from reporter.core.secrets import read_secret
from reporter.executor.graph.flows.account import CollectedAccount
from reporter.executor.plan import Plan
from reporter.history.db.location import parse_location
from reporter.history.open import History, Transaction, open_history
from reporter.history.write.accounts import record_audience, record_listing
from reporter.history.write.snapshots import record
from reporter.spec.workspace import Workspace


def open_workspace_history(workspace: Workspace, *, environ: Mapping[str, str], secrets: set[str]) -> History:
    """Open the history of a workspace; a password in its URL is added to `secrets`. Raises ReporterError."""
    return open_history(_url(workspace, environ, secrets), workspace.folder)


def has_history(workspace: Workspace, *, environ: Mapping[str, str], secrets: set[str]) -> bool:
    """Say whether the history may hold data: its file exists, or it is on a database server."""
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
    """Records the snapshots of each reply, and at the end of an account its missing values and complete lists."""

    def __init__(self, history: History, plan: Plan) -> None:
        self._history = history
        self._plans = {account.account: account for account in plan.accounts}
        self._recorded: dict[tuple[str, str], dict[str, MetricValue]] = {}

    def receive(self, snapshots: Sequence[Snapshot]) -> None:
        """Record the snapshots of one reply; they are on disk when this returns."""
        self._history.write(lambda transaction: record(transaction, snapshots))
        for snapshot in snapshots:
            key = (snapshot.media.account, snapshot.media.media_id)
            self._recorded.setdefault(key, {}).update(snapshot.measures)

    def receive_audience(self, account: str, audience: Audience) -> None:
        """Record an account's own numbers."""
        now = self._plans[account].now
        self._history.write(lambda transaction: record_audience(transaction, account, audience, seen=now))

    def finish(self, collected: CollectedAccount) -> None:
        """Record what is known only at the end of an account."""
        plan = self._plans[collected.account]
        unrecorded = []
        for snapshot in collected.snapshots:
            rest = self._unrecorded(snapshot)
            if rest.measures or (rest.media.account, rest.media.media_id) not in self._recorded:
                unrecorded.append(rest)

        def change(transaction: Transaction) -> None:
            record(transaction, unrecorded)
            for visit in collected.visits:
                record_listing(transaction, collected.account, visit, seen=plan.now)

        self._history.write(change)

    def _unrecorded(self, snapshot: Snapshot) -> Snapshot:
        """Return the measures that are not recorded yet, without those that the plan never requests."""
        media = snapshot.media
        recorded = self._recorded.get((media.account, media.media_id), {})
        never = self._plans[media.account].never(media.product_type)
        measures = {
            metric: measure
            for metric, measure in snapshot.measures.items()
            if recorded.get(metric) != measure and never.get(metric) != measure
        }
        return Snapshot(media, snapshot.seen, measures)

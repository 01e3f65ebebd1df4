"""`reporter run`: one spec, from what is due to what was delivered. Wires the rooms that a report passes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reporter.catalog.models import Catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.delivery.deliver import Receipt, deliver, undelivered
from reporter.delivery.outbox import Batch, check_server, select_due
from reporter.executor.fetch import Progress
from reporter.executor.record import open_workspace_history
from reporter.history.runs import alone, record_run
from reporter.pipeline.outcome import exit_code
from reporter.pipeline.reports import ReportMaker, RunResult
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a spec is run. `offline`: from history alone. `deliver`: where the spec says so. `release`: what is held."""

    offline: bool = False
    deliver: bool = True
    release: bool = False


@dataclass(frozen=True, slots=True)
class SpecResult:
    """How a run of one spec ended, what it made, whom that reached, and what it cost."""

    exit: Exit
    made: RunResult = field(default_factory=RunResult)
    receipts: tuple[Receipt, ...] = ()
    requests: int = 0
    calls: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def problems(self) -> list[str]:
        """Why the exit code is not 0, a line each; none where it is."""
        return [*self.made.problems, *(receipt.line for receipt in undelivered(self.receipts))]

    @property
    def served(self) -> bool:
        """Say whether somebody has something of this run."""
        return _served(self.made, self.receipts)


def run_spec(
    spec: ReportSpec,
    *,
    name: str,
    workspace: Workspace,
    catalog: Catalog,
    out: Path,
    context: CommandContext,
    progress: Progress,
    wishes: RunOptions = RunOptions(),
) -> SpecResult:
    """Ask, keep, compute from history, render, write and deliver what is due of a spec.

    Edges: network, history, files, mail. Raises ReporterError where nothing can be made at all.
    """
    issues = wishes.deliver and bool(spec.deliver)
    if issues:
        check_server(spec, workspace)
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        alone(history, f"run {name}"),
        record_run(history, "run", context, report=name) as note,
    ):
        batch = Batch(editions(spec, name=name, workspace=workspace, now=context.now))
        if issues or (spec.deliver and wishes.offline):
            release_held = issues and wishes.release
            batch = select_due(
                history, batch.create, now=context.now, offline=wishes.offline, release_held=release_held
            )
        making = ReportMaker(history, workspace, catalog, context, out, progress, issues)
        made, asked = making.all(batch, offline=wishes.offline)
        deliveries = deliver(history, name, workspace=workspace, context=context, broke_off=note.broke_off)
        receipts = tuple(deliveries) if issues else ()
        code = exit_code([*made.codes, *(receipt.exit for receipt in receipts)], useful=_served(made, receipts))
        outcome = SpecResult(code, made, receipts, asked.requests, asked.calls, history.warnings)
        note.code, note.requests, note.calls, note.problems = code, asked.requests, asked.calls, outcome.problems
        note.unsent = len(undelivered(receipts))
        note.sent = len(receipts) - note.unsent
    return outcome


def _served(made: RunResult, receipts: Sequence[Receipt]) -> bool:
    return len(undelivered(receipts)) < len(receipts) if receipts else bool(made.reports or made.issued)

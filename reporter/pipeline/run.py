"""`reporter run`: takes one spec from the editions that are due to the receipts of their deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reporter.catalog.models import Catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.core.problems import Problem
from reporter.delivery.archive import Batch, check_server, select_due
from reporter.delivery.deliver import deliver
from reporter.delivery.outcome import Receipt, undelivered
from reporter.executor.fetch import Progress
from reporter.executor.record import open_workspace_history
from reporter.history.runs import alone, record_run
from reporter.pipeline.outcome import exit_code
from reporter.pipeline.reports import CreatedReports, ReportCreator
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`offline`: use stored data only. `deliver`: as the spec says. `release`: send reports that are on hold."""

    offline: bool = False
    deliver: bool = True
    release: bool = False


@dataclass(frozen=True, slots=True)
class SpecResult:
    """What a run of one spec created and delivered, and how many requests it needed."""

    exit: Exit
    created: CreatedReports = field(default_factory=CreatedReports)
    receipts: tuple[Receipt, ...] = ()
    requests: int = 0
    calls: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        """The reasons why the exit code is not 0."""
        return [*self.created.problems, *(receipt.problem for receipt in undelivered(self.receipts))]

    @property
    def useful(self) -> bool:
        """Whether a recipient received something or, without deliveries, a report was written."""
        return _is_useful(self.created, self.receipts)


def run_spec(
    spec: ReportSpec,
    *,
    name: str,
    workspace: Workspace,
    catalog: Catalog,
    out: Path,
    context: CommandContext,
    progress: Progress,
    options: RunOptions = RunOptions(),
) -> SpecResult:
    """Fetch, store, compute, render, write and deliver what is due for a spec.

    Edges: network, history, files, mail. Raises ReporterError if nothing can be created at all.
    """
    delivers = options.deliver and bool(spec.deliver)
    if delivers:
        check_server(spec, workspace)
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        alone(history, f"run {name}"),
        record_run(history, "run", context, report=name) as record,
    ):
        batch = Batch(editions(spec, name=name, workspace=workspace, now=context.now))
        if delivers or (spec.deliver and options.offline):
            release_held = delivers and options.release
            batch = select_due(
                history, batch.create, now=context.now, offline=options.offline, release_held=release_held
            )
        creator = ReportCreator(history, workspace, catalog, context, out, progress, archives=delivers)
        created, collection = creator.create(batch, offline=options.offline)
        receipts: tuple[Receipt, ...] = ()
        if delivers:
            receipts = tuple(deliver(history, name, workspace=workspace, context=context, broke_off=record.broke_off))
        codes = [*created.codes, *(receipt.exit for receipt in receipts)]
        code = exit_code(codes, useful=_is_useful(created, receipts))
        result = SpecResult(code, created, receipts, collection.requests, collection.calls, history.warnings)
        record.code, record.problems = code, result.problems
        record.requests, record.calls = collection.requests, collection.calls
        record.unsent = len(undelivered(receipts))
        record.sent = len(receipts) - record.unsent
    return result


def _is_useful(created: CreatedReports, receipts: Sequence[Receipt]) -> bool:
    if receipts:
        return len(undelivered(receipts)) < len(receipts)
    return bool(created.reports or created.restored)

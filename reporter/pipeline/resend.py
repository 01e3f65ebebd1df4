"""`reporter resend`: sends what was delivered once more. Fetches and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.delivery.deliver import Receipt, deliver, undelivered
from reporter.delivery.outbox import request_copies
from reporter.executor.record import open_workspace_history
from reporter.history.runs import alone, record_run
from reporter.pipeline.outcome import exit_code
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Resent:
    """How sending again ended: incomplete where only some recipients were reached."""

    exit: Exit
    receipts: tuple[Receipt, ...]


def resend(
    spec: ReportSpec, *, name: str, workspace: Workspace, context: CommandContext, to: str | None, by: str
) -> Resent:
    """Send the report of the spec's period again. `to`: one address, else everybody. `by`: who wants it."""
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        alone(history, f"run {name}"),
        record_run(history, "resend", context, report=name) as note,
    ):
        every = editions(spec, name=name, workspace=workspace, now=context.now)
        request_copies(history, every, to=to, now=context.now, by=by)
        receipts = tuple(deliver(history, name, workspace=workspace, context=context))
        lost = undelivered(receipts)
        note.sent, note.unsent = len(receipts) - len(lost), len(lost)
        note.code = exit_code((receipt.exit for receipt in receipts), useful=note.sent > 0)
        note.problems = [receipt.line for receipt in lost]
    return Resent(note.code, receipts)

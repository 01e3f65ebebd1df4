"""`reporter resend`: sends what was delivered once more. Fetches and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.core.context import Surroundings
from reporter.core.errors import Exit
from reporter.delivery.deliver import Receipt
from reporter.delivery.deliver import post
from reporter.delivery.deliver import unsent
from reporter.delivery.outbox import send_again
from reporter.executor.record import open_workspace_history
from reporter.history.runs import alone
from reporter.history.runs import noted
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
    spec: ReportSpec, *, name: str, workspace: Workspace, around: Surroundings, to: str | None, by: str
) -> Resent:
    """Send the report of the spec's period again. `to`: one address, else everybody. `by`: who wants it."""
    with (
        open_workspace_history(workspace, environ=around.environ, secrets=around.secrets) as history,
        alone(history, f"run {name}"),
        noted(history, f"resend {name}", around) as note,
    ):
        every = editions(spec, name=name, workspace=workspace, now=around.now)
        send_again(history, every, to=to, now=around.now, by=by)
        receipts = tuple(post(history, name, workspace=workspace, around=around))
        lost = unsent(receipts)
        note.sent, note.unsent = len(receipts) - len(lost), len(lost)
        note.code = exit_code((receipt.exit for receipt in receipts), useful=note.sent > 0)
        note.problems = [str(receipt) for receipt in lost]
    return Resent(note.code, receipts)

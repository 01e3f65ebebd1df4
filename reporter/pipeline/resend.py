"""`reporter resend`: sends an archived report again. Fetches and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.core.context import CommandContext
from reporter.core.errors import Exit
from reporter.core.problems import Problem
from reporter.delivery.archive import request_copies
from reporter.delivery.deliver import deliver
from reporter.delivery.outcome import Receipt, undelivered
from reporter.executor.record import open_workspace_history
from reporter.history.runs import alone, record_run
from reporter.pipeline.outcome import exit_code
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ResendResult:
    """The receipt of each delivery, and a problem for each that failed."""

    exit: Exit
    receipts: tuple[Receipt, ...]
    problems: list[Problem]


def resend(
    spec: ReportSpec, *, name: str, workspace: Workspace, context: CommandContext, to: str | None, by: str
) -> ResendResult:
    """Send the report of the spec's period again. `to`: one address, else all recipients. `by`: the user's name."""
    with (
        open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
        alone(history, f"run {name}"),
        record_run(history, "resend", context, report=name) as record,
    ):
        requested = editions(spec, name=name, workspace=workspace, now=context.now)
        request_copies(history, requested, to=to, now=context.now, by=by)
        receipts = tuple(deliver(history, name, workspace=workspace, context=context))
        problems = [receipt.problem for receipt in undelivered(receipts)]
        record.unsent, record.problems = len(problems), problems
        record.sent = len(receipts) - len(problems)
        record.code = exit_code((receipt.exit for receipt in receipts), useful=record.sent > 0)
    return ResendResult(record.code, receipts, problems)

"""What unattended commands have in common: a time by which they end, a log for programs, who is told how they end."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from reporter.cli.exits import describe_failure
from reporter.cli.options import Function
from reporter.cli.terminal import Terminal
from reporter.core.errors import BusyError, DeadlineError, Exit, ReporterError, TerminatedError, exit_of

if TYPE_CHECKING:
    from reporter.core.context import CommandContext
    from reporter.spec.workspace import Workspace

_UNITS = {"s": 1, "m": 60, "h": 3600}


def with_job(command: Function) -> Function:
    """Give a command `--deadline` and `--log-format`, which work by themselves."""
    deadline = click.option(
        "--deadline",
        default="2h",
        show_default=True,
        expose_value=False,
        callback=_set_deadline,
        help="End after this long, such as 30m; the next run goes on.",
    )
    log = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        expose_value=False,
        callback=_set_log,
        help="json: one object a line on standard error.",
    )
    return deadline(log(command))


@dataclass(slots=True)
class JobStatus:
    """How a job ends, as the watchdog is told."""

    code: Exit = Exit.DONE


@contextmanager
def monitored(terminal: Terminal, workspace: Workspace, context: CommandContext, *, job: str) -> Iterator[JobStatus]:
    """Tell the watchdog of `ping:` that a job begins, and how it ended; tell the operator what ended it as a whole.

    `job`: in words, such as "collect --stories". Never changes how the job ends.
    """
    address, found = _watchdog(terminal, workspace, context), JobStatus()
    name = job.replace(" --", "-").replace(" ", "-", 1)
    _ping(address, "start", job=name, context=context)
    try:
        yield found
    except BaseException as error:
        _ping(address, str(int(exit_of(error))), job=name, context=context)
        if not isinstance(error, (BusyError, KeyboardInterrupt, TerminatedError)):  # whoever stopped it knows
            line = describe_failure(error)[1]
            email_operator(terminal, workspace, context, job=job, lines=[line] if line else [])
        raise
    _ping(address, str(int(found.code)), job=name, context=context)


def email_operator(
    terminal: Terminal,
    workspace: Workspace,
    context: CommandContext,
    *,
    job: str,
    lines: Sequence[str],
    held: Mapping[Path, bytes] | None = None,
) -> None:
    """Write to the operator, and say here if that fails."""
    from reporter.delivery.operator import notify_operator

    problem = notify_operator(workspace, context, job=job, lines=lines, held=held)
    if problem:
        terminal.print_problem(problem, kind="warning")


def _watchdog(terminal: Terminal, workspace: Workspace, context: CommandContext) -> str:
    if workspace.model.ping is None:
        return ""
    from reporter.core.secrets import read_secret
    from reporter.delivery.ping import check_address

    try:
        written = read_secret(workspace.model.ping, what="ping", environ=context.environ, folder=workspace.folder)
        context.secrets.add(written)
        return check_address(written)
    except ReporterError as error:
        terminal.print_problem(str(error), kind="warning")
        return ""


def _ping(address: str, event: str, *, job: str, context: CommandContext) -> None:
    if address:
        from reporter.delivery.ping import ping

        reason = ping(address, event, job=job, run_id=context.run_id)
        if reason:
            context.log("ping.failed", {"reason": reason})


def _set_deadline(_ctx: click.Context, _param: click.Parameter, value: str) -> None:
    written = re.fullmatch(r"([1-9][0-9]{0,4})([smh])", value)
    if written is None:
        raise click.BadParameter(f'"{value}" is no length of time; write 30m or 2h')

    def over(_number: int, _frame: FrameType | None) -> None:
        raise DeadlineError(value)

    signal.signal(signal.SIGALRM, over)
    signal.alarm(int(written[1]) * _UNITS[written[2]])


def _set_log(ctx: click.Context, _param: click.Parameter, value: str) -> None:
    assert isinstance(ctx.obj, Terminal)
    if value == "json":
        ctx.obj.begin_log(ctx.info_name or "")

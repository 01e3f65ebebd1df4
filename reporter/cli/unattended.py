"""What unattended commands share: a deadline, a log for programs, the monitoring service, emails to the operator."""

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

from reporter.cli.error_messages import describe_failure
from reporter.cli.options import Function
from reporter.cli.terminal import Terminal
from reporter.core.errors import BusyError, DeadlineError, Exit, ReporterError, TerminatedError, exit_of
from reporter.core.problems import Problem

if TYPE_CHECKING:
    from reporter.core.context import CommandContext
    from reporter.spec.workspace import Workspace

_UNITS = {"s": 1, "m": 60, "h": 3600}


def with_job(command: Function) -> Function:
    """Add `--deadline` and `--log-format`, which take effect when they are parsed."""
    deadline = click.option(
        "--deadline",
        default="2h",
        show_default=True,
        expose_value=False,
        callback=_set_deadline,
        help="Stop after this time, such as 30m. The next run continues.",
    )
    log = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        expose_value=False,
        callback=_set_log,
        help="Choose the log format. json: one object per line on standard error.",
    )
    return deadline(log(command))


@dataclass(slots=True)
class JobStatus:
    """The exit code of a job, for the monitoring service."""

    code: Exit = Exit.DONE


@contextmanager
def monitored(terminal: Terminal, workspace: Workspace, context: CommandContext, *, job: str) -> Iterator[JobStatus]:
    """Notify the monitoring service of `ping:` of the start and the end of a job, and the operator if it fails.

    `job`: its command, such as "collect --stories". Never changes how the job ends.
    """
    url, status = _ping_url(terminal, workspace, context), JobStatus()
    name = job.replace(" --", "-").replace(" ", "-", 1)
    _ping(url, "start", job=name, context=context)
    try:
        yield status
    except BaseException as error:
        _ping(url, str(int(exit_of(error))), job=name, context=context)
        if not isinstance(
            error, (BusyError, KeyboardInterrupt, TerminatedError)
        ):  # the person or job that stopped it knows
            line = describe_failure(error)[1]
            email_operator(terminal, workspace, context, job=job, problems=[Problem(line)] if line else [])
        raise
    _ping(url, str(int(status.code)), job=name, context=context)


def email_operator(
    terminal: Terminal,
    workspace: Workspace,
    context: CommandContext,
    *,
    job: str,
    problems: Sequence[Problem],
    held: Mapping[Path, bytes] | None = None,
) -> None:
    """Email the operator, and print a warning if that fails."""
    from reporter.delivery.operator import notify_operator

    failure = notify_operator(workspace, context, job=job, problems=problems, held=held)
    if failure:
        terminal.print_problem(failure, kind="warning")


def _ping_url(terminal: Terminal, workspace: Workspace, context: CommandContext) -> str:
    if workspace.model.ping is None:
        return ""
    from reporter.core.secrets import read_secret
    from reporter.delivery.ping import check_address

    try:
        url = read_secret(workspace.model.ping, what="ping", environ=context.environ, folder=workspace.folder)
        context.secrets.add(url)
        return check_address(url)
    except ReporterError as error:
        terminal.print_problem(str(error), kind="warning")
        return ""


def _ping(url: str, event: str, *, job: str, context: CommandContext) -> None:
    if url:
        from reporter.delivery.ping import ping

        reason = ping(url, event, job=job, run_id=context.run_id)
        if reason:
            context.log("ping.failed", {"reason": reason})


def _set_deadline(_ctx: click.Context, _param: click.Parameter, value: str) -> None:
    parts = re.fullmatch(r"([1-9][0-9]{0,4})([smh])", value)
    if parts is None:
        raise click.BadParameter(f'"{value}" is not a valid duration; write one such as 30m or 2h')

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise DeadlineError(value)

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(int(parts[1]) * _UNITS[parts[2]])


def _set_log(ctx: click.Context, _param: click.Parameter, value: str) -> None:
    assert isinstance(ctx.obj, Terminal)
    if value == "json":
        ctx.obj.begin_log(ctx.info_name or "")

"""Notifies the operator of problems: at most one mail for each cause and day. Changes no outcome."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reporter.core.context import CommandContext
from reporter.core.errors import RejectedError, ReporterError
from reporter.core.problems import Problem, lines_of
from reporter.core.secrets import hide
from reporter.delivery.compose import domain_of, media_type
from reporter.delivery.message import Message, build_message, message_id
from reporter.delivery.smtp import send
from reporter.delivery.targets import mail_server
from reporter.executor.record import open_workspace_history
from reporter.history.outbox import new_causes, record_notified
from reporter.spec.addresses import address_of
from reporter.spec.workspace import Mail, Workspace

_CLOSING = """\
You receive this email because reporter.yaml names you as mail.operator. Each cause is reported at most once a day. Run
`reporter status` to see due work and recent runs, or `reporter doctor` to check the setup."""
_FORGETFUL = """\
While history is unavailable, reporter cannot record that it notified you. Every affected job will send this email
again."""
_ATTACHED = "The report that is on hold is attached. Check it before you release it."
_TOO_LARGE = "The report that is on hold is too large for the mail server. Check it here before you release it:"

_NUMBER = re.compile(r"(?<![\w@.-])[0-9][0-9.,:]*(?![\w@-])")  # one that stands alone; those in names do not vary
_LONGEST_CAUSE = 500


def notify_operator(
    workspace: Workspace,
    context: CommandContext,
    *,
    job: str,
    problems: Sequence[Problem],
    held: Mapping[Path, bytes] | None = None,
) -> str:
    """Mail the operator the new ones of these problems, with the files on hold; return why that failed, or "".

    Does nothing where reporter.yaml names no operator. Nothing is raised. Where history cannot be used, everything is
    new.
    """
    mail = workspace.model.mail
    causes = {problem: hide(_cause(problem), context.secrets) for problem in problems}
    if mail is None or mail.operator is None or not causes:
        return ""
    news, remembers = _new_causes(workspace, context, list(causes.values()))
    notice = _Notice(mail, mail.operator, job, [problem for problem in causes if causes[problem] in news], remembers)
    if not notice.problems:
        return ""
    try:
        _send(notice, workspace, context, held=held or {})
        if remembers:
            with open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history:
                history.write(partial(record_notified, causes=sorted(news), day=_day(context)))
    except ReporterError as error:
        return f"could not email the operator: {error}"
    return ""


@dataclass(frozen=True, slots=True)
class _Notice:
    """What the operator is to read. `remembers`: whether history can record the notification."""

    mail: Mail
    operator: str
    job: str
    problems: Sequence[Problem]
    remembers: bool


def _new_causes(workspace: Workspace, context: CommandContext, causes: Sequence[str]) -> tuple[set[str], bool]:
    """Return the causes that the operator was not notified of today, and whether history could say so."""
    try:
        with (
            open_workspace_history(workspace, environ=context.environ, secrets=context.secrets) as history,
            history.read() as transaction,
        ):
            return new_causes(transaction, causes, _day(context)), True
    except ReporterError:
        return set(causes), False


def _send(notice: _Notice, workspace: Workspace, context: CommandContext, *, held: Mapping[Path, bytes]) -> None:
    """Send the notice with what is on hold; a server that does not take that gets the notice alone."""
    server = mail_server(workspace, context)
    hand_over = partial(
        send,
        server,
        sender=address_of(notice.mail.sender),
        recipient=address_of(notice.operator),
        about_to_send=lambda: None,
    )
    try:
        hand_over(message=_message(notice, workspace, context, attached=held))
    except RejectedError:
        if not held:
            raise
        hand_over(message=_message(notice, workspace, context, stored=list(held)))


def _message(
    notice: _Notice,
    workspace: Workspace,
    context: CommandContext,
    *,
    attached: Mapping[Path, bytes] | None = None,
    stored: Sequence[Path] = (),
) -> bytes:
    where = workspace.folder.absolute().name
    count = "1 problem" if len(notice.problems) == 1 else f"{len(notice.problems)} problems"
    lines = [hide(line, context.secrets) for line in lines_of(notice.problems)]
    wrapped = [textwrap.fill(line, width=76, initial_indent="- ", subsequent_indent="  ") for line in lines]
    kept = "\n".join((_TOO_LARGE, *(f"  {path.absolute()}" for path in stored))) if stored else ""
    blocks = (
        f"{notice.job} in {where}, {context.now:%Y-%m-%d %H:%M} UTC:",
        *wrapped,
        _ATTACHED if attached else kept,
        "" if notice.remembers else _FORGETFUL,
        _CLOSING,
    )
    return build_message(
        Message(
            sender=notice.mail.sender,
            to=(notice.operator,),
            subject=f"[reporter] {notice.job}: {count}",
            text="\n\n".join(filter(None, blocks)),
            attachments=[(path.name, media_type(path.name), data) for path, data in (attached or {}).items()],
            message_id=message_id("operator", context.run_id, *lines, domain=domain_of(notice.mail)),
            date=context.now,
        )
    )


def _day(context: CommandContext) -> str:
    return f"{context.now:%Y-%m-%d}"


def _cause(problem: Problem) -> str:
    """Return what makes two problems the same, whichever job meets them. The numbers in a message may differ."""
    cause = _NUMBER.sub("0", problem.cause or problem.message)
    return (f"{problem.subject}: {cause}" if problem.subject else cause)[:_LONGEST_CAUSE]

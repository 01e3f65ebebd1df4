"""Writes to the operator when something went wrong: at most one mail for each cause and day. Changes no outcome."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from functools import partial

from reporter.credentials import hide
from reporter.delivery.message import Letter
from reporter.delivery.message import build_message
from reporter.delivery.message import message_id
from reporter.delivery.smtp import send
from reporter.errors import ReporterError
from reporter.history.issues import note_told
from reporter.history.issues import untold
from reporter.letters import domain_of
from reporter.letters import media_type
from reporter.posting import mail_server
from reporter.recording import open_workspace_history
from reporter.report import Artifact
from reporter.spec.addresses import address_of
from reporter.surroundings import Surroundings
from reporter.workspace import Workspace

_CLOSING = """\
You receive this because reporter.yaml names you as mail.operator. There is at most one such mail for each cause and
day; `reporter status` tells how things stand, `reporter doctor` checks the whole set-up."""


def alarm(
    workspace: Workspace, around: Surroundings, *, job: str, lines: Sequence[str], held: Sequence[Artifact] = ()
) -> str:
    """Mail the operator what is new among these lines, with what is on hold; return why that failed, or "".

    Does nothing where reporter.yaml names no operator. Whatever goes wrong here is only told.
    """
    mail = workspace.model.mail
    if mail is None or mail.operator is None or not lines:
        return ""
    day = f"{around.now:%Y-%m-%d}"
    causes = {_cause(job, line): hide(line, around.secrets) for line in lines}
    try:
        with open_workspace_history(workspace, environ=around.environ, secrets=around.secrets) as history:
            with history.read() as connection:
                news = untold(connection, list(causes), day)
            if news:
                told = [line for cause, line in causes.items() if cause in news]
                send(
                    mail_server(workspace, around),
                    _message(workspace, around, job=job, lines=told, held=held),
                    sender=address_of(mail.sender),
                    recipient=address_of(mail.operator),
                    about_to_send=lambda: None,
                )
                history.write(partial(note_told, causes=sorted(news), day=day))
    except ReporterError as error:
        return f"the operator could not be told: {error}"
    return ""


def _message(
    workspace: Workspace, around: Surroundings, *, job: str, lines: Sequence[str], held: Sequence[Artifact]
) -> bytes:
    mail = workspace.model.mail
    assert mail is not None
    assert mail.operator is not None
    where = workspace.folder.absolute().name
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    wrapped = [textwrap.fill(one, width=76, initial_indent="- ", subsequent_indent="  ") for one in lines]
    attached = "What is on hold is attached: look at it before you release it." if held else ""
    text = "\n\n".join(
        filter(None, (f"{job} in {where}, {around.now:%Y-%m-%d %H:%M} UTC:", *wrapped, attached, _CLOSING))
    )
    return build_message(
        Letter(
            sender=mail.sender,
            to=(mail.operator,),
            subject=f"[reporter] {job}: {count}",
            text=text,
            attachments=[(one.name, media_type(one.name), one.data) for one in held],
            message_id=message_id("operator", job, around.run_id, domain=domain_of(mail)),
            date=around.now,
        )
    )


def _cause(job: str, line: str) -> str:
    """Return what makes two lines the same trouble: counts and times in them differ from hour to hour."""
    return f"{job}: {re.sub(r'[0-9]+', '0', line)}"[:500]

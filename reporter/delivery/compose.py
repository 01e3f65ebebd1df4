"""From a computed report to the letters that carry it, and to whom they go. Sends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from reporter.core.i18n import say
from reporter.core.i18n import say_number
from reporter.core.i18n import speaking
from reporter.core.report import Artifact
from reporter.core.report import Report
from reporter.delivery.message import Letter
from reporter.delivery.message import build_message
from reporter.delivery.message import message_id
from reporter.history.outbox import Address
from reporter.renderers.mail.body import render_mail
from reporter.spec.addresses import address_of
from reporter.spec.editions import Edition
from reporter.spec.model import ReportSpec
from reporter.spec.outputs import Email
from reporter.spec.placeholders import file_name
from reporter.spec.placeholders import fill
from reporter.spec.workspace import Mail
from reporter.spec.workspace import Workspace

# How the files of an issue are named where it is kept.
FILES, LETTERS, REPORT = "file:", "letter:", "report.json"
LIGHT = "-light"  # the same letter without its attachments, for servers that take no more
_MESSAGE_ID = re.compile(rb"^Message-ID:\s+(<[^>]+>)", re.MULTILINE)
_LONGEST_ALERT = 60


def addresses(edition: Edition, workspace: Workspace) -> list[Address]:
    """Return every recipient of an edition once for each letter, in the spec's order."""
    found = []
    for index, delivery in enumerate(edition.spec.deliver):
        if delivery.email is not None:
            every = (*_to(delivery.email, edition, workspace), *delivery.email.cc)
            once = {address_of(one): one for one in reversed(every)}
            found += [Address(f"mail-{index}", one) for one in reversed(once.values())]
        if delivery.folder is not None:
            found.append(Address(f"folder-{index}", file_name(delivery.folder.path, edition.values)))
    return found


def letters(
    edition: Edition,
    report: Report,
    artifacts: Mapping[str, Artifact],
    *,
    workspace: Workspace,
    out: Path,
    made: datetime,
) -> dict[str, bytes]:
    """Return the letters of an edition, ready to be sent, by name ("mail-0", and "mail-0-light" without attachments).

    `artifacts`: by output kind, as written to `out`. `made`: the date that they bear; the same edition made twice gives
    the same letters.
    """
    found = {}
    for index, delivery in enumerate(edition.spec.deliver):
        if delivery.email is None:
            continue
        carried = [artifacts[kind] for kind in delivery.email.attach if kind in artifacts]
        own = _Writing(edition, report, delivery.email, workspace=workspace, made=made, number=index)
        found[f"mail-{index}"] = own.letter(carried, [])
        if carried:
            found[f"mail-{index}{LIGHT}"] = own.letter([], [_place(out / one.name, workspace) for one in carried])
    return found


def _place(path: Path, workspace: Workspace) -> str:
    """Return where a file is kept: below the workspace as specs name it, elsewhere in full."""
    whole, folder = path.absolute(), workspace.folder.absolute()
    return str(whole.relative_to(folder) if whole.is_relative_to(folder) else whole)


class _Writing:
    """What the letters of one `email:` entry have in common."""

    def __init__(
        self, edition: Edition, report: Report, email: Email, *, workspace: Workspace, made: datetime, number: int
    ) -> None:
        self._edition = edition
        self._report = report
        self._email = email
        self._workspace = workspace
        self._made = made
        self._id = (edition.name, edition.client or edition.account, edition.period.name, str(number))

    def letter(self, attached: Sequence[Artifact], stored: Sequence[str]) -> bytes:
        mail = self._workspace.model.mail
        assert mail is not None, "the validator wants a mail server where there are letters"
        body = render_mail(
            self._report,
            attached=[one.name for one in attached],
            stored=stored,
            folders=[self._workspace.folder / "templates"],
        )
        to = tuple(_to(self._email, self._edition, self._workspace))
        return build_message(
            Letter(
                sender=mail.sender,
                to=to,
                cc=self._email.cc,
                subject=_subject(self._email, self._edition, self._report),
                html=body.html if self._email.body == "html" else "",
                text=body.text,
                pictures=[(one.cid, one.data, one.name) for one in body.pictures] if self._email.body == "html" else [],
                attachments=[(one.name, media_type(one.name), one.data) for one in attached],
                message_id=message_id(*self._id, domain=domain_of(mail)),
                date=self._made,
            )
        )


def _to(email: Email, edition: Edition, workspace: Workspace) -> Iterator[str]:
    """Give the addresses that a letter goes to; `contacts` are the client's or the account's."""
    if edition.client:
        contacts = workspace.clients[edition.client].contacts
    else:
        contacts = workspace.accounts[edition.account].contacts if edition.account else ()
    for one in email.to:
        yield from contacts if one == "contacts" else (one,)


def _subject(email: Email, edition: Edition, report: Report) -> str:
    subject = fill(email.subject, edition.values)
    if not report.alerts:
        return subject
    first, *others = report.alerts
    short = len(first.message) <= _LONGEST_ALERT
    told = first.message if short else f"{first.message[: _LONGEST_ALERT - 1].rstrip()}…"
    if first.account and first.account != report.account:
        told = f"{told} ({first.account})"
    with speaking(report.locale):
        more = say("and {count} more", count=say_number(len(others)))
    return f"{subject} · {told}{f' {more}' if others else ''}"


def media_type(name: str) -> str:
    """Return an attachment's media type, by its name."""
    return guess_type(name)[0] or "application/octet-stream"


def domain_of(mail: Mail) -> str:
    """Return the domain that letters come from, for their Message-ID."""
    return address_of(mail.sender).rpartition("@")[2]


def digest(spec: ReportSpec) -> str:
    """Return what a spec is known by, whatever its period: the same for two texts that say the same."""
    return sha256(spec.model_dump_json(exclude={"period"}).encode()).hexdigest()


def for_copy(message: bytes, copy: int) -> bytes:
    """Return the letter as its n-th copy: mail programs hide a second one of the same Message-ID."""
    found = _MESSAGE_ID.search(message)
    if copy == 0 or found is None:
        return message
    own = sha256(found[1] + str(copy).encode()).hexdigest()[:32]
    return message.replace(found[1], f"<{own}@".encode() + found[1].partition(b"@")[2], 1)

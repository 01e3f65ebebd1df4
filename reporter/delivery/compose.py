"""Composes the messages that carry a computed report. Sends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from reporter.core.i18n import Translator
from reporter.core.report import Artifact, Report
from reporter.delivery.message import Message, build_message, message_id
from reporter.history.outbox import Variant
from reporter.renderers.mail.body import render_mail
from reporter.spec.addresses import address_of
from reporter.spec.editions import Edition
from reporter.spec.outputs import Email
from reporter.spec.placeholders import fill
from reporter.spec.workspace import Mail, Workspace

_MESSAGE_ID = re.compile(rb"^Message-ID:\s+(<[^>]+>)", re.MULTILINE)
_LONGEST_ALERT = 60


def compose_messages(
    edition: Edition,
    report: Report,
    artifacts: Mapping[str, Artifact],
    *,
    workspace: Workspace,
    out: Path,
    created: datetime,
) -> dict[tuple[int, Variant], bytes]:
    """Return the messages of an edition, ready to be sent, by the number of their entry in `deliver` and variant.

    `artifacts`: by output kind, as written to `out`. `created`: the messages' date; the same edition composed twice
    gives the same messages.
    """
    messages = {}
    for number, target in enumerate(edition.spec.deliver):
        email = target.email
        if email is None:
            continue
        attached = [artifacts[kind] for kind in email.attach if kind in artifacts]
        stored = [_shown(out / artifact.name, workspace) for artifact in attached]
        composed = _Composer(edition, report, email, workspace=workspace, created=created, number=number)
        messages[number, Variant.FULL] = composed.message(attached, [])
        if attached:
            messages[number, Variant.LIGHT] = composed.message([], stored)
    return messages


def _shown(path: Path, workspace: Workspace) -> str:
    """Return a file's path: below the workspace as specs write it, elsewhere in full."""
    whole, folder = path.absolute(), workspace.folder.absolute()
    return str(whole.relative_to(folder) if whole.is_relative_to(folder) else whole)


class _Composer:
    """What the messages of one `email:` entry have in common."""

    def __init__(
        self, edition: Edition, report: Report, email: Email, *, workspace: Workspace, created: datetime, number: int
    ) -> None:
        self._edition = edition
        self._report = report
        self._email = email
        self._workspace = workspace
        self._created = created
        self._id = (edition.name, edition.client or edition.account, edition.period.name, str(number))

    def message(self, attached: Sequence[Artifact], stored: Sequence[str]) -> bytes:
        mail, email = self._workspace.model.mail, self._email
        assert mail is not None, "the validator requires a mail server if a spec delivers email"
        body = render_mail(
            self._report,
            attached=[artifact.name for artifact in attached],
            stored=stored,
            folders=[self._workspace.folder / "templates"],
        )
        is_html = email.body == "html"
        return build_message(
            Message(
                sender=mail.sender,
                to=tuple(to_addresses(email, self._edition, self._workspace)),
                cc=email.cc,
                subject=_subject(email, self._edition, self._report),
                html=body.html if is_html else "",
                text=body.text,
                pictures=[(picture.cid, picture.data, picture.name) for picture in body.pictures] if is_html else [],
                attachments=[(artifact.name, media_type(artifact.name), artifact.data) for artifact in attached],
                message_id=message_id(*self._id, domain=domain_of(mail)),
                date=self._created,
            )
        )


def to_addresses(email: Email, edition: Edition, workspace: Workspace) -> Iterator[str]:
    """Give the addresses in `to`; `contacts` are the client's or the account's."""
    if edition.client:
        contacts = workspace.clients[edition.client].contacts
    else:
        contacts = workspace.accounts[edition.account].contacts if edition.account else ()
    for written in email.to:
        yield from contacts if written == "contacts" else (written,)


def _subject(email: Email, edition: Edition, report: Report) -> str:
    subject = fill(email.subject, edition.values)
    if not report.alerts:
        return subject
    first, *others = report.alerts
    short = len(first.message) <= _LONGEST_ALERT
    alert = first.message if short else f"{first.message[: _LONGEST_ALERT - 1].rstrip()}…"
    if first.account and first.account != report.account:
        alert = f"{alert} ({first.account})"
    if not others:
        return f"{subject} · {alert}"
    translator = Translator(report.locale)
    return f"{subject} · {alert} " + translator.say("and {count} more", count=translator.number(len(others)))


def media_type(name: str) -> str:
    """Return an attachment's media type, by its name."""
    return guess_type(name)[0] or "application/octet-stream"


def domain_of(mail: Mail) -> str:
    """Return the domain of the sender's address, for the Message-ID."""
    return address_of(mail.sender).rpartition("@")[2]


def for_copy(message: bytes, copy: int) -> bytes:
    """Return the message as its n-th copy: mail programs hide a second one of the same Message-ID."""
    match = _MESSAGE_ID.search(message)
    if copy == 0 or match is None:
        return message
    own = sha256(match[1] + str(copy).encode()).hexdigest()[:32]
    return message.replace(match[1], f"<{own}@".encode() + match[1].partition(b"@")[2], 1)

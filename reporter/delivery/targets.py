"""The kinds of places that reports are delivered to, in one table: who receives, and how a copy gets there.

A new kind is its key in the spec, a class here, and a line in TARGETS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from reporter.core.context import CommandContext
from reporter.core.errors import ConfigurationError, CredentialsError, ProtocolError, ReporterError
from reporter.core.files import write_artifact
from reporter.core.report import Artifact
from reporter.core.secrets import read_secret
from reporter.delivery.compose import for_copy, to_addresses
from reporter.delivery.server import MailServer, read_server
from reporter.delivery.smtp import NoServerError, TooLargeError, send
from reporter.history.open import History
from reporter.history.outbox import Delivery, Recipient, Variant, read_artifacts, read_messages
from reporter.spec.addresses import address_of
from reporter.spec.editions import Edition
from reporter.spec.outputs import TargetEntry, TargetKind
from reporter.spec.placeholders import file_name
from reporter.spec.workspace import Workspace

# What would go wrong for every other recipient, too.
_FATAL = (ConfigurationError, CredentialsError, NoServerError, ProtocolError)


@dataclass(slots=True)
class DeliveryRound:
    """What the deliveries of one run share. `mail_error`: the error that stops all further mail."""

    history: History
    workspace: Workspace
    context: CommandContext
    server: MailServer | None = field(default=None, init=False)
    mail_error: ReporterError | None = field(default=None, init=False)


class DeliveryTarget(Protocol):
    """A kind of place that reports are delivered to."""

    def recipients(self, spec: TargetEntry, edition: Edition, workspace: Workspace) -> Sequence[str]:
        """Return who receives what by an entry of `deliver`; nobody where the entry is of another kind."""

    def deliver(self, delivery: Delivery, delivery_round: DeliveryRound, about_to_send: Callable[[], None]) -> str:
        """Deliver one copy and return what the other side answered. Raises ReporterError.

        `about_to_send` is called before anything can arrive that a second attempt would double.
        """


class _Email:
    """One message to each mail address."""

    def recipients(self, spec: TargetEntry, edition: Edition, workspace: Workspace) -> Sequence[str]:
        if spec.email is None:
            return ()
        written = (*to_addresses(spec.email, edition, workspace), *spec.email.cc)
        by_address = {address_of(recipient): recipient for recipient in reversed(written)}  # of two, the first counts
        return list(by_address.values())[::-1]

    def deliver(self, delivery: Delivery, delivery_round: DeliveryRound, about_to_send: Callable[[], None]) -> str:
        if delivery_round.mail_error is not None:
            raise delivery_round.mail_error
        with delivery_round.history.read() as transaction:
            messages = read_messages(transaction, delivery.archived_report, delivery.to.target)
        try:
            mail = delivery_round.workspace.model.mail
            assert mail is not None
            if delivery_round.server is None:
                delivery_round.server = mail_server(delivery_round.workspace, delivery_round.context)
            send_to = partial(
                send,
                delivery_round.server,
                sender=address_of(mail.sender),
                recipient=address_of(delivery.recipient),
                about_to_send=about_to_send,
            )
            try:
                return send_to(for_copy(messages[Variant.FULL], delivery.copy))
            except TooLargeError:
                if Variant.LIGHT not in messages:
                    raise
                return send_to(for_copy(messages[Variant.LIGHT], delivery.copy))
        except _FATAL as error:
            delivery_round.mail_error = error
            raise


class _Folder:
    """The files of the report, written to a folder."""

    def recipients(self, spec: TargetEntry, edition: Edition, workspace: Workspace) -> Sequence[str]:  # noqa: ARG002
        return [file_name(spec.folder.path, edition.values)] if spec.folder else []

    def deliver(self, delivery: Delivery, delivery_round: DeliveryRound, about_to_send: Callable[[], None]) -> str:  # noqa: ARG002
        with delivery_round.history.read() as transaction:
            files = read_artifacts(transaction, delivery.archived_report)
        for name, data in files.items():
            write_artifact(delivery_round.workspace.folder / delivery.recipient, Artifact(name, data))
        return f"{len(files)} files"


TARGETS: Mapping[TargetKind, DeliveryTarget] = {TargetKind.EMAIL: _Email(), TargetKind.FOLDER: _Folder()}


def recipients(edition: Edition, workspace: Workspace) -> list[Recipient]:
    """Return every recipient of an edition once for each entry of `deliver`, in the spec's order."""
    return [
        Recipient(number, spec.kind, recipient)
        for number, spec in enumerate(edition.spec.deliver)
        for recipient in TARGETS[spec.kind].recipients(spec, edition, workspace)
    ]


def mail_server(workspace: Workspace, context: CommandContext) -> MailServer:
    """Return the workspace's mail server with its password, which is added to what is hidden. Raises ReporterError."""
    mail = workspace.model.mail
    if mail is None:
        raise ConfigurationError("reporter.yaml has no mail: server; add one")
    password = ""
    if mail.password:
        password = read_secret(mail.password, what="mail: password", environ=context.environ, folder=workspace.folder)
        context.secrets.add(password)
    return read_server(mail.server, user=mail.user, password=password or None)

"""Brings kept letters to those who have none yet: one envelope a recipient, noted on disk before it can arrive.

Only for who holds the report's lock: what stands as being sent was left so by a run that died, and is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from functools import partial

from reporter.core.context import Surroundings
from reporter.core.errors import ConfigurationError
from reporter.core.errors import CredentialsError
from reporter.core.errors import Exit
from reporter.core.errors import ProtocolError
from reporter.core.errors import RefusedError
from reporter.core.errors import ReporterError
from reporter.core.files import write_artifact
from reporter.core.report import Artifact
from reporter.core.secrets import read_secret
from reporter.delivery.compose import FILES
from reporter.delivery.compose import LETTERS
from reporter.delivery.compose import LIGHT
from reporter.delivery.compose import for_copy
from reporter.delivery.server import MailServer
from reporter.delivery.server import read_server
from reporter.delivery.smtp import NoServerError
from reporter.delivery.smtp import TooLargeError
from reporter.delivery.smtp import UnknownOutcomeError
from reporter.delivery.smtp import send
from reporter.history.open import History
from reporter.history.outbox import Posting
from reporter.history.outbox import State
from reporter.history.outbox import mark
from reporter.history.outbox import postings
from reporter.history.outbox import read_files
from reporter.spec.addresses import address_of
from reporter.spec.workspace import Workspace

_PATIENCE = timedelta(days=5)  # as long as mail servers themselves try (RFC 5321, 4.5.4.1)
_BROKEN = "the program stopped while this was being sent"
# What would go wrong for every other recipient, too.
_FOR_ALL = (ConfigurationError, CredentialsError, NoServerError, ProtocolError)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one copy. `exit`: what it means for the run."""

    posting: Posting
    state: State
    exit: Exit = Exit.DONE
    detail: str = ""

    def __str__(self) -> str:
        """Tell it in one line."""
        one = self.posting
        whom = f" for {one.key.subject}" if one.key.subject else ""
        said = {
            State.PENDING: "not delivered yet, the next run tries again",
            State.FAILED: "not delivered",
            State.UNKNOWN: "perhaps delivered, nobody knows; ask, or `reporter resend` it",
        }.get(self.state, self.state.value)
        return f"{one.key.report} {one.key.period}{whom} to {one.recipient}: {said}: {self.detail}"


def post(
    history: History, report: str, *, workspace: Workspace, around: Surroundings, broke_off: datetime | None = None
) -> Iterator[Receipt]:
    """Send what waits of a report's issues, giving a receipt when its outcome is on disk. Edges: mail, files.

    `broke_off`: since when a run that died may have found unknown outcomes and told nobody.
    """
    own = _Posting(history, workspace, around)
    with history.read() as transaction:
        unknown = postings(transaction, report, states=[State.UNKNOWN]) if broke_off else []
        broken = postings(transaction, report, states=[State.SENDING])
        waiting = postings(transaction, report, states=[State.PENDING])
    for one in unknown:
        if broke_off and one.changed >= broke_off:
            yield Receipt(one, State.UNKNOWN, Exit.INCOMPLETE, one.detail)
    for one in broken:
        yield own.note(Receipt(one, State.UNKNOWN, Exit.INCOMPLETE, _BROKEN))
    for one in waiting:
        yield own.note(own.bring(one))


def mail_server(workspace: Workspace, around: Surroundings) -> MailServer:
    """Return the workspace's mail server with its password, which is added to what is hidden. Raises ReporterError."""
    mail = workspace.model.mail
    if mail is None:
        raise ConfigurationError("reporter.yaml has no mail: server")
    password = ""
    if mail.password:
        password = read_secret(mail.password, what="mail: password", environ=around.environ, folder=workspace.folder)
        around.secrets.add(password)
    return read_server(mail.server, user=mail.user, password=password or None)


class _Posting:
    """One round. `_wall`: what stops every mail; the others are not tried."""

    def __init__(self, history: History, workspace: Workspace, around: Surroundings) -> None:
        self._history = history
        self._workspace = workspace
        self._around = around
        self._server: MailServer | None = None
        self._wall: ReporterError | None = None

    def bring(self, one: Posting) -> Receipt:
        """Send or write one copy; what went wrong is in the receipt."""
        try:
            answer = self._written(one) if one.letter.startswith("folder-") else self._sent(one)
        except UnknownOutcomeError as error:
            return Receipt(one, State.UNKNOWN, Exit.INCOMPLETE, str(error))
        except RefusedError as error:
            return Receipt(one, State.FAILED, error.exit, str(error))
        except ReporterError as error:
            if isinstance(error, _FOR_ALL):
                self._wall = error
            return self._again(one, error)
        return Receipt(one, State.SENT, detail=answer)

    def note(self, receipt: Receipt) -> Receipt:
        """Write an outcome down."""
        one, state = receipt.posting, receipt.state
        self._mark(one.number, state, one.noting(receipt.detail))
        facts = {**one.key._asdict(), "recipient": one.recipient, "wish": one.wish, "said": receipt.detail}
        self._around.log(f"delivery.{state.value}", facts)
        return receipt

    def _again(self, one: Posting, error: ReporterError) -> Receipt:
        if self._around.now - one.changed > _PATIENCE:
            return Receipt(one, State.FAILED, Exit.REFUSED, f"given up after {_PATIENCE.days} days: {error}")
        return Receipt(one, State.PENDING, error.exit, str(error))

    def _written(self, one: Posting) -> str:
        with self._history.read() as transaction:
            files = read_files(transaction, one.issue, FILES)
        for name, data in files.items():
            write_artifact(self._workspace.folder / one.recipient, Artifact(name, data))
        return f"{len(files)} files"

    def _sent(self, one: Posting) -> str:
        if self._wall is not None:
            raise self._wall
        with self._history.read() as transaction:
            kept = read_files(transaction, one.issue, f"{LETTERS}{one.letter}")
        try:
            return self._handed_over(one, for_copy(kept[""], one.copy))
        except TooLargeError:
            if LIGHT not in kept:
                raise
            return self._handed_over(one, for_copy(kept[LIGHT], one.copy))

    def _handed_over(self, one: Posting, message: bytes) -> str:
        mail = self._workspace.model.mail
        self._server = self._server or mail_server(self._workspace, self._around)
        assert mail is not None
        return send(
            self._server,
            message,
            sender=address_of(mail.sender),
            recipient=address_of(one.recipient),
            about_to_send=partial(self._mark, one.number, State.SENDING, one.detail),
        )

    def _mark(self, number: int, state: State, detail: str) -> None:
        self._history.write(lambda transaction: mark(transaction, number, state, detail=detail, now=self._around.now))


def unsent(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Return the copies that did not certainly arrive."""
    return [one for one in receipts if one.state is not State.SENT]

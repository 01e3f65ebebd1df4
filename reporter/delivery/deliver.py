"""Delivers archived reports to recipients who have none yet: one attempt each, recorded before anything can arrive.

Only for who holds the report's lock: a delivery found "sending" was left so by a run that died, and is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from reporter.core.context import CommandContext
from reporter.core.errors import Exit, RejectedError, ReporterError
from reporter.core.problems import Problem
from reporter.delivery.smtp import UnknownOutcomeError
from reporter.delivery.targets import TARGETS, DeliveryRound
from reporter.history.open import History
from reporter.history.outbox import Delivery, DeliveryState, deliveries, record_state
from reporter.spec.workspace import Workspace

_PATIENCE = timedelta(days=5)  # as long as mail servers themselves try (RFC 5321, 4.5.4.1)
_BROKEN = "reporter stopped while it sent this message"


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one delivery ended. `exit`: what it means for the run. `detail`: what the other side answered, or an error.

    `cause`: what makes it the same problem at another time, where that is less than the detail.
    """

    delivery: Delivery
    state: DeliveryState
    exit: Exit = Exit.DONE
    detail: str = ""
    cause: str = ""

    @property
    def problem(self) -> Problem:
        """The receipt of what did not certainly arrive, as a problem."""
        key = self.delivery.key
        subject = f" for {key.subject}" if key.subject else ""
        outcome = {
            DeliveryState.PENDING: "not delivered yet; the next run retries it",
            DeliveryState.FAILED: "not delivered",
            DeliveryState.UNKNOWN: "delivery unconfirmed; ask the recipient before you run `reporter resend`",
        }.get(self.state, self.state.value)
        start = f"{key.report} {key.label}{subject} to {self.delivery.recipient}: {outcome}"
        return Problem(self.detail, start, self.cause)


def deliver(
    history: History, report: str, *, workspace: Workspace, context: CommandContext, broke_off: datetime | None = None
) -> Iterator[Receipt]:
    """Deliver what is pending of a report, giving a receipt when its outcome is on disk. Edges: mail, files.

    `broke_off`: since when a run that died may have found unknown outcomes and reported them to nobody.
    """
    delivery_round = DeliveryRound(history, workspace, context)
    with history.read() as transaction:
        unknown = deliveries(transaction, report, states=[DeliveryState.UNKNOWN]) if broke_off else []
        broken = deliveries(transaction, report, states=[DeliveryState.SENDING])
        pending = deliveries(transaction, report, states=[DeliveryState.PENDING])
    for delivery in unknown:
        if broke_off and delivery.changed >= broke_off:
            yield Receipt(delivery, DeliveryState.UNKNOWN, Exit.INCOMPLETE, delivery.description)
    for delivery in broken:
        yield _record(Receipt(delivery, DeliveryState.UNKNOWN, Exit.INCOMPLETE, _BROKEN), delivery_round)
    for delivery in pending:
        yield _record(_attempt(delivery, delivery_round), delivery_round)


def undelivered(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Return the receipts of what did not certainly arrive."""
    return [receipt for receipt in receipts if receipt.state is not DeliveryState.SENT]


def _attempt(delivery: Delivery, delivery_round: DeliveryRound) -> Receipt:
    """Attempt one delivery; what went wrong is in the receipt."""
    about_to_send = partial(_record_state, delivery, DeliveryState.SENDING, delivery.detail, delivery_round)
    try:
        answer = TARGETS[delivery.to.kind].deliver(delivery, delivery_round, about_to_send)
    except UnknownOutcomeError as error:
        return Receipt(delivery, DeliveryState.UNKNOWN, Exit.INCOMPLETE, str(error))
    except RejectedError as error:
        return Receipt(delivery, DeliveryState.FAILED, error.exit, str(error), error.cause)
    except ReporterError as error:
        if delivery_round.context.now - delivery.changed > _PATIENCE:
            given_up = f"no more retries after {_PATIENCE.days} days: {error}"
            return Receipt(delivery, DeliveryState.FAILED, Exit.REFUSED, given_up, error.cause)
        return Receipt(delivery, DeliveryState.PENDING, error.exit, str(error), error.cause)
    return Receipt(delivery, DeliveryState.SENT, detail=answer)


def _record(receipt: Receipt, delivery_round: DeliveryRound) -> Receipt:
    delivery, state = receipt.delivery, receipt.state
    _record_state(delivery, state, receipt.detail, delivery_round)
    facts = {"recipient": delivery.recipient, "wish": delivery.request, "said": receipt.detail}
    delivery_round.context.log(f"delivery.{state.value}", {**delivery.key.document(), **facts})
    return receipt


def _record_state(delivery: Delivery, state: DeliveryState, detail: str, delivery_round: DeliveryRound) -> None:  # noqa: PLR0917
    record = partial(record_state, number=delivery.number, state=state, detail=detail, now=delivery_round.context.now)
    delivery_round.history.write(record)

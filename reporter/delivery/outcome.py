"""How a delivery ends: sent, to be retried, failed for good, or unknown.

Decided by the error that ended it: a target raises `UnknownOutcomeError` if it handed everything over and got no reply,
or an unclear one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reporter.core.errors import Exit, RejectedError, ReporterError
from reporter.core.problems import Problem
from reporter.history.outbox import Delivery, DeliveryState

_PATIENCE = timedelta(days=5)  # as long as mail servers themselves try (RFC 5321, 4.5.4.1)
BROKEN_OFF = (DeliveryState.SENDING,)  # found in these states, a delivery was left so by a run that died
UNCLEAR_REPLIES = range(300, 400)  # of a mail server to a whole message: neither accepted nor rejected
_BROKEN = "reporter stopped while it sent this message"


class UnknownOutcomeError(ReporterError):
    """The message was handed over, and whether the other side accepted it will never be known."""

    exit = Exit.INCOMPLETE


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


def outcome_of(error: ReporterError, delivery: Delivery, now: datetime) -> Receipt:
    """Return the receipt of a delivery that an error ended."""
    if isinstance(error, UnknownOutcomeError):
        return Receipt(delivery, DeliveryState.UNKNOWN, error.exit, str(error))
    if isinstance(error, RejectedError):
        return Receipt(delivery, DeliveryState.FAILED, error.exit, str(error), error.cause)
    if now - delivery.changed > _PATIENCE:
        given_up = f"no more retries after {_PATIENCE.days} days: {error}"
        return Receipt(delivery, DeliveryState.FAILED, Exit.REFUSED, given_up, error.cause)
    return Receipt(delivery, DeliveryState.PENDING, error.exit, str(error), error.cause)


def broken_off(delivery: Delivery) -> Receipt:
    """Return the receipt of a delivery that a run was sending when it died: it is never sent a second time."""
    return Receipt(delivery, DeliveryState.UNKNOWN, UnknownOutcomeError.exit, _BROKEN)


def still_unknown(delivery: Delivery) -> Receipt:
    """Return the receipt of a delivery that an earlier run found unknown."""
    return Receipt(delivery, DeliveryState.UNKNOWN, UnknownOutcomeError.exit, delivery.description)


def undelivered(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Return the receipts of what did not certainly arrive."""
    return [receipt for receipt in receipts if receipt.state is not DeliveryState.SENT]

"""How a delivery ends: which error makes it a retry, a failure or an unknown outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from reporter.core.errors import CredentialsError, Exit, RejectedError, ReporterError, TemporaryError
from reporter.delivery.outcome import Receipt, UnknownOutcomeError, broken_off, outcome_of, still_unknown, undelivered
from reporter.history.outbox import Delivery, DeliveryState, Recipient, ReportKey
from reporter.spec.outputs import TargetKind

DUE = datetime(2026, 11, 23, 8, tzinfo=UTC)
KEY = ReportKey("weekly", "", "2026-W47", "")
DELIVERY = Delivery(
    1, 1, KEY, Recipient(0, TargetKind.EMAIL, "anna@example.com"), 0, DeliveryState.PENDING, 1, DUE, "came back"
)


@dataclass(frozen=True)
class Ending:
    """What an error after some days makes of a delivery."""

    error: ReporterError
    days: int
    state: DeliveryState
    exit: Exit


@pytest.mark.parametrize(
    "ending",
    [
        Ending(TemporaryError("busy"), 0, DeliveryState.PENDING, Exit.TEMPORARY),
        Ending(CredentialsError("wrong password"), 4, DeliveryState.PENDING, Exit.CREDENTIALS),
        Ending(TemporaryError("busy"), 6, DeliveryState.FAILED, Exit.REFUSED),
        Ending(RejectedError("no such user"), 0, DeliveryState.FAILED, Exit.REFUSED),
        Ending(UnknownOutcomeError("no reply"), 0, DeliveryState.UNKNOWN, Exit.INCOMPLETE),
        Ending(UnknownOutcomeError("no reply"), 6, DeliveryState.UNKNOWN, Exit.INCOMPLETE),
    ],
    ids=str,
)
def test_an_error_decides_how_a_delivery_ends(ending: Ending) -> None:
    receipt = outcome_of(ending.error, DELIVERY, DUE + timedelta(days=ending.days))
    assert (receipt.state, receipt.exit) == (ending.state, ending.exit)
    assert receipt.detail.endswith(str(ending.error))


def test_what_was_being_sent_when_a_run_died_is_unknown() -> None:
    for receipt in (broken_off(DELIVERY), still_unknown(DELIVERY)):
        assert (receipt.state, receipt.exit) == (DeliveryState.UNKNOWN, Exit.INCOMPLETE)
    assert still_unknown(DELIVERY).detail == "came back"


def test_a_receipt_is_a_problem_with_the_recipient_as_its_subject() -> None:
    receipt = outcome_of(TemporaryError("busy for 37 s"), DELIVERY, DUE)
    assert receipt.problem.subject == (
        "weekly 2026-W47 to anna@example.com: not delivered yet; the next run retries it"
    )
    assert receipt.problem.message == "busy for 37 s"


def test_only_what_was_sent_is_delivered() -> None:
    sent, unknown = Receipt(DELIVERY, DeliveryState.SENT), broken_off(DELIVERY)
    assert undelivered([sent, unknown]) == [unknown]

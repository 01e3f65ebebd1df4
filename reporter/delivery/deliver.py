"""Delivers archived reports to recipients who have none yet: one attempt each, recorded before anything can arrive.

Only for who holds the report's lock: a delivery found "sending" was left so by a run that died, and is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from reporter.core.context import CommandContext
from reporter.core.errors import ReporterError
from reporter.delivery.outcome import BROKEN_OFF, Receipt, broken_off, outcome_of, still_unknown
from reporter.delivery.targets import TARGETS, DeliveryRound
from reporter.history.open import History
from reporter.history.outbox import Delivery, DeliveryState, deliveries, record_state
from reporter.spec.workspace import Workspace


def deliver(
    history: History, report: str, *, workspace: Workspace, context: CommandContext, broke_off: datetime | None = None
) -> Iterator[Receipt]:
    """Deliver what is pending of a report, giving a receipt when its outcome is on disk. Edges: mail, files.

    `broke_off`: since when a run that died may have found unknown outcomes and reported them to nobody.
    """
    delivery_round = DeliveryRound(history, workspace, context)
    with history.read() as transaction:
        unknown = deliveries(transaction, report, states=[DeliveryState.UNKNOWN]) if broke_off else []
        broken = deliveries(transaction, report, states=BROKEN_OFF)
        pending = deliveries(transaction, report, states=[DeliveryState.PENDING])
    for delivery in unknown:
        if broke_off and delivery.changed >= broke_off:
            yield still_unknown(delivery)
    for delivery in broken:
        yield _record(broken_off(delivery), delivery_round)
    for delivery in pending:
        yield _record(_attempt(delivery, delivery_round), delivery_round)


def _attempt(delivery: Delivery, delivery_round: DeliveryRound) -> Receipt:
    """Attempt one delivery; what went wrong is in the receipt."""
    about_to_send = partial(_record_state, delivery, DeliveryState.SENDING, delivery.detail, delivery_round)
    try:
        answer = TARGETS[delivery.to.kind].deliver(delivery, delivery_round, about_to_send)
    except ReporterError as error:
        return outcome_of(error, delivery, delivery_round.context.now)
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

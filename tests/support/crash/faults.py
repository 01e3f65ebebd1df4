"""The program with a fault put into how it notes what it sends: what the crash tests must find, or they find nothing.

Started as `faults.py FAULT run ...`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from reporter.cli import main
from reporter.delivery import deliver as delivering
from reporter.history.outbox import Delivery, DeliveryState, deliveries, record_state


def _with_what_broke(connection: Connection, report: str, *, states: Sequence[DeliveryState]) -> list[Delivery]:
    """Take what was being sent when a run died for what still waits."""
    return (
        []
        if list(states) == [DeliveryState.SENDING]
        else deliveries(connection, report, states=[*states, DeliveryState.SENDING])
    )


def _sent_at_once(connection: Connection, number: int, state: DeliveryState, **others: Any) -> None:  # noqa: ANN401 - passed on
    """Note as sent what is only about to be."""
    record_state(connection, number, DeliveryState.SENT if state is DeliveryState.SENDING else state, **others)


# A fault's name -> what stands for which function of reporter.delivery.deliver.
FAULTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "sends again what broke": ("deliveries", _with_what_broke),
    "notes too early": ("record_state", _sent_at_once),
}


if __name__ == "__main__":
    setattr(delivering, *FAULTS[sys.argv.pop(1)])
    main()

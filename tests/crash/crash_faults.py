"""The program with a fault put into how it notes what it sends: what the crash tests must find, or they find nothing.

Started as `crash_faults.py FAULT run ...`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from reporter.cli import main
from reporter.delivery import deliver as posting
from reporter.history.outbox import Posting
from reporter.history.outbox import State
from reporter.history.outbox import mark
from reporter.history.outbox import postings


def _with_what_broke(connection: Connection, report: str, *, states: Sequence[State]) -> list[Posting]:
    """Take what was being sent when a run died for what still waits."""
    return [] if list(states) == [State.SENDING] else postings(connection, report, states=[*states, State.SENDING])


def _sent_at_once(connection: Connection, number: int, state: State, **others: Any) -> None:  # noqa: ANN401 - passed on
    """Note as sent what is only about to be."""
    mark(connection, number, State.SENT if state is State.SENDING else state, **others)


# A fault's name -> what stands for which function of reporter.delivery.deliver.
FAULTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "sends again what broke": ("postings", _with_what_broke),
    "notes too early": ("mark", _sent_at_once),
}


if __name__ == "__main__":
    setattr(posting, *FAULTS[sys.argv.pop(1)])
    main()

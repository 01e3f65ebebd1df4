"""The outside world as one command sees it: clock, environment, log, and the secrets read so far (to be hidden)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

# Event name ("delivery.sent") and what belongs to it; names are for programs and stay as they are.
Log = Callable[[str, Mapping[str, object]], None]


def log_nothing(event: str, facts: Mapping[str, object]) -> None:
    """Keep no log."""


@dataclass(frozen=True, slots=True)
class CommandContext:
    """`now`: the time that the command takes as now. `clock`: what the machine's clock says. `run_id`: of this run."""

    now: datetime
    clock: datetime
    environ: Mapping[str, str]
    secrets: set[str] = field(default_factory=set)
    log: Log = log_nothing
    run_id: str = field(default_factory=lambda: uuid4().hex)

"""The outside world as one command sees it: clock, environment, and the secrets read so far (to be hidden)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`now`: the time that the command takes as now. `clock`: what the machine's clock says."""

    now: datetime
    clock: datetime
    environ: Mapping[str, str]
    secrets: set[str] = field(default_factory=set)

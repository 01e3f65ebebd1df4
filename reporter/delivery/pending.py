"""What reports owe their recipients: what is due, on hold, on its way, or of nobody knows what became. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

from reporter.delivery.outbox import key_of
from reporter.history.open import History
from reporter.history.outbox import HELD
from reporter.history.outbox import Issue
from reporter.history.outbox import Posting
from reporter.history.outbox import State
from reporter.history.outbox import find_issue
from reporter.history.outbox import issues_of
from reporter.history.outbox import postings
from reporter.spec.editions import editions
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace

_UNSETTLED = (State.PENDING, State.SENDING, State.UNKNOWN, State.FAILED)
_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Duties:
    """What is owed. `due`: (report, for whom, period) never issued. `unsettled`: copies that nobody certainly has."""

    due: tuple[tuple[str, str, str], ...]
    held: tuple[Issue, ...]
    unsettled: tuple[Posting, ...]


def inspect_duties(history: History, specs: Mapping[str, ReportSpec], *, workspace: Workspace, now: datetime) -> Duties:
    """Return what the specs, by name, owe now; of what failed or is unknown, what did so in the last 30 days."""
    with history.read() as transaction:
        due = [
            key
            for name, spec in specs.items()
            if spec.deliver
            for edition in editions(spec, name=name, workspace=workspace, now=now)
            for key in [key_of(edition, now)]
            if find_issue(transaction, key) is None
        ]
        open_ = [
            one
            for one in postings(transaction, states=_UNSETTLED)
            if one.state in {State.PENDING, State.SENDING} or one.changed > now - _REMEMBERED
        ]
        return Duties(tuple(due), tuple(issues_of(transaction, state=HELD)), tuple(open_))

"""What was issued, and what became of every copy: the rows behind delivery. Sends nothing.

A posting goes pending -> sending -> sent | failed | unknown. It is "sending" on disk before the first byte of a letter
can be accepted, so that a crash leaves it unknown, never forgotten; unknown ones are not sent again by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import Connection
from sqlalchemy import Row
from sqlalchemy import and_
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from reporter.history.encode import moment
from reporter.history.encode import seconds
from reporter.history.tables import ISSUE
from reporter.history.tables import ISSUE_FILE
from reporter.history.tables import NOTICE
from reporter.history.tables import POSTING

OUT, HELD = "out", "held"


class State(StrEnum):
    """What became of a posting."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Key(NamedTuple):
    """Which issue: of which report, for which client or account ("" = for all), for which period ("2026-W47")."""

    report: str
    subject: str
    period: str


class Issue(NamedTuple):
    """An issue as it stands. `start`, `end`: its period. `made`: as of when. `digest`: of its spec."""

    number: int
    key: Key
    start: datetime
    end: datetime
    made: datetime
    digest: str
    state: str
    reason: str


class Address(NamedTuple):
    """To whom which letter of an issue goes: "mail-0" to a mail address, "folder-1" to a folder."""

    letter: str
    recipient: str


class Posting(NamedTuple):
    """One copy on its way."""

    number: int
    issue: int
    letter: str
    recipient: str
    copy: int
    state: State
    tries: int
    changed: datetime
    detail: str


def find_issue(connection: Connection, key: Key) -> Issue | None:
    """Return the issue of that key, if there is one."""
    row = connection.execute(select(ISSUE).where(_of(key))).first()
    return None if row is None else _issue(row)


def issues_of(connection: Connection, report: str, subject: str) -> list[Issue]:
    """Return a report's issues for one subject, oldest period first."""
    own = and_(ISSUE.c.report == report, ISSUE.c.subject == subject)
    return [_issue(row) for row in connection.execute(select(ISSUE).where(own).order_by(ISSUE.c.start))]


def keep_issue(connection: Connection, issue: Issue, files: Mapping[str, bytes], *, to: Sequence[Address]) -> int:
    """Keep an issue whole, ready to be posted; one of the same key that was held is replaced. Return its number."""
    held = find_issue(connection, issue.key)
    if held is not None:
        assert held.state == HELD, "what is out is never made anew"
        for table, column in ((POSTING, POSTING.c.issue), (ISSUE_FILE, ISSUE_FILE.c.issue), (ISSUE, ISSUE.c.id)):
            connection.execute(delete(table).where(column == held.number))
    values = {
        **issue.key._asdict(),
        "start": seconds(issue.start),
        "end": seconds(issue.end),
        "made": seconds(issue.made),
        "digest": issue.digest,
        "state": issue.state,
        "reason": issue.reason,
    }
    number = int(connection.execute(insert(ISSUE).values(values).returning(ISSUE.c.id)).scalar_one())
    if files:
        rows = [{"issue": number, "name": name, "data": data} for name, data in files.items()]
        connection.execute(insert(ISSUE_FILE), rows)
    add_postings(connection, number, to, copy=0, now=issue.made)
    return number


def add_postings(connection: Connection, issue: int, to: Sequence[Address], *, copy: int, now: datetime) -> None:
    """Add a copy for each address, to be sent."""
    if to:
        common = {"issue": issue, "copy": copy, "state": State.PENDING.value, "tries": 0, "changed": seconds(now)}
        connection.execute(insert(POSTING), [{**common, **one._asdict(), "detail": ""} for one in to])


def next_copy(connection: Connection, issue: int) -> int:
    """Return the number of the next copy on purpose."""
    last = connection.execute(select(func.max(POSTING.c.copy)).where(POSTING.c.issue == issue)).scalar()
    return 0 if last is None else int(last) + 1


def read_file(connection: Connection, issue: int, name: str) -> bytes | None:
    """Return one file of an issue."""
    found = select(ISSUE_FILE.c.data).where(ISSUE_FILE.c.issue == issue, ISSUE_FILE.c.name == name)
    data = connection.execute(found).scalar()
    return None if data is None else bytes(data)


def release(connection: Connection, issue: int) -> None:
    """Let a held issue go out."""
    connection.execute(update(ISSUE).where(ISSUE.c.id == issue).values(state=OUT))


def postings(connection: Connection, issue: int | None = None, *, states: Sequence[State] = ()) -> list[Posting]:
    """Return an issue's postings, or those of all issues; only those in `states` when some are named."""
    query = select(POSTING).order_by(POSTING.c.issue, POSTING.c.copy, POSTING.c.id)
    if issue is not None:
        query = query.where(POSTING.c.issue == issue)
    if states:
        query = query.where(POSTING.c.state.in_([one.value for one in states]))
    return [
        Posting(
            row.id,
            row.issue,
            row.letter,
            row.recipient,
            row.copy,
            State(row.state),
            row.tries,
            moment(row.changed),
            row.detail,
        )
        for row in connection.execute(query)
    ]


def mark(connection: Connection, posting: int, state: State, *, detail: str = "", now: datetime) -> None:
    """Note what became of a posting; "sending" counts a try."""
    tried = {"tries": POSTING.c.tries + 1} if state is State.SENDING else {}
    values = {"state": state.value, "detail": detail, "changed": seconds(now), **tried}
    connection.execute(update(POSTING).where(POSTING.c.id == posting).values(values))


def give_up_on_broken(connection: Connection, report: str, *, now: datetime) -> int:
    """Mark as unknown what was being sent when a run of this report died; only for who holds the report's lock."""
    own = select(ISSUE.c.id).where(ISSUE.c.report == report)
    broken = and_(POSTING.c.state == State.SENDING.value, POSTING.c.issue.in_(own))
    detail = "the program stopped while this was being sent"
    values = {"state": State.UNKNOWN.value, "changed": seconds(now), "detail": detail}
    return int(connection.execute(update(POSTING).where(broken).values(values)).rowcount)


def is_first_today(connection: Connection, cause: str, day: str) -> bool:
    """Note that the operator is written to about a cause; False when that was done that day already."""
    known = select(NOTICE).where(NOTICE.c.cause == cause, NOTICE.c.day == day)
    if connection.execute(known).first() is not None:
        return False
    connection.execute(insert(NOTICE).values(cause=cause, day=day))
    return True


def _of(key: Key) -> ColumnElement[bool]:
    return and_(ISSUE.c.report == key.report, ISSUE.c.subject == key.subject, ISSUE.c.period == key.period)


def _issue(row: Row[Any]) -> Issue:
    key = Key(row.report, row.subject, row.period)
    times = [moment(one) for one in (row.start, row.end, row.made)]
    return Issue(row.id, key, times[0], times[1], times[2], row.digest, row.state, row.reason)

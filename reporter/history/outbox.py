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
_SAID = "; "  # between who wanted a copy and what became of it


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

    @property
    def is_mail(self) -> bool:
        """Say whether it is a mail address."""
        return self.letter.startswith("mail-")


class Posting(NamedTuple):
    """One copy on its way. `key`: of its issue. `changed`: when it set out, or what came of it.

    `detail`: what was said to it last; of a copy that somebody wanted, their name and the time stand before that.
    """

    number: int
    issue: int
    key: Key
    letter: str
    recipient: str
    copy: int
    state: State
    tries: int
    changed: datetime
    detail: str

    @property
    def wish(self) -> str:
        """Who wanted this copy, and when: "resent by kim on 2026-12-01 10:00 UTC"; "" for the first one."""
        return self.detail.partition(_SAID)[0] if self.copy else ""

    def noting(self, said: str) -> str:
        """Return the detail that notes what was said now."""
        return _SAID.join(filter(None, (self.wish, said)))


def find_issue(connection: Connection, key: Key) -> Issue | None:
    """Return the issue of that key, if there is one."""
    row = connection.execute(select(ISSUE).where(_of(key))).first()
    return None if row is None else _issue(row)


def issues_of(connection: Connection, report: str | None = None, *, state: str = OUT) -> list[Issue]:
    """Return the issues of a report, or of all, that are out or held, oldest period first."""
    query = select(ISSUE).where(ISSUE.c.state == state).order_by(ISSUE.c.start, ISSUE.c.made, ISSUE.c.id)
    if report is not None:
        query = query.where(ISSUE.c.report == report)
    return [_issue(row) for row in connection.execute(query)]


def keep_issue(connection: Connection, issue: Issue, files: Mapping[str, bytes], *, to: Sequence[Address]) -> int:
    """Keep an issue whole, ready to be posted, and return its number.

    One of the same key is replaced while it is held; one that is out stays as it is.
    """
    held = find_issue(connection, issue.key)
    if held is not None and held.state == OUT:
        return held.number
    if held is not None:
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


def add_postings(
    connection: Connection, issue: int, to: Sequence[Address], *, copy: int, now: datetime, wish: str = ""
) -> None:
    """Add a copy for each address, to be sent. `wish`: who wanted it and when, where somebody did."""
    if to:
        common = {"issue": issue, "copy": copy, "state": State.PENDING.value, "tries": 0, "changed": seconds(now)}
        connection.execute(
            insert(POSTING), [{**common, **one._asdict(), "detail": wish.replace(_SAID, ", ")} for one in to]
        )


def next_copy(connection: Connection, issue: int) -> int:
    """Return the number of the next copy on purpose."""
    last = connection.execute(select(func.max(POSTING.c.copy)).where(POSTING.c.issue == issue)).scalar()
    return 0 if last is None else int(last) + 1


def read_files(connection: Connection, issue: int, prefix: str) -> dict[str, bytes]:
    """Return the files of an issue whose names begin so, by the rest of their names."""
    own = and_(ISSUE_FILE.c.issue == issue, ISSUE_FILE.c.name.startswith(prefix, autoescape=True))
    rows = connection.execute(select(ISSUE_FILE.c.name, ISSUE_FILE.c.data).where(own).order_by(ISSUE_FILE.c.name))
    return {str(name).removeprefix(prefix): bytes(data) for name, data in rows}


def release(connection: Connection, issue: int, *, now: datetime) -> None:
    """Let a held issue go out; its copies are on their way from now on."""
    connection.execute(update(ISSUE).where(ISSUE.c.id == issue).values(state=OUT))
    connection.execute(update(POSTING).where(POSTING.c.issue == issue).values(changed=seconds(now)))


def postings(connection: Connection, report: str | None = None, *, states: Sequence[State]) -> list[Posting]:
    """Return the copies in these states of a report's issues, or of all that are out, oldest first."""
    out = and_(ISSUE.c.state == OUT, POSTING.c.state.in_([one.value for one in states]))
    query = (
        select(POSTING, ISSUE.c.report, ISSUE.c.subject, ISSUE.c.period)
        .join_from(POSTING, ISSUE, ISSUE.c.id == POSTING.c.issue)
        .where(out)
        .order_by(ISSUE.c.start, POSTING.c.issue, POSTING.c.copy, POSTING.c.id)
    )
    if report is not None:
        query = query.where(ISSUE.c.report == report)
    return [_posting(row) for row in connection.execute(query)]


def addresses_of(connection: Connection, issue: int) -> list[Address]:
    """Return to whom an issue went in the first place."""
    query = select(POSTING.c.letter, POSTING.c.recipient).where(POSTING.c.issue == issue, POSTING.c.copy == 0)
    return [Address(letter, recipient) for letter, recipient in connection.execute(query.order_by(POSTING.c.id))]


def mark(connection: Connection, posting: int, state: State, *, detail: str = "", now: datetime) -> None:
    """Note what became of a posting; "sending" counts a try. How long one has been on its way, no try changes."""
    tried = {"tries": POSTING.c.tries + 1} if state is State.SENDING else {}
    since = {} if state in {State.PENDING, State.SENDING} else {"changed": seconds(now)}
    values = {"state": state.value, "detail": detail, **since, **tried}
    connection.execute(update(POSTING).where(POSTING.c.id == posting).values(values))


def untold(connection: Connection, causes: Sequence[str], day: str) -> set[str]:
    """Return the causes of trouble that the operator was not written to about on that day."""
    told = connection.execute(select(NOTICE.c.cause).where(NOTICE.c.day == day, NOTICE.c.cause.in_(causes))).scalars()
    return set(causes) - set(told)


def note_told(connection: Connection, causes: Sequence[str], day: str) -> None:
    """Note that the operator was written to about these causes; another job may have noted some meanwhile."""
    news = untold(connection, causes, day)
    if news:
        connection.execute(insert(NOTICE), [{"cause": one, "day": day} for one in sorted(news)])


def _of(key: Key) -> ColumnElement[bool]:
    return and_(ISSUE.c.report == key.report, ISSUE.c.subject == key.subject, ISSUE.c.period == key.period)


def _posting(row: Row[Any]) -> Posting:
    return Posting(
        number=row.id,
        issue=row.issue,
        key=Key(row.report, row.subject, row.period),
        letter=row.letter,
        recipient=row.recipient,
        copy=row.copy,
        state=State(row.state),
        tries=row.tries,
        changed=moment(row.changed),
        detail=row.detail,
    )


def _issue(row: Row[Any]) -> Issue:
    key = Key(row.report, row.subject, row.period)
    times = [moment(one) for one in (row.start, row.end, row.made)]
    return Issue(row.id, key, times[0], times[1], times[2], row.digest, row.state, row.reason)

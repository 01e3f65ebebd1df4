"""Archived reports and their deliveries: the rows behind delivery. Sends nothing.

A delivery goes pending -> sending -> sent | failed | unknown. It is "sending" on disk before the server can accept the
first byte of a message, so that a crash leaves it unknown, never forgotten; unknown ones are not sent again unasked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from reporter.history.encode import moment, seconds
from reporter.history.tables import ARCHIVED_FILE, ARCHIVED_MESSAGE, ARCHIVED_REPORT, DELIVERY, NOTIFICATION
from reporter.spec.outputs import TargetKind

_ARTIFACT, _COMPUTED = "artifact", "report"  # kinds of archived files


class ReportState(StrEnum):
    """Whether an archived report may be delivered."""

    RELEASED = "released"
    ON_HOLD = "on_hold"


class DeliveryState(StrEnum):
    """The state of a delivery, as it is stored and as programs read it."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def text(self) -> str:
        """The state as people read it."""
        return "unconfirmed" if self is DeliveryState.UNKNOWN else self.value


class Variant(StrEnum):
    """A message as composed, or without its attachments, for servers that reject the full one as too large."""

    FULL = "full"
    LIGHT = "light"


class ReportKey(NamedTuple):
    """Which report, for which client or account ("" for all), for which period ("2026-W47").

    `as_of`: the local day on which it was created, such as "2026-11-20", where the period was not over then.
    """

    report: str
    subject: str
    period: str
    as_of: str = ""

    @property
    def label(self) -> str:
        """The period as people read it: "2026-W47 as of 2026-11-20"."""
        return f"{self.period} as of {self.as_of}" if self.as_of else self.period

    def document(self) -> dict[str, str]:
        """Return the key as JSON and the log show it."""
        return {"report": self.report, "subject": self.subject, "period": self.label}


class ArchivedReport(NamedTuple):
    """A report as it was or will be delivered. `start`, `end`: of its period. `reason`: why it is on hold, or ""."""

    number: int
    key: ReportKey
    start: datetime
    end: datetime
    created: datetime
    spec_digest: str
    state: ReportState
    reason: str


class Contents(NamedTuple):
    """What is delivered: files by name, the computed report as JSON, and messages by target and variant."""

    artifacts: Mapping[str, bytes]
    computed: bytes
    messages: Mapping[tuple[int, Variant], bytes]


class Recipient(NamedTuple):
    """Who receives a report: a mail address or a folder, by which entry of the spec's `deliver` (from 0)."""

    target: int
    kind: TargetKind
    recipient: str


class Delivery(NamedTuple):
    """One copy of an archived report for one recipient. `copy` counts from 0; further ones were requested by somebody.

    `changed`: when it became due, or was settled. `detail`: what the last attempt came to.
    """

    number: int
    archived_report: int
    key: ReportKey
    to: Recipient
    copy: int
    state: DeliveryState
    attempts: int
    changed: datetime
    detail: str
    requested_by: str = ""
    requested_at: datetime | None = None

    @property
    def recipient(self) -> str:
        """The mail address or folder."""
        return self.to.recipient

    @property
    def request(self) -> str:
        """Who requested this copy, and when: "resent by kim on 2026-12-01 10:00 UTC"; "" for the first one."""
        at = self.requested_at
        return f"resent by {self.requested_by} on {at:%Y-%m-%d %H:%M} UTC" if at else ""

    @property
    def description(self) -> str:
        """The request and the detail, as `status` shows them."""
        return "; ".join(filter(None, (self.request, self.detail)))


def find_report(connection: Connection, key: ReportKey) -> ArchivedReport | None:
    """Return the archived report of that key, or None."""
    conditions = [ARCHIVED_REPORT.c[name] == value for name, value in key._asdict().items()]
    row = connection.execute(select(ARCHIVED_REPORT).where(*conditions)).first()
    return None if row is None else _archived_report(row)


def archived_reports(
    connection: Connection, report: str | None = None, *, states: Collection[ReportState] = tuple(ReportState)
) -> list[ArchivedReport]:
    """Return the archived reports in these states, of one report or of all, oldest period first."""
    table = ARCHIVED_REPORT.c
    query = select(ARCHIVED_REPORT).where(table.state.in_(states)).order_by(table.start, table.created, table.id)
    if report is not None:
        query = query.where(table.report == report)
    return [_archived_report(row) for row in connection.execute(query)]


def archive_report(
    connection: Connection, report: ArchivedReport, contents: Contents, *, to: Sequence[Recipient]
) -> int:
    """Archive a report whole, with a pending delivery for each recipient, and return its number.

    One of the same key is replaced while it is on hold; a released one stays as it is.
    """
    earlier = find_report(connection, report.key)
    if earlier is not None and earlier.state is ReportState.RELEASED:
        return earlier.number
    if earlier is not None:
        for table in (DELIVERY, ARCHIVED_FILE, ARCHIVED_MESSAGE):
            connection.execute(delete(table).where(table.c.archived_report == earlier.number))
        connection.execute(delete(ARCHIVED_REPORT).where(ARCHIVED_REPORT.c.id == earlier.number))
    values = {
        **report.key._asdict(),
        "start": seconds(report.start),
        "end": seconds(report.end),
        "created": seconds(report.created),
        "spec_digest": report.spec_digest,
        "state": report.state.value,
        "reason": report.reason,
    }
    added = connection.execute(insert(ARCHIVED_REPORT).values(values).returning(ARCHIVED_REPORT.c.id))
    number = int(added.scalar_one())
    files = [(_ARTIFACT, name, data) for name, data in contents.artifacts.items()]
    for kind, name, data in (*files, (_COMPUTED, "report.json", contents.computed)):
        file = {"archived_report": number, "kind": kind, "name": name, "data": data}
        connection.execute(insert(ARCHIVED_FILE).values(file))
    for (target, variant), data in contents.messages.items():
        message = {"archived_report": number, "target": target, "variant": variant.value, "data": data}
        connection.execute(insert(ARCHIVED_MESSAGE).values(message))
    add_deliveries(connection, number, to, copy=0, now=report.created)
    return number


def add_deliveries(
    connection: Connection, number: int, to: Sequence[Recipient], *, copy: int, now: datetime, requested_by: str = ""
) -> None:
    """Add a pending delivery of an archived report for each recipient. `requested_by`: "" where nobody did."""
    common = {
        "archived_report": number,
        "copy": copy,
        "state": DeliveryState.PENDING.value,
        "attempts": 0,
        "changed": seconds(now),
        "detail": "",
        "requested_by": requested_by,
        "requested_at": seconds(now) if requested_by else None,
    }
    if to:
        connection.execute(insert(DELIVERY), [{**common, **recipient._asdict()} for recipient in to])


def next_copy(connection: Connection, number: int) -> int:
    """Return the number of an archived report's next further copy."""
    last = connection.execute(select(func.max(DELIVERY.c.copy)).where(DELIVERY.c.archived_report == number)).scalar()
    return 0 if last is None else int(last) + 1


def read_artifacts(connection: Connection, number: int) -> dict[str, bytes]:
    """Return the files of an archived report, by name."""
    table = ARCHIVED_FILE.c
    query = select(table.name, table.data).where(table.archived_report == number, table.kind == _ARTIFACT)
    return {str(name): bytes(data) for name, data in connection.execute(query.order_by(table.name))}


def read_computed(connection: Connection, number: int) -> bytes:
    """Return the computed report of an archived report, as JSON."""
    table = ARCHIVED_FILE.c
    query = select(table.data).where(table.archived_report == number, table.kind == _COMPUTED)
    return bytes(connection.execute(query).scalar_one())


def read_messages(connection: Connection, number: int, target: int) -> dict[Variant, bytes]:
    """Return the message of an archived report for one target, by variant."""
    table = ARCHIVED_MESSAGE.c
    query = select(table.variant, table.data).where(table.archived_report == number, table.target == target)
    return {Variant(variant): bytes(data) for variant, data in connection.execute(query)}


def release(connection: Connection, number: int, *, now: datetime) -> None:
    """Release an archived report that is on hold; its deliveries are due from now on."""
    released = update(ARCHIVED_REPORT).where(ARCHIVED_REPORT.c.id == number).values(state=ReportState.RELEASED.value)
    connection.execute(released)
    connection.execute(update(DELIVERY).where(DELIVERY.c.archived_report == number).values(changed=seconds(now)))


def deliveries(
    connection: Connection, report: str | None = None, *, states: Collection[DeliveryState]
) -> list[Delivery]:
    """Return the deliveries in these states of a report's released archived reports, or of all, oldest first."""
    table = ARCHIVED_REPORT.c
    due = and_(table.state == ReportState.RELEASED.value, DELIVERY.c.state.in_(states))
    query = (
        select(DELIVERY, table.report, table.subject, table.period, table.as_of)
        .join_from(DELIVERY, ARCHIVED_REPORT, table.id == DELIVERY.c.archived_report)
        .where(due)
        .order_by(table.start, DELIVERY.c.archived_report, DELIVERY.c.copy, DELIVERY.c.id)
    )
    if report is not None:
        query = query.where(table.report == report)
    return [_delivery(row) for row in connection.execute(query)]


def recipients_of(connection: Connection, number: int) -> list[Recipient]:
    """Return the first recipients of an archived report."""
    first = and_(DELIVERY.c.archived_report == number, DELIVERY.c.copy == 0)
    return [_recipient(row) for row in connection.execute(select(DELIVERY).where(first).order_by(DELIVERY.c.id))]


def record_state(connection: Connection, number: int, state: DeliveryState, *, detail: str = "", now: datetime) -> None:
    """Record how a delivery stands; "sending" counts an attempt. Attempts do not change since when it is due."""
    tried = {"attempts": DELIVERY.c.attempts + 1} if state is DeliveryState.SENDING else {}
    is_settled = state not in {DeliveryState.PENDING, DeliveryState.SENDING}
    since = {"changed": seconds(now)} if is_settled else {}
    values = {"state": state.value, "detail": detail, **since, **tried}
    connection.execute(update(DELIVERY).where(DELIVERY.c.id == number).values(values))


def new_causes(connection: Connection, causes: Sequence[str], day: str) -> set[str]:
    """Return the causes of problems that the operator was not notified of on that day."""
    known = and_(NOTIFICATION.c.day == day, NOTIFICATION.c.cause.in_(causes))
    return set(causes) - set(connection.execute(select(NOTIFICATION.c.cause).where(known)).scalars())


def record_notified(connection: Connection, causes: Sequence[str], day: str) -> None:
    """Record that the operator was notified of these causes; another job may have recorded some meanwhile."""
    rows = [{"cause": cause, "day": day} for cause in sorted(new_causes(connection, causes, day))]
    if rows:
        connection.execute(insert(NOTIFICATION), rows)


def _key(row: Row[Any]) -> ReportKey:
    return ReportKey(row.report, row.subject, row.period, row.as_of)


def _recipient(row: Row[Any]) -> Recipient:
    return Recipient(row.target, TargetKind(row.kind), row.recipient)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        number=row.id,
        archived_report=row.archived_report,
        key=_key(row),
        to=_recipient(row),
        copy=row.copy,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        changed=moment(row.changed),
        detail=row.detail,
        requested_by=row.requested_by,
        requested_at=None if row.requested_at is None else moment(row.requested_at),
    )


def _archived_report(row: Row[Any]) -> ArchivedReport:
    return ArchivedReport(
        number=row.id,
        key=_key(row),
        start=moment(row.start),
        end=moment(row.end),
        created=moment(row.created),
        spec_digest=row.spec_digest,
        state=ReportState(row.state),
        reason=row.reason,
    )

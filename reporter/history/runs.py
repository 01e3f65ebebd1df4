"""Which commands wrote to history, when, and how they ended; and that two of a kind do not run at once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from reporter.core.context import CommandContext
from reporter.core.errors import BusyError, DeadlineError, DiskError, Exit, ReporterError, TerminatedError, exit_of
from reporter.core.problems import Problem, lines_of
from reporter.core.secrets import hide
from reporter.history.db.location import file_lock
from reporter.history.encode import moment, seconds
from reporter.history.open import History
from reporter.history.tables import RUN

_LONGEST_LINE = 1000  # characters, as on a terminal


@dataclass(slots=True)
class RunRecord:
    """How a run goes: filled in while it runs, recorded at its end. `sent`, `unsent`: counts of deliveries.

    `problems`: why its code is not 0. `broke_off`: when the previous run of the same command and report
    began, if that one never ended.
    """

    code: Exit = Exit.DONE
    requests: int = 0
    calls: int = 0
    sent: int = 0
    unsent: int = 0
    problems: Sequence[Problem] = ()
    broke_off: datetime | None = None


@contextmanager
def record_run(history: History, command: str, context: CommandContext, *, report: str = "") -> Iterator[RunRecord]:
    """Record that a command begins, and at its end how it went; a run that was killed has no end.

    `report`: the name of the report that the command is about, where it is about one.
    """
    begun, now = time.monotonic(), context.now

    def begin(connection: Connection) -> int:
        values = {"command": command, "report": report, "started": seconds(now), "run_id": context.run_id}
        return int(connection.execute(insert(RUN).values(values).returning(RUN.c.id)).scalar_one())

    with history.read() as connection:
        note = RunRecord(broke_off=_broke_off(connection, command, report))
    number = history.write(begin)
    try:
        yield note
    except BaseException as error:
        note.code, note.problems = exit_of(error), (Problem(_ending(error)),)
        values = _ended(note, context, finished=now + _since(begun))
        with suppress(ReporterError):  # what stopped the run is what has to be reported
            history.write(lambda connection: _end(connection, number, values))
        raise
    values = _ended(note, context, finished=now + _since(begun))
    history.write(lambda connection: _end(connection, number, values))


def record_rejected_run(
    history: History, command: str, context: CommandContext, *, report: str = "", code: Exit, problem: Problem
) -> None:
    """Record a run that was rejected before it began.

    A run without an end stays the newest of its command and report: the run after it has to know of it.
    """
    note = RunRecord(code=code, problems=(problem,))
    ended = _ended(note, context, finished=context.now)
    begun = {"command": command, "report": report, "started": seconds(context.now), "run_id": context.run_id}

    def add(connection: Connection) -> None:
        if _broke_off(connection, command, report) is None:
            connection.execute(insert(RUN).values({**begun, **ended}))

    history.write(add)


@contextmanager
def alone(history: History, what: str) -> Iterator[None]:
    """Keep a second process from the same work on this history. Raises BusyError when one is running.

    The kernel, or the database server, lets go when the process dies, however it dies.
    """
    path = history.location.path
    with _alone_in_file(path.with_name(f".{path.name}.{what}"), what) if path else _alone_on_server(history, what):
        yield


@contextmanager
def _alone_in_file(path: Path, what: str) -> Iterator[None]:
    with file_lock(path, wait=False) as is_free:
        if not is_free:
            holder = path.read_text(encoding="utf-8", errors="replace").strip()
            raise BusyError(
                f"another {what} is already running ({holder or 'just started'}); try again when it has finished"
            )
        try:
            path.write_text(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8")
        except OSError as error:
            raise DiskError(f"cannot write the lock file {path}: {error.strerror}") from None
        yield


@contextmanager
def _alone_on_server(history: History, what: str) -> Iterator[None]:
    with history.read() as connection:
        lock = func.hashtext(f"reporter {what}")
        free = connection.execute(select(func.pg_try_advisory_lock(lock))).scalar()
        if not free:
            raise BusyError(f"another {what} is already running on this history; try again when it has finished")
        connection.commit()  # no transaction stays open; the lock is the connection's
        try:
            yield
        finally:
            with suppress(DBAPIError):  # when the connection is broken, the server releases the lock by itself
                connection.execute(select(func.pg_advisory_unlock(lock)))


def _broke_off(connection: Connection, command: str, report: str) -> datetime | None:
    same = select(RUN.c.started, RUN.c.finished).where(RUN.c.command == command, RUN.c.report == report)
    row = connection.execute(same.order_by(RUN.c.id.desc()).limit(1)).first()
    return moment(row.started) if row is not None and row.finished is None else None


def _ended(note: RunRecord, context: CommandContext, *, finished: datetime) -> dict[str, int | str | None]:
    """Return what is recorded of a run's end. A run that is done has no problems; no secret is ever part of one."""
    lines = lines_of(note.problems) if note.code is not Exit.DONE else []
    problems = "\n".join(hide(line, context.secrets)[:_LONGEST_LINE] for line in lines)
    counts = {"requests": note.requests, "calls": note.calls, "sent": note.sent, "unsent": note.unsent}
    return {"finished": seconds(finished), "exit": int(note.code), "problems": problems or None, **counts}


def _end(connection: Connection, number: int, values: Mapping[str, int | str | None]) -> None:
    connection.execute(update(RUN).where(RUN.c.id == number).values(dict(values)))


def _ending(error: BaseException) -> str:
    """Return what ended a run in words; of an unforeseen error its kind alone, since its text may hold anything."""
    if isinstance(error, ReporterError):
        return str(error)
    if isinstance(error, DeadlineError):
        return f"stopped at the time limit ({error})"
    if isinstance(error, KeyboardInterrupt | TerminatedError):
        return "stopped before it had finished"
    return f"this is a bug in reporter: {type(error).__name__}"


def _since(begun: float) -> timedelta:
    return timedelta(seconds=time.monotonic() - begun)

"""An opened history: its engine, its transactions, its way from one version to the next. Knows no rows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from reporter.core.errors import ConfigurationError, DiskError, HistoryError
from reporter.history.db.errors import AGAIN, sqlstate, translate_errors
from reporter.history.db.integrity import check_damage
from reporter.history.db.location import (
    DatabaseLocation,
    check_file,
    file_lock,
    make_folder,
    make_private,
    parse_location,
    remote_file_system,
)
from reporter.history.tables import HEAD

Result = TypeVar("Result")
Transaction = Connection  # what history's functions are given by `read` and `write`; nobody else looks into it

_BUSY_S = 120  # a large report reads for a minute; an hourly job can wait for it
_REPEATS = 3
_WRITING = 734620176  # a number that no other program is likely to lock
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


class History:
    """A history that is there and up to date. `warnings`: what its owner should know of how it is kept."""

    def __init__(self, engine: Engine, location: DatabaseLocation, warnings: tuple[str, ...] = ()) -> None:
        self.location = location
        self.warnings = warnings
        self._engine = engine

    def __enter__(self) -> Self:
        """Give the history."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of history. Raises ReporterError."""
        with translate_errors(self.location.shown), self._engine.connect() as connection:
            if self.location.path is None:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            yield connection

    def write(self, change: Callable[[Connection], Result]) -> Result:
        """Carry out a change as a whole or not at all; it is on disk when this returns. Raises ReporterError.

        `change` may be called again when the database asks for it (a deadlock), never after a failed commit.
        """
        with translate_errors(self.location.shown):
            for attempt in range(_REPEATS):
                try:
                    with (
                        self._engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
                        connection.begin(),
                    ):
                        if self.location.path is None:  # one writer at a time, as SQLite has it
                            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")
                        return change(connection)
                except DBAPIError as error:
                    if sqlstate(error) not in AGAIN or attempt == _REPEATS - 1:
                        raise
        raise AssertionError("the loop returns or raises")

    def shrink(self) -> None:
        """Give room that is no longer used back to the disk, where the database does not do that by itself."""
        if self.location.path is not None:
            with translate_errors(self.location.shown):
                _alone(self._engine, "VACUUM")


def open_history(written: str, folder: Path) -> History:
    """Open the history that `history:` of reporter.yaml names, made or brought up to date when it has to be.

    Before a change of its version a copy is kept beside the file. Raises ReporterError; then nothing was touched.
    """
    location = parse_location(written, folder)
    if location.path is not None:
        try:
            return _open_file(location, location.path)
        except OSError as error:
            raise DiskError(f"history {location.shown} cannot be opened: {error.strerror}") from None
    try:
        # values are handed over by position, as SQLite has it, so that rows can be tuples
        engine = create_engine(
            location.url, poolclass=NullPool, paramstyle="format", connect_args={"connect_timeout": 10}
        )
    except ImportError:
        message = (
            "history in PostgreSQL requires another package; run pip install 'instagram-insights-reporter[postgres]'"
        )
        raise ConfigurationError(message) from None
    with translate_errors(location.shown):
        with engine.connect() as connection:
            behind = _version(connection, location) != HEAD
        if behind:
            with engine.begin() as connection:
                # two first uses at the same time: the second waits and finds the work done
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")
                if _version(connection, location) != HEAD:
                    _migrate(connection)
    return History(engine, location)


def _open_file(location: DatabaseLocation, path: Path) -> History:
    make_folder(path)
    check_file(path)  # before anything is made beside it
    safe = not location.wal or _wal_is_safe(sqlite3.sqlite_version_info)
    with file_lock(path.with_name(f".{path.name}.opening"), wait=True):
        if not check_file(path):
            _make(location, path)
        engine = _engine(path, "WAL" if location.wal and safe else "DELETE")
        with translate_errors(location.shown):
            with engine.connect() as connection:
                version = _version(connection, location)
                check_damage(connection, path, location.shown, changes=version != HEAD)
            make_private(path)
            if version != HEAD:
                _keep_copy(engine, path, version)
                with engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
                    _migrate(connection)
    kind = remote_file_system(path)
    warnings = []
    if not safe:
        version = sqlite3.sqlite_version
        warnings.append(f"journal=wal can lose data with SQLite {version}; reporter uses the rollback journal instead")
    if kind:
        warnings.append(f"history is on a {kind} file system, where locks are unreliable; move it to a local disk")
    return History(engine, location, tuple(warnings))


def _engine(path: Path, journal: str) -> Engine:
    # the path as it is: inside a text, "?" and "%" would mean something
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_S})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        connection.isolation_level = None  # transactions begin where we say so, DDL among them
        cursor = connection.cursor()
        for pragma in (
            f"journal_mode={journal}",
            "synchronous=EXTRA",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cache_size=-65536",  # 64 MB: at ten million measures the indexes no longer fit into the usual 2 MB
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _wal_is_safe(version: tuple[int, ...]) -> bool:
    """Say whether this SQLite is free of the WAL-reset fault (sqlite.org/wal.html: fixed in 3.51.3, 3.50.7, 3.44.6)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _make(location: DatabaseLocation, path: Path) -> None:
    """Make a new history beside its place and move it there when it is whole: a crash leaves none, or a good one."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with translate_errors(location.shown):
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        engine = _engine(draft, "DELETE")
        with engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
            _migrate(connection)
        engine.dispose()
    draft.replace(path)
    _sync(path.parent)


def _version(connection: Connection, location: DatabaseLocation) -> str:
    """Return the migration that a history is at, "" before the first. Raises HistoryError for what is none of ours."""
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        if names:
            raise HistoryError(
                f"{location.shown} contains other tables and is not a history database; name an empty database"
            )
        return ""
    version = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if not version and len(names) > 1:
        raise HistoryError(
            f"history {location.shown} has no version (its table alembic_version is empty), so nothing was changed; "
            "restore a backup"
        )
    if version not in {"", HEAD} and not any(path.name.startswith(f"{version}_") for path in _VERSIONS.glob("*.py")):
        raise HistoryError(
            f"history {location.shown} was written by a newer version of reporter; nothing was changed; update reporter"
        )
    return version


def _keep_copy(engine: Engine, path: Path, version: str) -> None:
    """Copy the history as it is before its version changes."""
    copy = path.with_name(f"{path.name}.before-{HEAD}-from-{version or 'nothing'}")
    draft = copy.with_name(f".{copy.name}.tmp")
    draft.unlink(missing_ok=True)
    _alone(engine, "VACUUM INTO ?", str(draft))
    draft.chmod(0o600)
    draft.replace(copy)
    _sync(path.parent)


def _alone(engine: Engine, statement: str, *values: str) -> None:
    """Run a statement that no transaction may hold."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement, values)
    except sqlite3.Error as error:
        raise DBAPIError(statement, values, error) from None
    finally:
        connection.close()


def _migrate(connection: Connection) -> None:
    """Bring the tables to the newest version, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Translates database errors: each becomes an error of ours that names the history.

The driver's own words are never passed on; they hold statements and, from PostgreSQL, parts of rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from reporter.core.errors import (
    ConfigurationError,
    CredentialsError,
    DiskError,
    HistoryError,
    ReporterError,
    TemporaryError,
)

DAMAGED = (
    "is damaged; restore a backup (updates save one next to it, with .before- in its name), or move the file away to "
    "start over"
)
_SQLITE: dict[str, tuple[type[ReporterError], str]] = {
    "SQLITE_NOTADB": (HistoryError, DAMAGED),
    "SQLITE_CORRUPT": (HistoryError, DAMAGED),
    "SQLITE_FULL": (DiskError, "cannot be written: the disk is full; free disk space and run it again"),
    "SQLITE_IOERR": (DiskError, "cannot be read or written: disk error"),
    "SQLITE_READONLY": (DiskError, "cannot be written: it, or its folder, is read-only"),
    "SQLITE_CANTOPEN": (DiskError, "cannot be opened; check the folder's permissions and limits on open files"),
    "SQLITE_PERM": (DiskError, "cannot be opened; check its permissions"),
    "SQLITE_BUSY": (TemporaryError, "is in use by another program; run it again"),
    "SQLITE_LOCKED": (TemporaryError, "is in use by another program; run it again"),
}
# by SQLSTATE, or by its class where that is sufficient
_POSTGRESQL: dict[str, tuple[type[ReporterError], str]] = {
    "28": (CredentialsError, "rejected the user or password; correct history: in reporter.yaml"),
    "3D": (ConfigurationError, "names a database that does not exist; create it, or correct history: in reporter.yaml"),
    "42501": (CredentialsError, "does not give this user the required permissions; grant them on the schema"),
    "53100": (DiskError, "cannot be written: the disk of its server is full; free disk space and run it again"),
    "53": (TemporaryError, "is overloaded; run it again"),
    "58": (DiskError, "cannot be read or written: its server has a disk error"),
    "XX": (HistoryError, "is damaged; restore a backup, or name another database to start over"),
    "40": (TemporaryError, "was changed by another program at the same time; run it again"),
    "55": (TemporaryError, "is in use by another program; run it again"),
    "57": (DiskError, "was shut down while in use; data recorded before is saved; run it again"),
    "08": (DiskError, "lost its connection; data recorded before is saved; run it again"),
    "25006": (DiskError, "cannot be written: it is read-only"),
}
# serialisation failure, deadlock: the same transaction may succeed when it is repeated
AGAIN = frozenset({"40001", "40P01"})


@contextmanager
def translate_errors(location: str) -> Iterator[None]:
    """Turn what the database raises into our errors; `location` names the history in messages, without secrets."""
    try:
        yield
    except DBAPIError as error:
        raise to_reporter_error(error, location) from None
    except SQLAlchemyError as error:
        raise HistoryError(f"history {location} cannot be used ({type(error).__name__})") from None


def to_reporter_error(error: DBAPIError, location: str) -> ReporterError:
    """Return what a driver's error means."""
    state = sqlstate(error)
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "SQLITE_ERROR")
        known = next((meaning for start, meaning in _SQLITE.items() if name.startswith(start)), None)
        # our statements fail for no other reason: a table, or a row that another one refers to, is not as it was left
        kind, words = known or (HistoryError, f"{DAMAGED} ({name})")
    elif state:
        kind, words = (
            _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2]) or (HistoryError, f"cannot be used (SQLSTATE {state})")
        )
    else:
        kind, words = _unconnected(error)
    return kind(f"history {location} {words}")


def _unconnected(error: DBAPIError) -> tuple[type[ReporterError], str]:
    """Return what it means that there is no connection: the driver gives no code for it, only the server's text."""
    text = str(error.orig)
    if error.connection_invalidated:
        return _POSTGRESQL["08"]
    if "password" in text or "authentication" in text or 'role "' in text:
        return _POSTGRESQL["28"]
    if 'database "' in text:
        return _POSTGRESQL["3D"]
    return TemporaryError, "cannot be reached; check that the server is running"


def sqlstate(error: DBAPIError) -> str:
    """Return PostgreSQL's five-character code of an error; "" where there are none."""
    return str(getattr(error.orig, "sqlstate", None) or "")
